/**
 * Bridge and terminal die around a deposit or a withdrawal, also beside the broker's midnight:
 * money that moves is neither a loss nor a profit for whoever is left, and no limit is lost. With
 * the simulated terminal and with the Expert Advisor's own source.
 */

import assert from "node:assert/strict";
import { type BrokerSymbol, magicNumber, type RiskMetrics } from "../../src/models/mod.ts";
import { expertProgram } from "../../tools/mql5_host/expert_stage.ts";
import { lacks } from "../../tools/test_needs.ts";
import { castOfDay } from "../orders/trading_day.ts";
import type { Cast } from "./cast.ts";
import { onStage, ScenarioFolder } from "./seed_run.ts";
import type { Stage } from "./stage.ts";

/** After the money has moved; null: it lives on. */
interface Kills {
  readonly bridgeMs: number;
  readonly terminalMs: number | null;
}

const kills: readonly Kills[] = [
  { bridgeMs: -100, terminalMs: null },
  { bridgeMs: 100, terminalMs: null },
  { bridgeMs: 100, terminalMs: 200 },
  { bridgeMs: 1_000, terminalMs: 900 },
  { bridgeMs: 2_500, terminalMs: 5_500 },
];

interface Story extends Kills {
  readonly type: "balance" | "credit";
  readonly amount: number;
  readonly isBesideMidnight: boolean;
  /** The market falls by more than a day may lose. */
  readonly isLost: boolean;
}

const stories: readonly Story[] = [["balance", 5_000], ["balance", -4_000], ["credit", 3_000]]
  .flatMap(([type, amount]) =>
    kills.flatMap((killed) =>
      [false, true].flatMap((isBesideMidnight) =>
        [false, true].map((isLost) =>
          ({ ...killed, type, amount, isBesideMidnight, isLost }) as Story
        )
      )
    )
  );

/** At the broker's midnight in winter. */
const midnightMs = Date.UTC(2026, 1, 4, 22);

function castOfStory({ isBesideMidnight }: Story): Cast {
  const cast = castOfDay(1, { marginMode: "hedging", pace: "calm", orders: 0 });
  const limits = {
    ...cast.limits,
    TERMINAL_GUARD: "close",
    TERMINAL_GUARD_AFTER: "5",
    MAX_DAILY_LOSS_PCT: "2",
    MAX_DRAWDOWN_PCT: "5",
  };
  return {
    ...cast,
    ...{ limits, currency: "USD", deposit: 10_000, commissionPerLot: 0 },
    ...{ haltEnds: "by_hand", execution: "market", slippagePointsMax: 0 },
    startMs: isBesideMidnight ? midnightMs - 60_000 : midnightMs - 10 * 3_600_000,
  };
}

function buy(stage: Stage): void {
  stage.happen({
    kind: "request",
    id: "by-hand",
    origin: "mobile",
    request: {
      ...{ action: "deal", symbol: "EURUSD" as BrokerSymbol, direction: "buy", volumeLots: 1 },
      ...{ price: null, deviationPoints: 1_000, stopLoss: null, takeProfit: null },
      ...{ position: null, filling: "ioc", magic: magicNumber("0"), comment: "" },
    },
  });
}

/** As the bridge tells them. */
function toldBy(stage: Stage) {
  const told: { causes: string[]; metrics: RiskMetrics | null } = { causes: [], metrics: null };
  void stage.bridge!.peer("risk").ask("risk", {}, { timeoutMs: 10_000 }).then((asked) => {
    const [account] = asked.ok ? asked.value : [];
    told.causes = (account?.halts ?? []).map(({ cause }) => cause);
    told.metrics = account?.metrics ?? null;
  });
  stage.run(2_000);
  return told;
}

function play(stage: Stage, story: Story): void {
  const { broker, market } = stage;
  const { type, amount, bridgeMs, terminalMs, isLost } = story;
  market.isMoving = false;
  stage.startBridge();
  stage.startSimulatedTerminal();
  stage.run(20_000);
  buy(stage);
  // Four seconds before midnight.
  stage.run(36_000);
  stage.after(500, () => stage.happen({ kind: "money", type, amount, comment: "by the trader" }));
  stage.after(500 + bridgeMs, () => stage.killBridge());
  if (terminalMs !== null) stage.after(500 + terminalMs, () => stage.killTerminal());
  stage.run(8_000);
  stage.startSimulatedTerminal();
  stage.run(60_000);
  assert.equal(broker.positions().length, 1, "nothing is closed");
  if (isLost) {
    const lost = 0.025 * Math.max(10_000, broker.account().equity);
    market.move("EURUSD", -lost / 100_000 / market.quote("EURUSD")[0]);
    stage.run(30_000);
    assert.equal(broker.positions().length, 0, "the limit holds");
  }
  stage.startBridge();
  stage.run(40_000);
  const { causes, metrics } = toldBy(stage);
  assert.deepEqual(causes, isLost ? ["daily_loss"] : []);
  if (!isLost) assert.ok(metrics!.dayLossPct < 0.5 && metrics!.drawdownPct < 0.6, text(metrics));
  assert.deepEqual(stage.crashes, []);
  stage.killBridge();
  stage.killTerminal();
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

for (const terminal of ["simulated terminal", "Expert Advisor"] as const) {
  Deno.test({
    name: `faults: killed around a deposit, no false halt and no lost limit, ${terminal}`,
    ignore: terminal === "Expert Advisor" && lacks("cpp_compiler"),
    fn: async () => {
      using scenarios = new ScenarioFolder();
      const expert = terminal === "Expert Advisor" ? await expertProgram() : null;
      // Three times slower: every third one.
      const played = stories.filter((_, index) => expert === null || index % 3 === 0);
      for (const story of played) {
        const tampering = { cast: () => castOfStory(story) };
        const options = { scenarios, seed: 1, tampering, expertProgram: expert };
        const told = onStage(options, (stage) => play(stage, story));
        const { rejections } = await told.catch((error) => {
          throw new Error(text(story), { cause: error });
        });
        assert.deepEqual(rejections, [], text(story));
      }
    },
  });
}
