/**
 * The bridge dies while the market falls, or only its risk or trade actor: the terminal alone keeps
 * the loss within the limit plus one gap, closes nothing twice, and the bridge adopts its halt.
 * Seeded, with the simulated terminal and with the Expert Advisor's own source.
 */

import assert from "node:assert/strict";
import { type BrokerSymbol, magicNumber } from "../../src/models/mod.ts";
import { guardMagic } from "../../src/models/trace.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { Protocol } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import { onStage, ScenarioFolder } from "./seed_run.ts";
import type { Cast } from "./cast.ts";
import type { Stage, Tampering } from "./stage.ts";
import { forever } from "./watched_broker.ts";

const seeds = 2;
const lossPct = 2;
/** Longer than the silence, three looks and the closes, so that one gap breaks the limit. */
const fallEveryMs = 12_000;

interface Story {
  readonly seed: number;
  readonly marginMode: "hedging" | "netting";
  readonly policy: "block" | "close";
  /** An actor that hangs instead, while the bridge talks to the terminal. */
  readonly hangs?: Hanging;
}

/** An actor that neither answers nor does anything while `isHanging`. */
class Hanging {
  readonly actor: "risk" | "trade";
  isHanging = false;

  constructor(actor: "risk" | "trade") {
    this.actor = actor;
  }

  behave(behaviour: Behaviour<Protocol>): Behaviour<Protocol> {
    const onAsk = Object.entries(behaviour.onAsk).map(([name, reply]) => [
      name,
      (request: never) => this.isHanging ? new Promise(() => {}) : reply(request),
    ]);
    const { onTell } = behaviour;
    return {
      ...parts(behaviour),
      onAsk: Object.fromEntries(onAsk),
      onTell: (event) => this.isHanging ? undefined : onTell?.call(behaviour, event),
    };
  }
}

/** Its methods may be those of a class. */
function parts(behaviour: Behaviour<Protocol>): Behaviour<Protocol> {
  return {
    onAsk: behaviour.onAsk,
    status: () => behaviour.status(),
    onPeerRestarted: (peer) => behaviour.onPeerRestarted?.(peer),
    stop: () => behaviour.stop?.(),
  };
}

function castOfStory({ seed, marginMode, policy }: Story): Cast {
  const cast = castOfDay(seed, { marginMode, pace: "calm", orders: 0 });
  const limits = {
    ...cast.limits,
    TERMINAL_GUARD: policy,
    TERMINAL_GUARD_AFTER: "5",
    HALT_POLICY: policy === "close" ? "flatten" : "block",
    MAX_DAILY_LOSS_PCT: String(lossPct),
    MAX_DRAWDOWN_PCT: "50",
  };
  return {
    ...cast,
    ...{ limits, currency: "USD", deposit: 100_000, commissionPerLot: 0 },
    ...{ haltEnds: "by_hand", execution: "market", slippagePointsMax: 0 },
    largestLots: seed % 2 === 0 ? 0.7 : null,
  };
}

function openByHand(stage: Stage, id: string): void {
  stage.happen({
    kind: "request",
    id,
    origin: "mobile",
    request: {
      ...{ action: "deal", symbol: "EURUSD" as BrokerSymbol, direction: "buy", volumeLots: 0.5 },
      ...{ price: null, deviationPoints: 1_000, stopLoss: null, takeProfit: null },
      ...{ position: null, filling: "ioc", magic: magicNumber("0"), comment: "" },
    },
  });
}

/** The largest loss of one fall. */
function fallUntilHalted(stage: Stage, { seed, policy }: Story): number {
  const random = seededRandom(seed);
  const { broker, market } = stage;
  let largest = 0;
  for (let falls = 0; falls < 40; falls++) {
    const before = broker.account().equity;
    market.move("EURUSD", -(0.001 + random() * 0.004));
    if (random() < 0.3) {
      const fault = { kind: "refuse", retcode: "requote" } as const;
      stage.happen({ kind: "fault", fault });
    }
    stage.run(fallEveryMs);
    largest = Math.max(largest, before - broker.account().equity);
    const isOver = policy === "close"
      ? broker.positions().length === 0
      : broker.account().equity <= 100_000 * (1 - lossPct / 100);
    if (isOver) return largest;
  }
  assert.fail("the terminal has not acted");
}

function play(stage: Stage, story: Story): void {
  const { policy, hangs } = story;
  const { broker } = stage;
  stage.market.isMoving = false;
  stage.startBridge();
  stage.startSimulatedTerminal();
  stage.run(10_000);
  for (let count = 1; count <= 5; count++) openByHand(stage, `hand-${count}`);
  stage.run(12_000);
  assert.ok(broker.positions().length > 0);
  if (hangs === undefined) stage.killBridge();
  else hangs.isHanging = true;
  stage.run(15_000);
  const gap = fallUntilHalted(stage, story);
  if (policy === "close") {
    const loss = 100_000 - broker.account().balance;
    const allowed = 100_000 * lossPct / 100 + gap;
    assert.ok(loss <= allowed, `${loss} lost, ${allowed} allowed`);
  }
  stage.run(10_000);
  const closing = () => broker.deals(forever).filter(({ magic }) => magic === guardMagic);
  const closed = closing().reduce((sum, { volumeLots }) => sum + volumeLots, 0);
  assert.equal(Number(closed.toFixed(2)), policy === "close" ? 2.5 : 0, "each lot once");
  assert.ok(broker.deals(forever).every(({ entry }) => entry !== "inout"), "nothing was reversed");
  const deals = broker.deals(forever).length;
  if (hangs !== undefined) {
    stage.killBridge();
    hangs.isHanging = false;
  }
  stage.startBridge();
  stage.run(20_000);
  assert.equal(broker.deals(forever).length, deals, "the bridge closes nothing again");
  // Risk halts as well while only trade hangs.
  const halts = new Map(haltsOf(stage).map((halt) => [halt.join(" "), halt]));
  assert.deepEqual([...halts.values()], [[
    "daily_loss",
    policy === "close" ? "flatten" : "block",
    "by_hand",
  ]]);
  assert.deepEqual(stage.crashes, []);
  stage.killBridge();
  stage.killTerminal();
}

/** In effect, as the bridge tells them. */
function haltsOf(stage: Stage): string[][] {
  const box: { halts: string[][] } = { halts: [] };
  void stage.bridge!.peer("risk").ask("halts", {}, { timeoutMs: 10_000 }).then((asked) => {
    if (asked.ok) {
      box.halts = asked.value.map(({ cause, policy, ends }) => [cause, policy, ends]);
    }
  });
  stage.run(2_000);
  return box.halts;
}

for (const terminal of ["simulated terminal", "Expert Advisor"] as const) {
  for (const marginMode of ["hedging", "netting"] as const) {
    for (const policy of ["block", "close"] as const) {
      Deno.test({
        name: `faults: the bridge dies on a falling ${marginMode} account (${policy}), ${terminal}`,
        ignore: terminal === "Expert Advisor" && lacks("cpp_compiler"),
        fn: async () => {
          using scenarios = new ScenarioFolder();
          const program = terminal === "Expert Advisor" ? await expertProgram() : null;
          for (let seed = 1; seed <= seeds; seed++) {
            const story = { seed, marginMode, policy };
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

for (const terminal of ["simulated terminal", "Expert Advisor"] as const) {
  for (const [actor, marginMode] of [["risk", "hedging"], ["trade", "netting"]] as const) {
    Deno.test({
      name: `faults: ${actor} hangs on a falling ${marginMode} account, ${terminal}`,
      ignore: terminal === "Expert Advisor" && lacks("cpp_compiler"),
      fn: async () => {
        using scenarios = new ScenarioFolder();
        const program = terminal === "Expert Advisor" ? await expertProgram() : null;
        const hangs = new Hanging(actor);
        const story: Story = { seed: 1, marginMode, policy: "close", hangs };
        const tampering: Tampering = {
          cast: () => castOfStory(story),
          actor: (name, behaviour) => name === actor ? hangs.behave(behaviour) : behaviour,
        };
        const options = { scenarios, seed: 1, tampering, expertProgram: program };
        const { rejections } = await onStage(options, (stage) => play(stage, story));
        assert.deepEqual(rejections, []);
      },
    });
  }
}
