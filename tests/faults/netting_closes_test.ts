/**
 * A close on a netting account that only the memory of a run knew: the store was away when it was
 * sent, and is back before the next run asks it anything. The terminal still knows.
 */

import assert from "node:assert/strict";
import type { CommandReply } from "../../actors/trade/protocol.ts";
import { type BrokerSymbol, magicNumber } from "../../src/models/mod.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import { onStage, ScenarioFolder } from "./seed_run.ts";
import type { Stage } from "./stage.ts";

const cast = castOfDay(1, { marginMode: "netting", pace: "calm", orders: 0 });

function openByHand(stage: Stage): void {
  stage.happen({
    kind: "request",
    id: "hand",
    origin: "mobile",
    request: {
      action: "deal",
      symbol: "EURUSD" as BrokerSymbol,
      direction: "buy",
      volumeLots: 0.1,
      price: null,
      deviationPoints: 1_000,
      stopLoss: null,
      takeProfit: null,
      position: null,
      filling: "ioc",
      magic: magicNumber("0"),
      comment: "",
    },
  });
}

/** Asks the bridge to close the whole position; the reply is null while there is none. */
function close(stage: Stage, key: string): { reply: CommandReply | null } {
  const [position] = stage.broker.positions();
  assert.ok(position !== undefined);
  const box: { reply: CommandReply | null } = { reply: null };
  const request = {
    kind: "close_position",
    position: position.ticket,
    volumeLots: null,
    deviationPoints: 20,
  } as const;
  void stage.bridge!.peer("trade")
    .ask("change", { terminal: stage.terminalId, key, request }, { timeoutMs: 60_000 })
    .then((reply) => box.reply = reply);
  return box;
}

function closesSeen(stage: Stage): number {
  return stage.broker.seen.filter(({ request }) => request.action === "deal").length;
}

for (const terminal of ["simulated terminal", "Expert Advisor"] as const) {
  Deno.test({
    name: `${terminal}: a close that only an ended run knew is not sent twice on a netting account`,
    ignore: terminal === "Expert Advisor" && lacks("cpp_compiler"),
    fn: async () => {
      using scenarios = new ScenarioFolder();
      const program = terminal === "Expert Advisor" ? await expertProgram() : null;
      const options = { scenarios, seed: 1, tampering: { cast: () => cast } };
      await onStage({ ...options, expertProgram: program }, (stage) => {
        stage.startBridge();
        stage.startSimulatedTerminal();
        stage.run(6_000);
        openByHand(stage);
        stage.run(6_000);

        stage.storeFault = "store_disk_full";
        stage.happen({
          kind: "fault",
          fault: { kind: "lose_answer", isExecuted: false, says: "timeout" },
        });
        close(stage, "first");
        stage.run(3_000);
        assert.equal(closesSeen(stage), 1);
        stage.killBridge();
        stage.storeFault = null;
        stage.startBridge();
        stage.run(8_000);

        const second = close(stage, "second");
        stage.run(3_000);
        const { reply } = second;
        assert.ok(reply?.ok === true && reply.value.state === "rejected", JSON.stringify(reply));
        assert.match(
          reply.value.explanation,
          /earlier close of position \d+ may still be executed/,
        );
        assert.equal(closesSeen(stage), 1, "the first may still be executed");

        stage.run(120_000);
        close(stage, "third");
        stage.run(3_000);
        assert.equal(closesSeen(stage), 2, "it is not executed any more");
        assert.deepEqual(stage.broker.positions(), []);
        stage.killBridge();
        stage.killTerminal();
      });
    },
  });
}

Deno.test("simulated terminal: a close that is never answered keeps no position open for ever", async () => {
  using scenarios = new ScenarioFolder();
  await onStage({ scenarios, seed: 1, tampering: { cast: () => cast } }, (stage) => {
    stage.startBridge();
    stage.startSimulatedTerminal();
    stage.run(6_000);
    openByHand(stage);
    stage.run(6_000);
    stage.happen({ kind: "fault", fault: { kind: "lose_answer", isExecuted: false, says: null } });
    close(stage, "first");
    stage.run(150_000);
    close(stage, "second");
    stage.run(3_000);
    assert.deepEqual(stage.broker.positions(), []);
    stage.killBridge();
    stage.killTerminal();
  });
});
