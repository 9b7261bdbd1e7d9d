/**
 * The process that runs a backtest: it gives up every permission before it reads anything, because
 * the trader's strategy files run in it, each in a realm of its own. It gets its orders on standard
 * input and reports on standard output.
 */

import {
  BacktestRun,
  type PlayedPrices,
  type PreparedStrategy,
} from "../../src/backtest/run/backtest_run.ts";
import type { PointTicks } from "../../src/backtest/ticks/point_bars.ts";
import { joinedBars, joinedTicks } from "../../src/backtest/run/joined_bars.ts";
import type {
  BacktestOrder,
  BacktestReport,
  CheckedStrategy,
} from "../../src/backtest/run/messages.ts";
import { plannedSeries } from "../../src/backtest/run/planned_series.ts";
import { ActionTally, type StrategyTrial } from "../../src/backtest/run/strategy_trial.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { recordingDecisions } from "../../src/backtest/run/recording_decisions.ts";
import { resultColumns } from "../../src/backtest/run/result_columns.ts";
import { assertNever, type BarColumns, err, ok, type Result } from "../../src/models/mod.ts";
import {
  causalityProblem,
  type MakeDecisions,
  type RecordedDecision,
  startDependence,
} from "../../src/strategy/causality.ts";
import { frameOf, RunnerFrameReader } from "../../src/strategy/frames.ts";
import type { SeriesGiven } from "../../src/strategy/decision_side.ts";
import type { RealmDecisions } from "../../src/strategy/realm_decisions.ts";
import type { StrategyChoice } from "../../src/strategy/runner_messages.ts";
import { giveUpPermissions } from "./give_up_permissions.ts";
import { loadStrategy } from "./backtest_strategy.ts";
import type { RealmLimits } from "./strategy_realm.ts";
import { trialOf } from "./strategy_trial.ts";
import { withinTimeLimit } from "./time_limit.ts";

/** The largest order: a portion of bars. */
const maxOrderBytes = 64_000_000;

/** A block of this many bars is played in milliseconds. */
const barsPerBlock = 20_000;

type Plan = Extract<BacktestOrder, { type: "plan" }>;

/** A strategy that has its columns, and what has been recorded of it for the check. */
interface Checkable {
  readonly choice: StrategyChoice;
  readonly limits: RealmLimits;
  readonly barsNeeded: number;
  readonly series: readonly SeriesGiven[];
  readonly recorded: RecordedDecision[];
  readonly decisions: RealmDecisions;
  /** What it did, if that is counted. */
  readonly tally: ActionTally | null;
  /** What the strategy threw, in words. */
  describe(error: unknown): string;
}

interface Ready {
  readonly run: BacktestRun;
  readonly strategies: readonly Checkable[];
}

/** Serves one backtest, until standard input closes. */
export async function serveBacktest(clock: Clock): Promise<void> {
  giveUpPermissions();
  const reader = new RunnerFrameReader(maxOrderBytes);
  let plan: Plan | null = null;
  const bars: BarColumns[] = [];
  const ticks: PointTicks[] = [];
  for await (const bytes of Deno.stdin.readable) {
    const orders = reader.take(bytes);
    if (!orders.ok) throw new TypeError(`The program sent a bad message: ${orders.error.code}`);
    for (const order of orders.value as readonly BacktestOrder[]) {
      switch (order.type) {
        case "plan":
          plan = order;
          break;
        case "bars":
          bars[order.symbol] = joinedBars(bars[order.symbol], order.columns);
          break;
        case "ticks":
          ticks[order.symbol] = joinedTicks(ticks[order.symbol], order.columns);
          break;
        case "run":
          post(await outcomeOf(plan!, { bars, ticks }, clock));
          break;
        default:
          assertNever(order);
      }
    }
  }
}

async function outcomeOf(
  plan: Plan,
  prices: PlayedPrices,
  clock: Clock,
): Promise<BacktestReport> {
  const ready = await prepare(plan, prices);
  if (!ready.ok) return { type: "failed", problem: ready.error };
  const { run, strategies } = ready.value;
  const problem = play(run, prices.bars, plan.limits.blockMs);
  if (problem !== null) return { type: "failed", problem };
  const [checked, trials]: [CheckedStrategy[], StrategyTrial[]] = [[], []];
  for (const one of strategies) {
    const found = await check(one);
    if (!found.ok) return { type: "failed", problem: found.error };
    checked.push(found.value);
    if (one.tally === null) continue;
    const trial = await trialOf(one, one.tally, clock);
    if (!trial.ok) return { type: "failed", problem: trial.error };
    trials.push(trial.value);
  }
  return {
    type: "finished",
    columns: resultColumns(run.account, run.engine),
    refusals: Array.from(run.refusals.values()),
    ...{ checked, trials },
  };
}

async function prepare(
  { plan, choices, checkedDecisions, isTrial, limits: { loadMs, columnsMs } }: Plan,
  prices: PlayedPrices,
): Promise<Result<Ready, string>> {
  const prepared: PreparedStrategy[] = [];
  const strategies: Checkable[] = [];
  const limits = { loadMs, turnMs: columnsMs };
  for (const [index, choice] of choices.entries()) {
    const loaded = await loadStrategy(choice, limits);
    if (!loaded.ok) return loaded;
    const { barsNeeded, series: wanted, describe } = loaded.value;
    const series = plannedSeries(plan, plan.strategies[index]!, { bars: prices.bars, wanted });
    if (!series.ok) return series;
    const decisions = loaded.value.prepare(series.value);
    if (!decisions.ok) return decisions;
    const recorded: RecordedDecision[] = [];
    const { bars: own } = series.value[0]!;
    const { length } = own.brokerMs;
    const samples = samplesOf({ from: barsNeeded - 1, to: length, count: checkedDecisions });
    const tally = isTrial ? new ActionTally() : null;
    const made = tally?.counting(decisions.value, own) ?? decisions.value;
    prepared.push({
      series: series.value,
      decisions: recordingDecisions(made, { samples, recorded, describe }),
      barsNeeded,
    });
    const facts = { choice, limits, barsNeeded, series: series.value, describe };
    strategies.push({ ...facts, recorded, tally, decisions: decisions.value });
  }
  return ok({ run: new BacktestRun(plan, prices, prepared), strategies });
}

/** Indices that are spread evenly. */
function samplesOf(
  { from, to, count }: { readonly from: number; readonly to: number; readonly count: number },
): readonly number[] {
  const step = Math.max(1, Math.floor((to - from) / count));
  return Array.from({ length: count }, (_, at) => from + Math.floor(step / 2) + at * step)
    .filter((index) => index < to);
}

/** Null when it has played to its end; otherwise why not. */
function play(
  run: BacktestRun,
  bars: readonly BarColumns[],
  blockMs: number,
): string | null {
  const allBars = Math.max(...bars.map(({ brokerMs }) => brokerMs.length));
  let doneBars = 0;
  for (const block of run.blocks(barsPerBlock)) {
    try {
      if (withinTimeLimit(blockMs, () => run.engine.run(block)) === null) {
        return `${run.deciding ?? "a strategy"} does not come back from a decision`;
      }
    } catch (error) {
      if (run.deciding === null) throw error;
      return `${run.deciding}: ${(error as Error).message}`;
    }
    doneBars += barsPerBlock;
    post({ type: "progress", doneBars: Math.min(doneBars, allBars), allBars });
  }
  run.engine.finish();
  return null;
}

/** The error is a sentence. */
async function check(one: Checkable): Promise<Result<CheckedStrategy, string>> {
  const { choice, limits, barsNeeded, series, recorded, describe } = one;
  let own: string | null = null; // so that nothing of what a strategy throws need be looked at
  const fail = (problem: string): never => {
    own = problem;
    throw new TypeError(problem);
  };
  const make: MakeDecisions = async (given) => {
    const loaded = await loadStrategy(choice, limits);
    const decisions = loaded.ok ? loaded.value.prepare(given) : loaded;
    if (!decisions.ok) return fail(decisions.error);
    const slow = () => fail(`${choice.name} does not come back from a decision`);
    return timed(decisions.value, limits.turnMs, slow);
  };
  const found = { strategy: choice.name, decisions: recorded.length };
  try {
    for (const decision of recorded) {
      const problem = await causalityProblem(make, series, decision);
      if (problem !== null) return ok({ ...found, problem, start: null });
    }
    const start = await startDependence(make, series, { recorded, barsNeeded });
    return ok({ ...found, problem: null, start });
  } catch (error) {
    return err(own ?? `${choice.name}: ${describe(error)}`);
  }
}

/** Decisions over shortened data may be those that do not come back. */
function timed(
  decisions: RealmDecisions,
  limitMs: number,
  onSlow: () => never,
): RealmDecisions {
  return {
    ...decisions,
    decide(index) {
      const done = withinTimeLimit(limitMs, () => decisions.decide(index));
      return done === null ? onSlow() : done.value;
    },
  };
}

function post(report: BacktestReport): void {
  let rest: Uint8Array = frameOf(report);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
