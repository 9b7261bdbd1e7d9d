/**
 * The process that runs a backtest: it gives up every permission before it reads anything, because
 * the trader's strategy files run in it, each in a realm of its own. It gets its orders on standard
 * input and reports on standard output. Of the prices it holds the series that its strategies look
 * at, and the page that is being played.
 */

import { BacktestRun } from "../../../src/backtest/run/backtest_run.ts";
import type {
  BacktestOrder,
  BacktestReport,
  CheckedStrategy,
} from "../../../src/backtest/run/messages.ts";
import { pageBlocks } from "../../../src/backtest/run/page_blocks.ts";
import { PageParts } from "../../../src/backtest/run/page_parts.ts";
import {
  keyOf,
  type NeededSeries,
  neededSeries,
} from "../../../src/backtest/run/planned_series.ts";
import { joinedColumns } from "../../../src/backtest/run/joined_rows.ts";
import { resultColumns } from "../../../src/backtest/run/result_columns.ts";
import type { StrategyTrial } from "../../../src/backtest/run/strategy_trial.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import {
  assertNever,
  type BarColumns,
  barFields,
  err,
  ok,
  type Result,
} from "../../../src/models/mod.ts";
import { frameOf, RunnerFrameReader } from "../../../src/strategy/runner/frames.ts";
import { chartsOfBacktest } from "./backtest_charts.ts";
import { checkCausality } from "./backtest_check.ts";
import { giveUpPermissions } from "../realm/give_up_permissions.ts";
import {
  type LoadedSeries,
  loadedStrategies,
  type PreparedBacktest,
  preparedStrategy,
} from "./prepared_backtest.ts";
import { trialOf } from "./strategy_trial.ts";
import { withinTimeLimit } from "../runner/time_limit.ts";

/** The largest order: a portion of bars or ticks. */
const maxOrderBytes = 64_000_000;

/** A block of this many bars is played in milliseconds. */
const barsPerBlock = 20_000;

type Plan = Extract<BacktestOrder, { type: "plan" }>;

/** Serves one backtest, until standard input closes. */
export async function serveBacktest(clock: Clock): Promise<void> {
  giveUpPermissions();
  const reader = new RunnerFrameReader(maxOrderBytes);
  const service = new BacktestService(clock);
  for await (const bytes of Deno.stdin.readable) {
    const orders = reader.take(bytes);
    if (!orders.ok) throw new TypeError(`The program sent a bad message: ${orders.error.code}`);
    for (const order of orders.value as readonly BacktestOrder[]) await service.take(order);
  }
}

class BacktestService {
  readonly #clock: Clock;
  readonly #parts = new PageParts();
  #plan: Plan | null = null;
  #loaded: readonly LoadedSeries[] = [];
  #needed: readonly NeededSeries[] = [];
  /** The series that is arriving, and what of it is there. */
  #arriving = 0;
  #portions: BarColumns[] = [];
  /** By `keyOf`: series that further strategies look at. */
  readonly #held = new Map<string, BarColumns>();
  readonly #prepared: PreparedBacktest[] = [];
  #run: BacktestRun | null = null;
  #doneBars = 0;
  /** It has reported its end, and reads on only until it is ended. */
  #isOver = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(order: BacktestOrder): Promise<void> {
    if (this.#isOver) return;
    const done = await this.#carryOut(order);
    if (done.ok) return;
    this.#isOver = true;
    post({ type: "failed", problem: done.error });
  }

  /** The error is a sentence. */
  async #carryOut(order: BacktestOrder): Promise<Result<null, string>> {
    switch (order.type) {
      case "plan":
        return await this.#load(order);
      case "series":
        return this.#addPortion(order.series, columnsNamed(order.columns));
      case "prepare":
        return this.#begin();
      case "bars":
        this.#parts.addBars(order.symbol, order.columns);
        return ok(null);
      case "ticks":
        this.#parts.addTicks(order.symbol, order.columns);
        return ok(null);
      case "page":
        return this.#play();
      case "finish":
        return await this.#finish();
      default:
        return assertNever(order);
    }
  }

  async #load(plan: Plan): Promise<Result<null, string>> {
    this.#plan = plan;
    const loaded = await loadedStrategies(plan);
    if (!loaded.ok) return loaded;
    this.#loaded = loaded.value;
    this.#needed = neededSeries(loaded.value.flatMap(({ series }) => series));
    post({ type: "wanted", series: this.#needed });
    return ok(null);
  }

  /** The portions of a series follow one another, and the series in the order of the wish. */
  #addPortion(series: number, portion: BarColumns): Result<null, string> {
    const done = series === this.#arriving ? ok(null) : this.#seriesDone(series);
    this.#portions.push(portion);
    return done;
  }

  /** All series before `next` are there: makes the columns of strategies that look at no others. */
  #seriesDone(next: number): Result<null, string> {
    for (; this.#arriving < next; this.#arriving++) {
      this.#held.set(keyOf(this.#needed[this.#arriving]!), joinedColumns(this.#portions));
      this.#portions = [];
    }
    while (this.#prepared.length < this.#loaded.length) {
      const index = this.#prepared.length;
      const loaded = this.#loaded[index]!;
      if (!loaded.series.every((one) => this.#held.has(keyOf(one)))) break;
      const one = preparedStrategy(loaded, { plan: this.#plan!, index, held: this.#held });
      if (!one.ok) return one;
      this.#prepared.push(one.value);
      this.#forgetSeries();
    }
    return ok(null);
  }

  /** Those that no further strategy looks at: all of them are more than memory holds. */
  #forgetSeries(): void {
    const further = this.#loaded.slice(this.#prepared.length).flatMap(({ series }) => series);
    const wanted = new Set(further.map(keyOf));
    for (const key of this.#held.keys()) if (!wanted.has(key)) this.#held.delete(key);
  }

  #begin(): Result<null, string> {
    const done = this.#seriesDone(this.#needed.length);
    if (!done.ok) return done;
    this.#run = new BacktestRun(this.#plan!.plan, this.#prepared.map(({ played }) => played));
    return ok(null);
  }

  /** The error tells why it does not play on. */
  #play(): Result<null, string> {
    const run = this.#run!;
    const page = this.#parts.take(this.#plan!.plan.symbols.length);
    for (const block of pageBlocks(page, barsPerBlock)) {
      try {
        const { blockMs } = this.#plan!.limits;
        if (withinTimeLimit(blockMs, () => run.engine.run(block)) === null) {
          return err(`${run.deciding ?? "a strategy"} does not come back from a decision`);
        }
      } catch (error) {
        if (run.deciding === null) throw error;
        return err(`${run.deciding}: ${(error as Error).message}`);
      }
      this.#doneBars += block.reduce((sum, { bars }) => sum + bars.length, 0);
      post({ type: "progress", doneBars: this.#doneBars });
    }
    return ok(null);
  }

  async #finish(): Promise<Result<null, string>> {
    const run = this.#run!;
    run.engine.finish();
    const [checked, trials]: [CheckedStrategy[], StrategyTrial[]] = [[], []];
    for (const one of this.#prepared) {
      if (one.isChecked) {
        const found = await checkCausality(one);
        if (!found.ok) return found;
        checked.push(found.value);
      }
      if (one.tally === null) continue;
      const trial = await trialOf(one, one.tally, this.#clock);
      if (!trial.ok) return trial;
      trials.push(trial.value);
    }
    post({
      type: "finished",
      columns: resultColumns(run.account, run.engine),
      refusals: Array.from(run.refusals.values()),
      ...{ checked, trials, charts: chartsOfBacktest(this.#plan!.plan, this.#prepared) },
    });
    this.#isOver = true;
    return ok(null);
  }
}

function columnsNamed(columns: readonly Float64Array[]): BarColumns {
  const named = barFields.map((name, at) => [name, columns[at]!] as const);
  return Object.fromEntries(named) as Record<keyof BarColumns, Float64Array>;
}

function post(report: BacktestReport): void {
  let rest: Uint8Array = frameOf(report);
  while (rest.length > 0) rest = rest.subarray(Deno.stdout.writeSync(rest));
}
