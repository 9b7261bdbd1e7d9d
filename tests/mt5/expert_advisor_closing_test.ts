/**
 * How the Expert Advisor closes positions: on a netting account never twice, so that no opposite
 * position is opened, and while the bridge is gone as soon as the market allows.
 */

import assert from "node:assert/strict";
import { assignments, type Properties } from "../../tools/mql5_host/lines.ts";
import {
  brokenLimits,
  guardScenario as scenario,
  guardStartMs,
  silentFor as pass,
} from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor, type SteppedOptions } from "../support/stepped_expert_advisor.ts";

const limits = { ...brokenLimits, policy: "close" };

function hold(advisor: SteppedExpertAdvisor, volume: number, ticket = 5): void {
  const position = {
    POSITION_TICKET: ticket,
    POSITION_IDENTIFIER: ticket,
    POSITION_SYMBOL: "EURUSD",
    POSITION_VOLUME: volume,
    POSITION_PROFIT: ticket === 5 ? -0.52 : 0,
    POSITION_TYPE: 0,
  };
  advisor.hosted.tell("record", "position", ticket, ...assignments(position));
}

function work(advisor: SteppedExpertAdvisor, type: number, own: Properties = {}): void {
  const order = { ORDER_TICKET: 81, ORDER_SYMBOL: "EURUSD", ORDER_TYPE: type, ...own };
  advisor.hosted.tell("record", "order", 81, ...assignments(order));
}

/** Action, volume and position of each request that reached OrderSend. */
function requests(advisor: SteppedExpertAdvisor): string[] {
  return advisor.asked.filter(([what]) => what === "order_send")
    .map((asked) => `${asked[1]} ${Number(asked[5])} ${asked[16]}`);
}

const exchange = { ACCOUNT_MARGIN_MODE: 1 };
const close = { ticket: "5", deviationPoints: "10", filling: "auto", magic: "0", volume: "0" };
const deal = "1";

async function guarded(options: SteppedOptions): Promise<SteppedExpertAdvisor> {
  const advisor = await SteppedExpertAdvisor.welcomed(options);
  const isExchange = options.account?.ACCOUNT_MARGIN_MODE === 1;
  if (isExchange) {
    advisor.hosted.tell("symbol", "EURUSD", ...assignments({ SYMBOL_TRADE_EXEMODE: 3 }));
  }
  advisor.hosted.tell("selected", "EURUSD", 1);
  hold(advisor, 1);
  await pass(advisor, 9_000);
  return advisor;
}

scenario("netting: a close that is placed keeps the guard from another one", async (options) => {
  await using advisor = await guarded({ ...options, account: exchange, fate: () => 10_008 });
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await pass(advisor, 8_000);
  assert.deepEqual(requests(advisor), [`${deal} 1 5`]);
  for (const rest of [0.7, 0.4]) {
    hold(advisor, rest);
    await pass(advisor, 20_000);
    assert.equal(requests(advisor).length, 1, `${rest} is left`);
  }
  const ended = { ORDER_TICKET: 81, ORDER_SYMBOL: "EURUSD", ORDER_TYPE: 1, ORDER_STATE: 2 };
  advisor.hosted.tell("record", "history_order", 81, ...assignments(ended));
  await pass(advisor, 3_000);
  assert.deepEqual(requests(advisor), [`${deal} 1 5`, `${deal} 0.4 5`]);
});

scenario("netting: a close that is placed keeps the bridge from another one", async (options) => {
  await using advisor = await guarded({ ...options, account: exchange, fate: () => 10_008 });
  const closed = (intent: string) => advisor.call("position_close", { ...close, intent });
  assert.equal((await closed("C1")).status, "ok");
  const second = await closed("C2");
  assert.deepEqual([second.status, second.code], ["refused", "close_pending"]);
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await pass(advisor, 30_000);
  assert.equal(requests(advisor).length, 1);
  await pass(advisor, 100_000);
  assert.equal(requests(advisor).length, 2, "it is listed nowhere, so it is gone");
});

scenario("netting: no close beside a market order that is working", async (options) => {
  await using advisor = await guarded({ ...options, account: exchange });
  const closed = async (intent: string) =>
    (await advisor.call("position_close", { ...close, intent })).code;
  const [sell, buyLimit] = [1, 2];
  work(advisor, sell);
  assert.equal(await closed("C1"), "close_pending");
  work(advisor, sell, { ORDER_SYMBOL: "USDJPY" });
  assert.equal(await closed("C2"), "");
  hold(advisor, 0.5);
  work(advisor, buyLimit);
  assert.equal(await closed("C3"), "");
});

for (const [what, mode, code] of [["netting", 0, "close_pending"], ["hedging", 2, ""]] as const) {
  scenario(`${what}: a close that is done and not listed yet, and another one`, async (options) => {
    const account = { ACCOUNT_MARGIN_MODE: mode };
    await using advisor = await guarded({ ...options, account });
    const closed = async (intent: string, volume = "0") =>
      (await advisor.call("position_close", { ...close, intent, volume })).code;
    // One lot is open, and the broker always answers with 0.1.
    assert.equal(await closed("C1", "0.1"), "");
    assert.equal(await closed("C2"), code, "all of it: the list says 1, 0.9 are left");
    if (mode === 2) return;
    assert.equal(await closed("C3", "0.95"), code);
    assert.equal(await closed("C4", "0.9"), "", "a part that must be there");
    assert.equal(await closed("C5", "0.9"), code);
    await pass(advisor, 14_000);
    assert.equal(await closed("C6"), code);
    hold(advisor, 0.8);
    assert.equal(await closed("C7"), "", "the list has changed");
    await pass(advisor, 16_000);
    assert.equal(await closed("C8"), code, "its deal is not listed");
    advisor.hosted.tell("record", "deal", 77, ...assignments({ DEAL_ORDER: 81 }));
    assert.equal(await closed("C9"), "");
    assert.deepEqual(requests(advisor).map((one) => one.split(" ")[1]), [
      "0.1",
      "0.9",
      "0.8",
      "0.8",
    ]);
  });
}

scenario("without a largest volume of the symbol, all of it is closed", async (options) => {
  await using advisor = await guarded(options);
  advisor.hosted.tell("symbol", "EURUSD", ...assignments({ SYMBOL_VOLUME_MAX: 0 }));
  assert.equal((await advisor.call("position_close", { ...close, intent: "C1" })).status, "ok");
  assert.deepEqual(requests(advisor), [`${deal} 1 5`]);
});

scenario(
  "a level that fits the steps no more keeps the other one from no change",
  async (options) => {
    await using advisor = await guarded(options);
    const coarse = { SYMBOL_TRADE_TICK_SIZE: 0.0005 };
    advisor.hosted.tell("symbol", "EURUSD", ...assignments(coarse));
    const level = assignments({ POSITION_TP: 1.12341 });
    advisor.hosted.tell("record", "position", 5, ...level);
    const changed = async (intent: string, takeProfit: string) => {
      const levels = { stopLoss: "1.0895", takeProfit };
      return (await advisor.call("position_modify", { ticket: "5", intent, ...levels })).code;
    };
    assert.equal(await changed("M1", "1.12342"), "symbol_rule");
    assert.equal(await changed("M2", "1.12341"), "");
    const [sent] = advisor.asked.filter(([what]) => what === "order_send");
    assert.deepEqual([Number(sent?.[8]), Number(sent?.[9])], [1.0895, 1.12341]);
  },
);

/** Quotes arrive each second. */
async function quoted(advisor: SteppedExpertAdvisor, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) {
    const now = guardStartMs + 60_000 + second * 1_000;
    const quote = [1.10231, 1.10239, 0, 0, 6];
    advisor.hosted.tell("ticks", "EURUSD", now, ...quote);
    await pass(advisor, 1_000);
  }
}

for (
  const [what, fate] of [["requote", 10_004], ["changed price", 10_020], [
    "no price",
    10_021,
  ]] as const
) {
  scenario(`guard: after a ${what} it tries each second`, async (options) => {
    await using advisor = await guarded({ ...options, fate: () => fate });
    assert.equal((await advisor.call("limits", limits)).status, "ok");
    await pass(advisor, 9_000);
    const before = requests(advisor).length;
    await quoted(advisor, 20);
    const count = requests(advisor).length - before;
    assert.ok(count >= 10 && count <= 21, String(count));
  });
}

scenario("guard: too many requests are repeated later each time", async (options) => {
  await using advisor = await guarded({ ...options, fate: () => 10_024 });
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await pass(advisor, 6_000);
  await quoted(advisor, 20);
  assert.ok(requests(advisor).length <= 6, String(requests(advisor).length));
});

scenario("guard: IOC after all at once was refused, within 1 % of the price", async (options) => {
  await using advisor = await guarded({ ...options, fate: () => 10_030 });
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await pass(advisor, 10_000);
  const sent = advisor.asked.filter(([what]) => what === "order_send");
  const [fok, ioc] = ["0", "1"];
  assert.deepEqual(sent.slice(0, 2).map((asked) => asked[12]), [fok, ioc]);
  assert.equal(sent[0]?.[10], "1103");
});

scenario("guard: positions are closed before pending orders are cancelled", async (options) => {
  await using advisor = await guarded(options);
  work(advisor, 2);
  assert.equal((await advisor.call("limits", limits)).status, "ok");
  await pass(advisor, 9_000);
  assert.deepEqual(requests(advisor).map((request) => request.split(" ")[0]), [deal, "8"]);
});
