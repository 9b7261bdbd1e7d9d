/**
 * Analyses the due bars of one series: loads them in portions, gives every strategy its turn,
 * stores the signals. The bars of a portion count as analysed once its signals are stored, so that
 * nothing is lost on an error.
 */

import {
  type BarColumns,
  type BrokerMs,
  ok,
  type Result,
  type Signal,
  timeframeMs,
} from "../../../src/models/mod.ts";
import type { Logger } from "../../../src/models/logger.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import type { Evaluation, StrategySet } from "../../../src/strategy/chosen/strategy_set.ts";
import {
  analysedTo,
  backlogOf,
  dueBarsAtMost,
  maxBacklogBars,
} from "../../../src/strategy/chosen/series_progress.ts";
import type { TurnEnd } from "../../../src/strategy/runner/turn_queue.ts";
import type { DatabaseProtocol } from "../../database/protocol.ts";
import type { AnalysisTally } from "./analysis_tally.ts";
import type { ColumnAnalysis } from "./column_analysis.ts";
import { logEvaluation } from "./log_evaluation.ts";
import type { AnalysisError } from "../protocol.ts";
import type { RunnerPool } from "../runner/runner_pool.ts";
import { type SignalPublisher } from "./signal_publisher.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import { signalOn, type SignalTimes, type WatchedSeries } from "./watched_series.ts";

/** Bars per turn: about 50 ms of a strategy's work, so that live ticks do not wait longer. */
const portionBars = 500;

export interface SeriesAnalysisOptions {
  readonly database: Peer<DatabaseProtocol>;
  readonly pool: RunnerPool;
  readonly strategySet: StrategySet;
  readonly publisher: SignalPublisher;
  /** Decides with the strategies that have columns. */
  readonly columns: Pick<ColumnAnalysis, "decide">;
  readonly clock: Clock;
  readonly log: Logger;
  /** Times for the age of this series' signals. */
  times(): SignalTimes;
}

interface Portion {
  readonly bars: BarColumns;
  /** Number of newest bars to analyse. */
  readonly fresh: number;
  readonly toMs: BrokerMs;
}

export class SeriesAnalysis {
  readonly #options: SeriesAnalysisOptions;
  readonly #series: WatchedSeries;
  readonly #tally: AnalysisTally;

  /** Results are added to `tally`. */
  constructor(options: SeriesAnalysisOptions, series: WatchedSeries, tally: AnalysisTally) {
    this.#options = options;
    this.#series = series;
    this.#tally = tally;
  }

  /** Analyses the oldest due bars with every strategy; repeat while there are more. */
  async analysePortion(): Promise<Result<void, AnalysisError>> {
    const series = this.#series;
    const portion = await this.#nextPortion();
    if (!portion.ok) return portion;
    const { fresh, toMs } = portion.value;
    const signals = fresh === 0 ? [] : await this.#findSignals(portion.value);
    const published = await this.#options.publisher.publish(signals, series.progress.digits);
    if (!published.ok) return published;
    for (const signal of published.value) {
      this.#options.strategySet.countSignal(signal);
      this.#tally.signals.push(signal.id);
    }
    this.#options.publisher.noteLate(published.value.filter(({ isLate }) => isLate));
    if (fresh > 0) {
      const { bars } = portion.value;
      const decided = await this.#options.columns.decide({
        series,
        bars,
        fresh,
        tally: this.#tally,
      });
      if (!decided.ok) return decided;
    }
    this.#tally.bars += fresh;
    series.progress = analysedTo(series.progress, toMs);
    return ok(undefined);
  }

  async #nextPortion(): Promise<Result<Portion, AnalysisError>> {
    const { key, progress } = this.#series;
    const due = dueBarsAtMost(progress, key.timeframe);
    if (due <= portionBars) return await this.#load(progress.lastMs, due);
    const { database } = this.#options;
    const request = { terminal: this.#series.terminal, fromBrokerMs: progress.fromMs, ...key };
    const answer = await database.ask("bar_times", request, { timeoutMs: storeTimeoutMs });
    if (!answer.ok) return answer;
    const { times, skipped } = backlogOf(answer.value, progress);
    this.#noteSkipped(skipped);
    const portion = times.subarray(0, portionBars);
    const toMs = (portion.at(-1) ?? progress.lastMs) as BrokerMs;
    if (skipped > 0) {
      this.#series.progress = analysedTo(progress, portion[0]! - 1 as BrokerMs);
    }
    return await this.#load(toMs, portion.length);
  }

  /** Loads the bars up to `toMs`: `due` of them, and those before that the longest window needs. */
  async #load(toMs: BrokerMs, due: number): Promise<Result<Portion, AnalysisError>> {
    const { database, strategySet } = this.#options;
    const { terminal, key, progress } = this.#series;
    const longest = Math.max(1, ...strategySet.enabled.map(({ barsNeeded }) => barsNeeded));
    const limit = longest - 1 + due;
    const answer = await database.ask(
      "load_bars",
      { terminal, ...key, toBrokerMs: toMs, limit },
      { timeoutMs: storeTimeoutMs },
    );
    if (!answer.ok) return answer;
    const bars = answer.value;
    const fresh = bars.brokerMs.filter((time) => time >= progress.fromMs).length;
    return ok({ bars, fresh, toMs });
  }

  async #findSignals({ bars, fresh }: Portion): Promise<Signal[]> {
    const { pool, strategySet } = this.#options;
    const { id, key, progress } = this.#series;
    const signals: Signal[] = [];
    const window = { ...key, digits: progress.digits, bars };
    const strategies = strategySet.enabled
      .filter(({ series }) => series === undefined)
      .map(({ name }) => name);
    if (strategies.length === 0) return signals;
    await pool.analyse({ seriesId: id, window, fresh, strategies }, (strategy, end) => {
      signals.push(...this.#evaluate(strategy, end, { bars, fresh }).signals);
    });
    return signals;
  }

  #evaluate(strategy: string, end: TurnEnd, { bars, fresh }: Omit<Portion, "toMs">): Evaluation {
    const { strategySet, clock, log } = this.#options;
    const series = this.#series;
    const firstFresh = bars.close.length - fresh;
    const times = this.#options.times();
    const evaluation = end.kind === "broke"
      ? strategySet.turnBroke(strategy, end.error, clock.steadyMs())
      : strategySet.turnDone(strategy, end.result, (draft, at) => {
        const price = bars.close[firstFresh + at] ?? NaN;
        const barBrokerMs = bars.brokerMs[firstFresh + at] as BrokerMs;
        const asOfBrokerMs = barBrokerMs + timeframeMs(series.key.timeframe) as BrokerMs;
        const place = { strategy, buyPrice: price, sellPrice: price, barBrokerMs, asOfBrokerMs };
        return signalOn(series, draft, { ...place, ...times });
      });
    if (evaluation.failures > 0) {
      this.#tally.failures[strategy] = (this.#tally.failures[strategy] ?? 0) + evaluation.failures;
    }
    logEvaluation(log, { strategy, symbol: series.key.symbol }, evaluation);
    return evaluation;
  }

  #noteSkipped(count: number): void {
    if (count === 0) return;
    this.#tally.skippedBars += count;
    const { symbol } = this.#series.key;
    this.#options.log.warning("bars_not_analysed", { symbol, count, limit: maxBacklogBars });
  }
}
