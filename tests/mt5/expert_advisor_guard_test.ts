/**
 * The Expert Advisor's guard: figures that make no sense do not act, a withdrawal is no loss, and a
 * damaged file is told and leaves the last limits that can be read in effect.
 */

import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { lacks } from "../../tools/test_needs.ts";
import { assignments } from "../../tools/mql5_host/lines.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

const files = "MQL5/Files/MT5Bridge/5012345-Broker-Demo";
const serverMs = 1_772_445_600_000;
const timerMs = 100;

const limits = {
  policy: "block",
  silenceSeconds: "2",
  dayFromMs: String(Math.floor(serverMs / 86_400_000) * 86_400_000),
  dayBase: "10300",
  dayLoss: "206",
  dayLossPct: "2",
  equityFloor: "0",
  countedMs: String(serverMs),
};

function scenario(name: string, tell: (options: SteppedOptions) => Promise<void>): void {
  Deno.test({
    name,
    ignore: lacks("cpp_compiler"),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      await tell({ folder, timerMs });
      await Deno.remove(folder, { recursive: true });
    },
  });
}

function halt({ folder }: SteppedOptions): string {
  const path = `${folder}/${files}.halt`;
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/** Time in which the bridge is silent, in the steps of the timer. */
async function pass(advisor: SteppedExpertAdvisor, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += timerMs) await advisor.step();
}

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
