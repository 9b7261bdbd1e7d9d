/**
 * Faults of a terminal in a scenario also apply to the hosted Expert Advisor: missing account
 * figures, a full disk.
 */

import assert from "node:assert/strict";
import type { CommandReply } from "../../actors/trade/protocol.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import { scenarioProposal } from "./acts.ts";
import { onStage, ScenarioFolder } from "./seed_run.ts";
import type { Stage } from "./stage.ts";

const ignore = lacks("cpp_compiler");
const quiet = castOfDay(1, { marginMode: "hedging", pace: "calm", orders: 0 });

/** Tells what happens on a stage where an account is connected and nothing else happens. */
async function told(body: (stage: Stage) => void): Promise<string[]> {
  using scenarios = new ScenarioFolder();
  const lines: string[] = [];
  const options = {
    scenarios,
    seed: 1,
    tell: (line: string) => lines.push(line),
    tampering: { cast: () => quiet },
    expertProgram: await expertProgram(),
  };
  const { rejections } = await onStage(options, (stage) => {
    stage.startBridge();
    stage.startSimulatedTerminal();
    // It believes its lists after five seconds.
    stage.run(12_000);
    body(stage);
    stage.killBridge();
    stage.killTerminal();
  });
  assert.deepEqual(rejections, []);
  return lines;
}

function ordered(stage: Stage, key: string): CommandReply | null {
  const proposal = {
    ...scenarioProposal(stage, key),
    type: "buy" as const,
    volumeLots: 0.01,
    price: null,
    stopLimitPrice: null,
    stopLoss: null,
    takeProfit: null,
  };
  const { market } = stage;
  const stopLoss = market.priceAt(proposal.symbol as string as "EURUSD", -0.005);
  const box: { reply: CommandReply | null } = { reply: null };
  void stage.bridge!.peer("trade").ask(
    "place_order",
    { proposal: { ...proposal, stopLoss } },
    { timeoutMs: 20_000 },
  ).then((reply) => box.reply = reply);
  stage.run(2_000);
  return box.reply;
}

Deno.test({
  name: "the hosted Expert Advisor reports zeros while its terminal does not know the account",
  ignore,
  fn: async () => {
    const lines = await told((stage) => {
      stage.terminal!.setFigures(false);
      stage.run(5_000);
      assert.ok(ordered(stage, "without")?.ok === false);
      stage.terminal!.setFigures(true);
      stage.run(5_000);
      assert.equal(ordered(stage, "with")?.ok, true);
    });
    assert.ok(lines.some((line) => line.includes("account_unsound")));
    assert.ok(!lines.some((line) => line.includes("halt_began")));
  },
});

Deno.test({
  name: "a hosted Expert Advisor that cannot write its intent log opens nothing",
  ignore,
  fn: async () => {
    await told((stage) => {
      stage.terminal!.setDiskFull(true);
      const refused = ordered(stage, "full");
      assert.ok(
        refused?.ok === true && refused.value.state === "rejected",
        JSON.stringify(refused),
      );
      assert.deepEqual(stage.broker.seen.filter(({ opensRisk }) => opensRisk), []);
      stage.terminal!.setDiskFull(false);
      const filled = ordered(stage, "room");
      assert.ok(filled?.ok === true && filled.value.state === "filled", JSON.stringify(filled));
    });
  },
});
