/**
 * Two hosted terminals with one account: the first holds an order that it may still send, and the
 * second, which connects in the meantime, does not know about it.
 */

import assert from "node:assert/strict";
import type { CommandReply } from "../../actors/trade/protocol.ts";
import type { OrderProposal } from "../../src/models/mod.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import { scenarioProposal } from "./acts.ts";
import { onStage, ScenarioFolder } from "./seed_run.ts";
import type { Stage } from "./stage.ts";

const cast = {
  ...castOfDay(3, { marginMode: "hedging", pace: "calm", orders: 0 }),
  execution: "market" as const,
};
/** Longer than a request may take to arrive at a terminal, and shorter than OrderSend waits. */
const heldMs = 19_000;

function marketOrder(stage: Stage): OrderProposal {
  const proposal = scenarioProposal(stage, "held");
  const stopLoss = stage.market.priceAt("EURUSD", -0.005);
  return {
    ...proposal,
    symbol: "EURUSD" as OrderProposal["symbol"],
    type: "buy",
    volumeLots: 0.01,
    price: null,
    stopLimitPrice: null,
    stopLoss,
    takeProfit: null,
  };
}

/** The states of the account's intents, as stored. */
function intentStates(stage: Stage): string[] {
  const box: { states: string[] } = { states: [] };
  const asked = { terminal: stage.terminalId, limit: 10 };
  void stage.bridge!.peer("database").ask("recent_intents", asked, { timeoutMs: 5_000 })
    .then((answer) => {
      if (answer.ok) box.states = answer.value.map(({ state }) => state);
    });
  stage.run(100);
  return box.states;
}

Deno.test({
  name: "an order that one terminal holds is not settled by what another one does not know",
  ignore: lacks("cpp_compiler"),
  fn: async () => {
    using scenarios = new ScenarioFolder();
    const program = await expertProgram();
    const seen = { whileHeld: [] as string[], atTheEnd: [] as string[], positions: 0 };
    const options = { scenarios, seed: 3, tampering: { cast: () => cast }, expertProgram: program };
    await onStage(options, (stage) => {
      stage.startBridge();
      stage.startSimulatedTerminal();
      stage.run(6_000);
      stage.terminal!.orderDelayMs = heldMs;
      const replies: CommandReply[] = [];
      void stage.bridge!.peer("trade").ask(
        "place_order",
        { proposal: marketOrder(stage) },
        { timeoutMs: 60_000 },
      ).then((reply) => void replies.push(reply));
      stage.run(1_000);
      stage.startSecondTerminal();
      stage.run(heldMs - 2_000);
      seen.whileHeld = intentStates(stage);
      seen.positions = stage.broker.positions().length;
      stage.run(30_000);
      seen.atTheEnd = intentStates(stage);
      assert.equal(stage.broker.positions().length, 1, JSON.stringify(seen));
      stage.killBridge();
      stage.killTerminal();
      stage.killSecondTerminal();
    });
    assert.deepEqual([seen.whileHeld, seen.positions], [["unknown"], 0]);
    assert.deepEqual(seen.atTheEnd, ["filled"]);
  },
});
