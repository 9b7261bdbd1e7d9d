/**
 * Strategies that share runners: all built-in ones, or the trader's files of one process. Each
 * group analyses every series at its own pace, so that a strategy that hangs or crashes holds up
 * its own group and no other.
 */

import type {
  AssetClass,
  Result,
  TickBatch,
  UnixMs,
  WantedSymbol,
} from "../../../src/models/mod.ts";
import type { Logger } from "../../../src/models/logger.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../../src/runtime/clock.ts";
import type { Random } from "../../../src/runtime/random.ts";
import { fileOf } from "../../../src/strategy/files/plugin_strategy.ts";
import { seriesId, type StrategyChoice } from "../../../src/strategy/runner/runner_messages.ts";
import type { ProcessorQueue } from "../../../src/strategy/runner/processor_queue.ts";
import { barStored, isDue } from "../../../src/strategy/chosen/series_progress.ts";
import { type StrategyRecord, StrategySet } from "../../../src/strategy/chosen/strategy_set.ts";
import type { DatabaseProtocol } from "../../database/protocol.ts";
import { AnalysisQueue, type SeriesVisit } from "./analysis_queue.ts";
import type { TradeProtocol } from "../../trade/protocol.ts";
import { ColumnAnalysis } from "./column_analysis.ts";
import type { AnalysisError, StrategyConfig, StrategyEvent } from "../protocol.ts";
import { RunnerPool } from "../runner/runner_pool.ts";
import type { RunnerStatus } from "../runner/runner_slot.ts";
import type { AnalysisTally } from "./analysis_tally.ts";
import { SeriesAnalysis } from "./series_analysis.ts";
import type { SignalPublisher } from "./signal_publisher.ts";
import type { SpawnRunner } from "../runner/spawn_runner.ts";
import { TickWatch } from "./tick_watch.ts";
import type { SignalTimes, WatchedSeries } from "./watched_series.ts";

/** Series in progress per runner: one is analysed while the bars of the next are loaded. */
const seriesPerRunner = 2;

/** How often a slow file is told again. */
const slowToldMs = 3_600_000;

export interface StrategyGroupOptions {
  /** False for a group that is tried before it replaces another one: it logs no refusals. */
  readonly isInForce: boolean;
  readonly choices: readonly StrategyChoice[];
  /** Whether they are the trader's files, in a process; otherwise they are built in. */
  readonly isOfFiles: boolean;
  readonly runners: number;
  readonly spawn: SpawnRunner;
  /** Null for built-in strategies. */
  readonly processors: ProcessorQueue | null;
  readonly turnTimeoutMs: number;
  readonly loadTimeoutMs: number;
  readonly database: Peer<DatabaseProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly publisher: SignalPublisher;
  /** The symbols that the bridge keeps. */
  readonly kept: readonly WantedSymbol[];
  readonly tradingMode: StrategyConfig["tradingMode"];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** Times for the age of this series' signals. */
  timesOf(series: WatchedSeries): SignalTimes;
}

export class StrategyGroup {
  readonly #options: StrategyGroupOptions;
  readonly #strategySet: StrategySet;
  readonly #pool: RunnerPool;
  readonly #ticks: TickWatch;
  readonly #columns: ColumnAnalysis;
  /** Series with a strategy that waits for another series, and the ends of their waiting. */
  readonly #behind = new Map<WatchedSeries, TimerId>();
  /** One per runner. */
  readonly #queues: readonly AnalysisQueue[];
  readonly #series = new Map<string, WatchedSeries>();
  readonly #totals = { barsAnalysed: 0, barsSkipped: 0 };
  /** It is known which strategies can run. Rejected when built-in runners give up. */
  readonly #loaded = Promise.withResolvers<void>();
  /** Steady time of the latest warning that the file is slow. */
  readonly #slowToldAtMs = new Map<string, number>();
  /** Why series were not analysed, by series, until the next analysis succeeds. */
  readonly #errors = new Map<WatchedSeries, AnalysisError>();
  #isInForce: boolean;

  constructor(options: StrategyGroupOptions) {
    const { choices, runners, log, publisher, clock, timesOf } = options;
    this.#options = options;
    this.#isInForce = options.isInForce;
    this.#loaded.promise.catch(() => {}); // whoever waits for it is told
    const strategySet = this.#strategySet = new StrategySet(
      choices,
      options.turnTimeoutMs,
    );
    const pool = this.#pool = new RunnerPool({
      ...options,
      mayRun: (strategy) => strategySet.mayRun(strategy),
      isEnabled: (strategy) => strategySet.isEnabled(strategy),
      isSlow: (strategy) => strategySet.slowMeanMs(strategy) !== null,
      onTurnTime: (strategy, durationMs) => this.#onTurnTime(strategy, durationMs),
      tickStrategies: () => this.#ticks.strategies,
      onTickTurnEnd: (turn, end) => void this.#ticks.onTurnEnd(turn, end),
      onReady: ({ strategies, refused }) => {
        this.#logRefused(strategySet.loaded(strategies, refused));
        if (this.#isSettled) this.#loaded.resolve();
        if (options.isOfFiles) void Promise.resolve().then(() => this.#restIfIdle());
      },
      onLoadBroke: (strategy, error) => this.#onLoadBroke(strategy, error),
      onSharedBroke: (error) => {
        const files = choices.map(({ name }) => fileOf(name)).join(", ");
        log.warning("strategy_files_separated", { files, error });
      },
      onFailed: (error, refused) => this.#onFailed(error, refused),
    });
    const seriesOf = (id: string) => this.#series.get(id);
    this.#ticks = new TickWatch({
      ...{ strategySet, pool, publisher, clock, log, seriesOf },
      times: timesOf,
    });
    this.#columns = new ColumnAnalysis({
      ...options,
      ...{ strategySet, pool, seriesOf },
      onBehind: (series, waitMs) => this.#waitForOthers(series, waitMs),
    });
    this.#queues = Array.from(
      { length: runners },
      () =>
        new AnalysisQueue({
          atOnce: seriesPerRunner,
          analyse: (series, tally) => this.#analyse(series, tally),
        }),
    );
    this.#logRefused(choices.flatMap(({ name, problem }) => problem ? [{ name, problem }] : []));
  }

  onBarStored(
    event: Extract<StrategyEvent, { type: "bar_stored" }>,
    assetClass: AssetClass,
  ): void {
    const { terminal, series: key, lastBarBrokerMs, digits } = event;
    const id = seriesId(terminal, key);
    const known = this.#series.get(id);
    const progress = barStored(known?.progress, lastBarBrokerMs, digits);
    const series = known ?? { id, terminal, key, assetClass, progress };
    series.progress = progress;
    this.#series.set(id, series);
    if (isDue(progress)) this.#visit(series);
    for (const waiting of this.#behind.keys()) this.#visit(waiting);
  }

  onTicks(id: string, batch: TickBatch, receivedMs: UnixMs): void {
    const series = this.#series.get(id);
    if (series !== undefined) this.#ticks.show(series, batch, receivedMs);
  }

  /** One visit for each series with bars that are not analysed yet. */
  visitDue(assetClass: AssetClass): readonly SeriesVisit[] {
    return [...this.#series.values()]
      .filter((series) => series.assetClass === assetClass && isDue(series.progress))
      .map((series) => this.#visit(series));
  }

  get choices(): readonly StrategyChoice[] {
    return this.#options.choices;
  }

  /** Loads its strategies; null when this one can run, otherwise why not. */
  async problemOf(strategy: string): Promise<string | null> {
    await this.#load();
    const { state, problem, lastFailure } = this.records[strategy]!;
    return state === "enabled" ? null : problem ?? lastFailure ?? "cannot be loaded";
  }

  /** Begins no analysis any more; resolves when those under way have ended. */
  async drain(): Promise<void> {
    for (const series of this.#behind.keys()) this.#stopWaiting(series);
    await Promise.all(this.#queues.map((queue) => queue.stop()));
  }

  /** Takes the place of a group that is stopped, and goes on where that stands. */
  replace(old: StrategyGroup, changed: string): void {
    this.#isInForce = true;
    this.#strategySet.goOnFrom(old.#strategySet, changed);
    Object.assign(this.#totals, old.#totals);
    for (const series of old.#series.values()) {
      this.#series.set(series.id, series);
      if (isDue(series.progress)) this.#visit(series);
    }
  }

  has(strategy: string): boolean {
    return this.#strategySet.has(strategy);
  }

  /** Manual switch; false when the strategy cannot run. */
  switch(strategy: string, isEnabled: boolean): boolean {
    if (!isEnabled) {
      const isDone = this.#strategySet.disable(strategy);
      if (this.#isSettled) this.#loaded.resolve(); // nothing to wait for
      return isDone;
    }
    const isDone = this.#strategySet.enable(strategy);
    if (isDone && this.#options.isOfFiles) this.#pool.reload(strategy);
    return isDone;
  }

  get records(): Readonly<Record<string, StrategyRecord>> {
    return this.#strategySet.records;
  }

  get series(): readonly WatchedSeries[] {
    return [...this.#series.values()];
  }

  get runners(): readonly (RunnerStatus & { readonly series: number })[] {
    return this.#pool.status;
  }

  get ticks(): { readonly shown: number; readonly slowestMs: number; readonly dropped: number } {
    return { ...this.#ticks.status, dropped: this.#pool.droppedTicks };
  }

  get totals(): { readonly barsAnalysed: number; readonly barsSkipped: number } {
    return this.#totals;
  }

  get isBusy(): boolean {
    return this.#queues.some(({ isBusy }) => isBusy);
  }

  get lastError(): AnalysisError | null {
    return [...this.#errors.values()][0] ?? null;
  }

  /** Turns in progress of built-in strategies may end; files may not even answer any more. */
  async stop(): Promise<void> {
    for (const series of this.#behind.keys()) this.#stopWaiting(series);
    const stopped = this.#queues.map((queue) => queue.stop());
    if (!this.#options.isOfFiles) await Promise.all(stopped);
    await this.#pool.stop();
  }

  /** It is visited again with the next bar of any series, and when it has waited long enough. */
  #waitForOthers(series: WatchedSeries, waitMs: number): void {
    this.#stopWaiting(series);
    const timer = this.#options.clock.setTimeout(() => {
      this.#behind.delete(series);
      this.#visit(series);
    }, waitMs);
    this.#behind.set(series, timer);
  }

  #stopWaiting(series: WatchedSeries): void {
    const timer = this.#behind.get(series);
    if (timer !== undefined) this.#options.clock.clearTimeout(timer);
    this.#behind.delete(series);
  }

  /** Rejects when built-in runners give up, which crashes the actor. */
  #visit(series: WatchedSeries): SeriesVisit {
    return this.#queues[this.#pool.runnerOf(series.id)]!.add(series);
  }

  async #analyse(
    series: WatchedSeries,
    tally: AnalysisTally,
  ): Promise<Result<void, AnalysisError>> {
    await this.#load();
    const { timesOf } = this.#options;
    const { bars, skippedBars } = tally;
    this.#stopWaiting(series);
    const columns = this.#columns;
    const parts = { ...this.#options, strategySet: this.#strategySet, pool: this.#pool, columns };
    const options = { ...parts, times: () => timesOf(series) };
    const outcome = await new SeriesAnalysis(options, series, tally).analysePortion();
    this.#totals.barsAnalysed += tally.bars - bars;
    this.#totals.barsSkipped += tally.skippedBars - skippedBars;
    if (outcome.ok) this.#errors.delete(series);
    else this.#errors.set(series, outcome.error);
    return outcome;
  }

  /** The first work starts the first runner, which reports what can run. */
  async #load(): Promise<void> {
    if (this.#isIdle) this.#loaded.resolve();
    else this.#pool.wake();
    await this.#loaded.promise;
  }

  /** Files that were all refused, or switched off while they were loaded, need no process. */
  #restIfIdle(): void {
    if (this.#isIdle) this.#pool.rest();
  }

  /** No strategy of the group may run. */
  get #isIdle(): boolean {
    return this.#options.choices.every(({ name }) => !this.#strategySet.mayRun(name));
  }

  /** Whether every strategy that may run is known to be able to. */
  get #isSettled(): boolean {
    const { choices } = this.#options;
    return choices.every(({ name }) =>
      !this.#strategySet.mayRun(name) || this.#strategySet.isEnabled(name)
    );
  }

  /** Without a runner, built-in strategies crash the actor, and files are refused. */
  #onFailed(error: string, choices: readonly StrategyChoice[]): void {
    if (!this.#options.isOfFiles) {
      return this.#loaded.reject(new Error(`A strategy runner gave up: ${error}`));
    }
    const problem = `has no process to run in: it ${error}`;
    const refused = choices.map(({ name }) => ({ name, problem }));
    this.#logRefused(this.#strategySet.loaded([], refused));
    if (this.#isSettled) this.#loaded.resolve();
  }

  #onTurnTime(strategy: string, durationMs: number): void {
    const { isOfFiles, clock, log, turnTimeoutMs: limitMs } = this.#options;
    if (!isOfFiles) return;
    this.#strategySet.noteTurnTime(strategy, durationMs);
    const meanMs = this.#strategySet.slowMeanMs(strategy);
    const toldAtMs = this.#slowToldAtMs.get(strategy) ?? -Infinity;
    if (meanMs === null || clock.steadyMs() - toldAtMs < slowToldMs) return;
    this.#slowToldAtMs.set(strategy, clock.steadyMs());
    log.warning("strategy_slow", { strategy, meanMs: Math.round(meanMs), limitMs });
  }

  #onLoadBroke(strategy: string, error: string): void {
    const { clock, log } = this.#options;
    const { disabled } = this.#strategySet.turnBroke(strategy, error, clock.steadyMs());
    if (this.#isInForce) log.warning("strategy_process_ended", { strategy, error });
    if (this.#isInForce && disabled !== null) {
      log.error("strategy_disabled", { strategy, problem: disabled });
    }
    if (this.#isSettled) this.#loaded.resolve();
  }

  #logRefused(refused: readonly { readonly name: string; readonly problem: string }[]): void {
    if (!this.#isInForce) return;
    for (const { name, problem } of refused) {
      this.#options.log.error("strategy_refused", { strategy: name, problem });
    }
  }
}
