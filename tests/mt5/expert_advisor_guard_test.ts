/**
 * The Expert Advisor's guard: figures that make no sense do not act, a withdrawal is no loss, and a
 * damaged file is told and leaves the last limits that can be read in effect.
 */

import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import type { WatchedPart } from "../../src/mt5/wire.ts";
import { assignments } from "../../tools/mql5_host/lines.ts";
import {
  brokenLimits as limits,
  guardFiles as files,
  guardScenario as scenario,
  guardStartMs as serverMs,
  haltFile as halt,
  silentFor as pass,
} from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

scenario("guard: it acts on the limit, but not on figures that make no sense", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  const account = (equity: number, balance: number) =>
    advisor.hosted.tell(
      "account",
      ...assignments({ ACCOUNT_EQUITY: equity, ACCOUNT_BALANCE: balance }),
    );
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  for (const [equity, balance] of [[0, 0], [0, 10_000.5], [4_000, 10_000.5]] as const) {
    account(equity, balance);
    await pass(advisor, 12_000);
    assert.equal(halt(options), "", `equity ${equity}, balance ${balance}`);
  }
  account(9_999.98, 10_000.5);
  await pass(advisor, 5_000);
  assert.match(halt(options), /^guard daily_loss block \d+ \d+\nDaily loss limit hit/);
});

scenario("guard: it acts while the bridge talks and does not watch the limits", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  const hear = async (seconds: number, watched: readonly WatchedPart[]) => {
    for (let second = 0; second < seconds; second++) {
      await advisor.say({ kind: "heartbeat", nonce: "n", watched });
      await pass(advisor, 1_000);
    }
  };
  advisor.hosted.tell(
    "account",
    ...assignments({ ACCOUNT_EQUITY: 9_999.98, ACCOUNT_BALANCE: 10_000.5 }),
  );
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await hear(10, ["limits", "stops"]);
  assert.equal(halt(options), "");
  await hear(10, ["stops"]);
  assert.match(halt(options), /^guard daily_loss block/);
});

scenario("guard: a withdrawal since the figures were taken is no loss", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  const withdrawal = {
    DEAL_TYPE: 2,
    DEAL_PROFIT: -300,
    DEAL_TIME: serverMs / 1_000 + 1,
    DEAL_TIME_MSC: serverMs + 1_000,
  };
  advisor.hosted.tell("record", "deal", 90, ...assignments(withdrawal));
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await pass(advisor, 15_000);
  assert.equal(halt(options), "");
});

scenario("guard: a damaged file is told, and its last readable limits stay", async (options) => {
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    assert.equal((await advisor.call("limits", limits)).status, "ok");
    assert.equal((await advisor.call("limits", { ...limits, policy: "close" })).status, "ok");
    await advisor.hosted.kill();
  }
  const path = `${options.folder}/${files}.guard`;
  const whole = readFileSync(path, "utf8");
  appendFileSync(path, "1\tlimits\toff\t2");
  const reported = async () => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const hello = advisor.heard.find((message) => message.kind === "hello");
    await advisor.hosted.kill();
    return [hello?.guard?.policy, hello?.guard?.isDamaged];
  };
  assert.deepEqual(await reported(), ["close", true]);
  writeFileSync(path, whole.replace("\tclose\t", "\toff\t"));
  assert.deepEqual(await reported(), ["block", true], "an altered line has another checksum");
  writeFileSync(path, whole);
  assert.deepEqual(await reported(), ["close", false]);
});

const dayMs = 86_400_000;

function tellMoney(advisor: SteppedExpertAdvisor, equity: number): void {
  advisor.hosted.tell(
    "account",
    ...assignments({ ACCOUNT_EQUITY: equity, ACCOUNT_BALANCE: equity + 0.52 }),
  );
}

/** Prices move: the balance stays, and a position has what equity has lost. */
function fall(advisor: SteppedExpertAdvisor, from: number, to: number): void {
  const profit = to - from - 0.52;
  const position = { POSITION_SYMBOL: "EURUSD", POSITION_VOLUME: 0.1, POSITION_PROFIT: profit };
  advisor.hosted.tell("record", "position", 5, ...assignments(position));
  const money = { ACCOUNT_EQUITY: to, ACCOUNT_PROFIT: profit };
  advisor.hosted.tell("account", ...assignments(money));
}

/** A deposit or withdrawal that is listed. */
function list(advisor: SteppedExpertAdvisor, flow: number, atMs: number, ticket = 90): void {
  const at = { DEAL_TIME: Math.floor(atMs / 1_000), DEAL_TIME_MSC: atMs };
  const deal = { DEAL_TYPE: 2, DEAL_PROFIT: flow, ...at };
  advisor.hosted.tell("record", "deal", ticket, ...assignments(deal));
}

/** Quotes of the next day arrive. */
async function tomorrow(advisor: SteppedExpertAdvisor, hours: number): Promise<void> {
  await quoted(advisor, Number(limits.dayFromMs) + dayMs + hours * 3_600_000);
}

/** Quotes arrive for some seconds. */
async function quoted(advisor: SteppedExpertAdvisor, fromMs: number): Promise<void> {
  advisor.hosted.tell("selected", "EURUSD", 1);
  for (let at = 0; at < 12; at += 1) {
    const now = fromMs + at * 1_000;
    advisor.hosted.tell("time", now, now - 7_200_000, 0);
    const quotes = [1.10231, 1.10239, 0, 0, 6, now, 1.10232, 1.1024, 0, 0.5, 22];
    advisor.hosted.tell("ticks", "EURUSD", now, ...quotes);
    await pass(advisor, 1_000);
  }
}

const started = { ...limits, policy: "close", dayBase: "10000", dayLoss: "200" };

scenario("guard: a gap over the change of the day counts in the new day", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  tellMoney(advisor, 10_000);
  assert.equal((await advisor.call("limits", started)).status, "ok");
  await quoted(advisor, serverMs + 10_000);
  fall(advisor, 10_000, 9_900);
  await tomorrow(advisor, 0);
  assert.equal(halt(options), "", "1 % of 2 %");
  fall(advisor, 10_000, 9_750);
  await pass(advisor, 6_000);
  assert.match(halt(options), /^guard daily_loss close .*equity 9750\.00 USD, limit 9800\.00 USD/s);
});

scenario("guard: started in a later day, the results of that day count", async (options) => {
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    tellMoney(advisor, 10_000);
    assert.equal((await advisor.call("limits", started)).status, "ok");
    await advisor.hosted.kill();
  }
  await using advisor = await SteppedExpertAdvisor.started(options);
  const lossMs = Number(limits.dayFromMs) + dayMs + 8 * 3_600_000;
  const loss = { DEAL_TYPE: 1, DEAL_ENTRY: 1, DEAL_PROFIT: -600 };
  const at = { DEAL_TIME: lossMs / 1_000, DEAL_TIME_MSC: lossMs };
  advisor.hosted.tell("record", "deal", 91, ...assignments({ ...loss, ...at }));
  tellMoney(advisor, 9_400);
  await tomorrow(advisor, 15);
  assert.match(halt(options), /^guard daily_loss close .*limit 9800\.00 USD/s);
});

for (
  const [what, amount, limit] of [["withdrawal", -9_500, 450], ["deposit", 90_000, 90_000]] as const
) {
  scenario(`guard: a ${what} moves the floor of the drawdown in proportion`, async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    tellMoney(advisor, 10_000);
    const drawdown = { dayBase: "0", dayLoss: "0", equityFloor: "9000" };
    assert.equal((await advisor.call("limits", { ...limits, ...drawdown })).status, "ok");
    await pass(advisor, 8_000);
    list(advisor, amount, serverMs + 1_000);
    tellMoney(advisor, 10_000 + amount);
    await pass(advisor, 5_000);
    fall(advisor, 10_000 + amount, limit + 1);
    await pass(advisor, 6_000);
    assert.equal(halt(options), "");
    fall(advisor, 10_000 + amount, limit - 1);
    await pass(advisor, 6_000);
    assert.match(halt(options), new RegExp(`^guard drawdown .*limit ${limit}\\.00 USD`, "s"));
  });
}

for (const everyMs of [1_000, 2_500]) {
  scenario(`guard: positions that come and go each ${everyMs} ms hide nothing`, async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const position = { POSITION_SYMBOL: "EURUSD", POSITION_VOLUME: 0.1, POSITION_PROFIT: -0.52 };
    tellMoney(advisor, 5_000);
    assert.equal((await advisor.call("limits", started)).status, "ok");
    for (let changes = 0; changes * everyMs < 40_000; changes += 1) {
      if (changes % 2 === 1) advisor.hosted.tell("drop", "position", 5);
      else advisor.hosted.tell("record", "position", 5, ...assignments(position));
      await pass(advisor, everyMs);
    }
    assert.match(halt(options), /^guard daily_loss/);
  });
}

scenario("guard: a torn last line forgets no loss of the day", async (options) => {
  {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const yesterday = String(Number(limits.dayFromMs) - dayMs);
    const call = await advisor.call("limits", { ...started, dayFromMs: yesterday });
    assert.equal(call.status, "ok");
    assert.equal((await advisor.call("limits", started)).status, "ok");
    await advisor.hosted.kill();
  }
  const path = `${options.folder}/${files}.guard`;
  writeFileSync(path, readFileSync(path, "utf8").slice(0, -20));
  {
    await using advisor = await SteppedExpertAdvisor.started(options);
    tellMoney(advisor, 9_400);
    await quoted(advisor, serverMs + 10_000);
    assert.match(halt(options), /^guard daily_loss close .*limit 9800\.00 USD/s);
    await advisor.hosted.kill();
  }
});

scenario("guard: a close during another halt goes on after a restart", async (options) => {
  let isOpen = false;
  const fate = () => isOpen ? 10_009 : 10_018;
  const position = { POSITION_SYMBOL: "EURUSD", POSITION_VOLUME: 0.1, POSITION_PROFIT: -0.52 };
  const held = assignments({ ...position, POSITION_TICKET: 5, POSITION_IDENTIFIER: 5 });
  {
    await using advisor = await SteppedExpertAdvisor.welcomed({ ...options, fate });
    advisor.hosted.tell("record", "position", 5, ...held);
    tellMoney(advisor, 9_700);
    const byTrader = { reason: "by the trader", record: "x" };
    assert.equal((await advisor.call("halt", byTrader)).status, "ok");
    assert.equal((await advisor.call("limits", started)).status, "ok");
    await pass(advisor, 12_000);
    assert.match(halt(options), /^x :: guard daily_loss close \d+ \d+ : Daily.*\nby the trader$/);
    await advisor.hosted.kill();
  }
  isOpen = true;
  await using advisor = await SteppedExpertAdvisor.started({ ...options, fate });
  advisor.hosted.tell("record", "position", 5, ...held);
  tellMoney(advisor, 9_700);
  await tomorrow(advisor, 1);
  assert.equal(advisor.sent.length, 1);
});

const midnight = Number(limits.dayFromMs) + dayMs;

for (const amount of [5_000, -4_000]) {
  const what = amount > 0 ? "deposit" : "withdrawal";
  scenario(
    `guard: a ${what} just before the bridge dies and the day ends is counted once`,
    async (options) => {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      tellMoney(advisor, 10_000);
      const whileAlive = { ...started, silenceSeconds: "20" };
      assert.equal((await advisor.call("limits", whileAlive)).status, "ok");
      await quoted(advisor, midnight - 16_000);
      list(advisor, amount, midnight - 4_000);
      tellMoney(advisor, 10_000 + amount);
      await pass(advisor, 3_000);
      await quoted(advisor, midnight + 1_000);
      await quoted(advisor, midnight + 14_000);
      assert.equal(halt(options), "");
      fall(advisor, 10_000 + amount, (10_000 + amount) * 0.979);
      await quoted(advisor, midnight + 27_000);
      assert.match(halt(options), /^guard daily_loss close/);
    },
  );
}

scenario("guard: a withdrawal that the history lists seconds later is no loss", async (options) => {
  await using advisor = await SteppedExpertAdvisor.welcomed(options);
  tellMoney(advisor, 10_000);
  assert.equal((await advisor.call("limits", started)).status, "ok");
  await quoted(advisor, serverMs + 10_000);
  tellMoney(advisor, 9_700);
  await pass(advisor, 8_000);
  list(advisor, -300, serverMs + 22_000);
  await pass(advisor, 8_000);
  assert.equal(halt(options), "");
});

scenario(
  "guard: money that is missing for longer is lost, also beside smaller changes",
  async (options) => {
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    tellMoney(advisor, 10_000);
    assert.equal((await advisor.call("limits", started)).status, "ok");
    await quoted(advisor, serverMs + 10_000);
    tellMoney(advisor, 9_990);
    await pass(advisor, 8_000);
    tellMoney(advisor, 9_700);
    await pass(advisor, 8_000);
    assert.equal(halt(options), "", "the withdrawal has its own time");
    await pass(advisor, 8_000);
    assert.match(halt(options), /^guard daily_loss close/);
  },
);

for (const isTorn of [false, true]) {
  const file = isTorn ? "a torn file of what was seen" : "what was seen";
  scenario(
    `guard: the terminal is closed over the change of the day, with ${file}`,
    async (options) => {
      {
        await using advisor = await SteppedExpertAdvisor.welcomed(options);
        tellMoney(advisor, 10_000);
        assert.equal((await advisor.call("limits", started)).status, "ok");
        await quoted(advisor, midnight - 90_000);
        await advisor.hosted.kill();
      }
      const path = `${options.folder}/${files}.seen`;
      if (isTorn) writeFileSync(path, readFileSync(path, "utf8").slice(0, -6));
      await using advisor = await SteppedExpertAdvisor.started(options);
      advisor.hosted.tell("account", ...assignments({ ACCOUNT_BALANCE: 10_000.52 }));
      fall(advisor, 10_000, 9_750);
      await tomorrow(advisor, 1);
      await pass(advisor, 6_000);
      if (isTorn) assert.equal(halt(options), "");
      else assert.match(halt(options), /^guard daily_loss close .*limit 9800\.00 USD/s);
    },
  );
}

scenario(
  "guard: a result between what was seen and midnight is not counted twice",
  async (options) => {
    {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      tellMoney(advisor, 10_000);
      assert.equal((await advisor.call("limits", started)).status, "ok");
      await quoted(advisor, midnight - 90_000);
      await advisor.hosted.kill();
    }
    await using advisor = await SteppedExpertAdvisor.started(options);
    for (const [ticket, profit] of [[91, -300], [92, 500]] as const) {
      const at = { DEAL_TIME: midnight / 1_000 - 30, DEAL_TIME_MSC: midnight - 30_000 };
      const deal = { DEAL_TYPE: 1, DEAL_ENTRY: 1, DEAL_PROFIT: profit, ...at };
      advisor.hosted.tell("record", "deal", ticket, ...assignments(deal));
    }
    tellMoney(advisor, 10_200);
    await tomorrow(advisor, 1);
    await pass(advisor, 6_000);
    assert.equal(halt(options), "");
  },
);

scenario(
  "guard: its halt reaches the bridge also beside halts with long names",
  async (options) => {
    const record = Array.from({ length: 12 }, (_, at) => `${at} ${"x".repeat(160)}`).join(" :: ");
    {
      await using advisor = await SteppedExpertAdvisor.welcomed(options);
      tellMoney(advisor, 9_700);
      const byTrader = { reason: "by the trader", record };
      assert.equal((await advisor.call("halt", byTrader)).status, "ok");
      assert.equal((await advisor.call("limits", started)).status, "ok");
      await pass(advisor, 12_000);
      await advisor.hosted.kill();
    }
    await using advisor = await SteppedExpertAdvisor.welcomed(options);
    const hello = advisor.heard.find((message) => message.kind === "hello");
    const records = hello?.haltFlag?.record.split(" :: ") ?? [];
    assert.match(records.pop() ?? "", /^guard daily_loss close \d{13} \d{13} : Daily .* USD$/);
    assert.ok(records.length > 9, String(records.length));
    assert.deepEqual(records, record.split(" :: ").slice(0, records.length), "whole ones");
  },
);
