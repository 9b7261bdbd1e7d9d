/**
 * Fault stories of a hosted terminal with the habits of MetaTrader: what was seen of it is trusted
 * only when it is whole.
 */

import assert from "node:assert/strict";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import type { ExpertTerminal } from "./expert_terminal.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import { onStage, runSeed, ScenarioFolder } from "./seed_run.ts";
import type { Stage } from "./stage.ts";
import { kindly, type Unkindness } from "./unkindness.ts";

const ignore = lacks("cpp_compiler");
const quiet = castOfDay(1, { marginMode: "hedging", pace: "calm", orders: 0 });
const minuteMs = 60_000;
const seedsInTest = 4;

/** Tells what happens on a stage with such a terminal. */
async function told(
  unkindness: Partial<Unkindness>,
  body: (stage: Stage) => void,
): Promise<string[]> {
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
    stage.unkindness = { ...kindly, ...unkindness };
    stage.startBridge();
    stage.startSimulatedTerminal();
    stage.runUntilReady(5 * minuteMs);
    body(stage);
    stage.killBridge();
    stage.killTerminal();
  });
  assert.deepEqual(rejections, []);
  return lines;
}

function setConnected(stage: Stage, isConnected: boolean): void {
  stage.happen({ kind: "switches", switches: { isConnected } });
}

/** Runs to the middle of a minute of the broker. */
function runToMiddle(stage: Stage): void {
  const intoMs = stage.market.brokerMs % minuteMs;
  stage.run((90_000 - intoMs) % minuteMs);
}

Deno.test({
  name: "faults: a bar that an outage cuts is analysed when its history has come back",
  ignore,
  fn: async () => {
    for (const unsyncedMs of [0, 9_000]) {
      const unkindness = { historyLagMs: 4_000, quirks: { unsyncedMs } };
      await told(unkindness, (stage) => {
        stage.run(2 * minuteMs);
        runToMiddle(stage);
        const cut = new Date(stage.market.brokerMs - 30_000).toISOString();
        setConnected(stage, false);
        stage.run(70_000);
        setConnected(stage, true);
        stage.run(2 * minuteMs);
        const { analysedBars } = stage.ledger;
        assert.equal(analysedBars.get(`EURUSD ${cut}`), true, "the cut bar");
        assert.deepEqual([...analysedBars.values()].filter((isWhole) => !isWhole), []);
      });
    }
  },
});

Deno.test({
  name: "faults: a bar is not closed while quotes have stopped and nobody has noticed",
  ignore,
  fn: async () => {
    await told({}, (stage) => {
      stage.run(2 * minuteMs);
      runToMiddle(stage);
      const terminal = stage.terminal as ExpertTerminal;
      terminal.holdQuotes(true);
      stage.run(60_000);
      setConnected(stage, false);
      terminal.holdQuotes(false);
      stage.run(20_000);
      setConnected(stage, true);
      stage.run(2 * minuteMs);
      const { analysedBars } = stage.ledger;
      assert.ok(analysedBars.size > 4);
      assert.deepEqual([...analysedBars.values()].filter((isWhole) => !isWhole), []);
    });
  },
});

Deno.test({
  name: "faults: a terminal that lists nothing at first closes nothing by mistake",
  ignore,
  fn: async () => {
    const lines = await told({ quirks: { lateListsMs: 4_500 } }, (stage) => {
      const symbol = "EURUSD" as never;
      const deal = { action: "deal", symbol, direction: "buy", volumeLots: 0.1 } as const;
      const none = { price: null, stopLoss: null, takeProfit: null, position: null } as const;
      const request = {
        ...deal,
        ...none,
        deviationPoints: 10,
        filling: "ioc" as const,
        magic: "0" as never,
      };
      stage.happen({
        kind: "request",
        id: "h1",
        origin: "mobile",
        request: { ...request, comment: "" },
      });
      stage.run(5_000);
      for (let time = 0; time < 2; time++) {
        setConnected(stage, false);
        stage.run(3_000);
        setConnected(stage, true);
        stage.run(20_000);
      }
      stage.killTerminal();
      stage.startSimulatedTerminal();
      stage.run(20_000);
      assert.equal(stage.broker.positions().length, 1);
    });
    assert.ok(!lines.some((line) => line.includes("discrepancy_found")), lines.join("\n"));
  },
});

Deno.test({
  name: "faults: scenarios of an unkind terminal satisfy every invariant",
  ignore,
  fn: async () => {
    const program = await expertProgram();
    using scenarios = new ScenarioFolder();
    for (let seed = 1; seed <= seedsInTest; seed++) {
      const options = { expertProgram: program, isUnkind: true };
      const { breaches } = await runSeed(scenarios, seed, options);
      assert.deepEqual(breaches, [], `deno task faults --expert --unkind --seed ${seed}`);
    }
  },
});
