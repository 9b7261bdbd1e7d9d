/**
 * What a terminal may report for a while: another account in the middle of a request, an account
 * without its server, a computer's clock that is wrong by days.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { firstMagic } from "../../src/models/trace.ts";
import type { WireFind } from "../../src/mt5/wire_trading.ts";
import { assignments } from "../../tools/mql5_host/lines.ts";
import { guardScenario as scenario, guardStartMs } from "../support/guarded_advisor.ts";
import { SteppedExpertAdvisor } from "../support/stepped_expert_advisor.ts";

const dayMs = 86_400_000;
const magic = String(firstMagic);

function order(intent: string) {
  const prices = { price: "0", stopLimitPrice: "0", stopLoss: "1.09", takeProfit: "1.12" };
  const rules = { deviationPoints: "10", filling: "auto", expiresMs: "0", magic };
  const what = { intent, symbol: "EURUSD", type: "buy", volume: "0.10" };
  return { ...what, ...prices, ...rules, comment: `b3:${intent}` };
}

scenario("requests of one account never reach the next one", async (options) => {
  const other = assignments({ ACCOUNT_LOGIN: 777, ACCOUNT_BALANCE: 5 });
  await using advisor = await SteppedExpertAdvisor.welcomed({
    ...options,
    fate: () => {
      advisor.hosted.tell("account", ...other);
      return 10_009;
    },
  });
  await advisor.postTogether("order_send", [order("A1"), order("A2"), order("A3")]);
  for (let events = 0; events < 20; events++) await advisor.step();
  assert.deepEqual(advisor.sent, ["b3:A1"]);
  assert.ok(advisor.hosted.journal.some((line) => line.startsWith("account_changed: ")));
});

scenario("an account without its server is not known yet", async (options) => {
  const account = { ACCOUNT_SERVER: "" };
  await using advisor = await SteppedExpertAdvisor.started({ ...options, account });
  for (let events = 0; events < 20; events++) await advisor.step();
  assert.ok(!existsSync(`${options.folder}/MQL5/Files/MT5Bridge`), "no file of half a name");
  assert.ok(advisor.hosted.journal.some((line) => line.startsWith("login_awaited: ")));
});

scenario("more orders a minute than can be counted are no setting", async (options) => {
  const inputs = { InpMaxOrdersPerMinute: 2_000_000_000 };
  await using advisor = await SteppedExpertAdvisor.started({ ...options, inputs });
  assert.notEqual(advisor.startCode, 0);
  assert.ok(advisor.hosted.journal.some((line) => line.startsWith("bad_setting: ")));
});

for (const days of [-3, -1, 3]) {
  scenario(`an outcome is found with a clock that is ${days} days wrong`, async (options) => {
    const quirks = { clockSkewMs: days * dayMs };
    const timesOut = () => 10_012;
    await using advisor = await SteppedExpertAdvisor.welcomed({
      ...options,
      quirks,
      fate: timesOut,
    });
    assert.equal((await advisor.call("order_send", order("A1"))).status, "unknown");
    const atMs = guardStartMs + 10_000;
    advisor.hosted.tell("ticks", "EURUSD", atMs, 1.10231, 1.10239, 0, 0, 6);
    const deal = {
      DEAL_MAGIC: magic,
      DEAL_REASON: 3,
      DEAL_VOLUME: 0.1,
      DEAL_TIME: atMs / 1_000,
      DEAL_TIME_MSC: atMs,
    };
    advisor.hosted.tell("record", "deal", 81, ...assignments(deal));
    const { data } = await advisor.call("find", { intent: "A1", magic });
    const { status, deals } = data as WireFind;
    assert.deepEqual([status, deals], ["done", ["81"]]);
  });
}
