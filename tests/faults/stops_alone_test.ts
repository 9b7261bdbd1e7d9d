/**
 * The bridge dies while its positions gain: the terminal alone trails their stops, and the bridge
 * that comes back takes the stops as they are. With the simulated terminal and with the Expert
 * Advisor's own source.
 */

import assert from "node:assert/strict";
import { type Direction, symbolName, type TraceId } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import type { Cast } from "./cast.ts";
import { onStage, ScenarioFolder } from "./seed_run.ts";
import type { Stage } from "./stage.ts";

const seeds = 2;
const askMs = 60_000;
/** The distance of the first stop, as a share of the price. */
const distance = 0.01;

interface Story {
  readonly seed: number;
  readonly marginMode: "hedging" | "netting";
  readonly direction: Direction;
}

function castOfStory({ seed, marginMode }: Story): Cast {
  const cast = castOfDay(seed, { marginMode, pace: "calm", orders: 0 });
  const limits = {
    ...cast.limits,
    TERMINAL_GUARD: "block",
    TERMINAL_GUARD_AFTER: "5",
    BREAK_EVEN_AT_R: "0.5",
    TRAILING_STOP_R: "1",
  };
  return { ...cast, limits, currency: "USD", deposit: 100_000, execution: "market" };
}

/** By the bridge, with a stop. */
function open(stage: Stage, direction: Direction): void {
  const symbol = "EURUSD";
  const side = direction === "buy" ? 1 : -1;
  void stage.bridge?.peer("trade").ask("place_order", {
    proposal: {
      trace: "command/first" as TraceId,
      terminal: stage.terminalId,
      symbol: symbolName(symbol),
      origin: { kind: "command", key: "first" },
      type: direction,
      volumeLots: 0.1,
      price: null,
      stopLimitPrice: null,
      stopLoss: stage.market.priceAt(symbol, -side * distance),
      takeProfit: null,
      expiresMs: null,
      createdMs: stage.world.nowMs,
    },
  }, { timeoutMs: askMs });
}

function play(stage: Stage, story: Story): void {
  const { broker, market } = stage;
  const side = story.direction === "buy" ? 1 : -1;
  market.isMoving = false;
  stage.startBridge();
  stage.startSimulatedTerminal();
  stage.run(10_000);
  open(stage, story.direction);
  stage.run(10_000);
  const position = () => broker.positions()[0]!;
  const { stopLoss: first, openPrice } = position();
  assert.ok(first !== null, "it has its stop");
  stage.killBridge();
  stage.run(10_000);
  assert.equal(position().stopLoss, first);
  const random = seededRandom(story.seed);
  let stop = first;
  let best = 0;
  let gain = 0;
  const moves: number[] = [];
  for (let step = 0; step < 12; step++) {
    const change = step < 6 || random() < 0.5 ? 0.0015 : -0.001;
    market.move("EURUSD", side * change);
    stage.run(3_000);
    gain += change;
    best = Math.max(best, gain);
    const { stopLoss } = position();
    assert.ok(side * (stopLoss! - stop) >= 0, `${stopLoss} after ${stop}: never back`);
    if (stopLoss !== stop) moves.push(stopLoss!);
    stop = stopLoss!;
  }
  assert.ok(moves.length >= 2, JSON.stringify(moves));
  // One R behind the best price, less a smallest step of 0.1 R and the spread.
  const gained = side * (stop - openPrice) / openPrice;
  assert.ok(gained > best - 1.2 * distance, `${gained} of ${best}`);
  assert.ok(best < distance / 2 || gained > -0.0001, `not at break-even: ${gained}`);
  stage.startBridge();
  stage.run(20_000);
  assert.equal(position().stopLoss, stop, "the bridge takes the stop as it is");
  market.move("EURUSD", side * 0.006);
  stage.run(10_000);
  const further = position().stopLoss!;
  assert.ok(side * (further - stop) > 0, "and goes on from there");
  assert.deepEqual(stage.crashes, []);
  stage.killBridge();
  stage.killTerminal();
}

for (const terminal of ["simulated terminal", "Expert Advisor"] as const) {
  for (const marginMode of ["hedging", "netting"] as const) {
    for (const direction of ["buy", "sell"] as const) {
      Deno.test({
        name: `faults: the bridge dies while its ${direction} gains (${marginMode}), ${terminal}`,
        ignore: terminal === "Expert Advisor" && lacks("cpp_compiler"),
        fn: async () => {
          using scenarios = new ScenarioFolder();
          const program = terminal === "Expert Advisor" ? await expertProgram() : null;
          for (let seed = 1; seed <= seeds; seed++) {
            const story = { seed, marginMode, direction };
            const tampering = { cast: () => castOfStory(story) };
            const options = { scenarios, seed, tampering, expertProgram: program };
            const { rejections } = await onStage(options, (stage) => play(stage, story));
            assert.deepEqual(rejections, [], `seed ${seed}`);
          }
        },
      });
    }
  }
}
