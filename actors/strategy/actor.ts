/**
 * The strategy actor: analyses closed bars as soon as they are stored, and passes live ticks to the
 * strategies that want them. Bars that were left out because the store did not reply are analysed
 * when the scheduler asks. It runs no strategy itself; runners do (`runner_pool.ts`).
 */

import {
  assertNever,
  type AssetClass,
  brokerNow,
  ok,
  type ReportedTime,
  type Result,
  type SymbolName,
  type TerminalId,
  wantedOf,
  type WantedSymbol,
} from "../../src/models/mod.ts";
import type { ActorStatus, Behaviour, Peer } from "../../src/runtime/actor.ts";
import { listener } from "../../src/runtime/listener.ts";
import { type StrategyRecord, StrategySet } from "../../src/strategy/strategy_set.ts";
import { seriesId } from "../../src/strategy/runner_messages.ts";
import { barStored, isDue } from "../../src/strategy/series_progress.ts";
import type { ContextOf } from "../actor_map.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";
import type {
  AnalysisError,
  AnalysisReport,
  StrategyConfig,
  StrategyEvent,
  StrategyProtocol,
} from "./protocol.ts";
import { RunnerPool } from "./runner_pool.ts";
import { AnalysisQueue, type Visit } from "./analysis_queue.ts";
import { type AnalysisTally, SeriesAnalysis } from "./series_analysis.ts";
import { SignalPublisher } from "./signal_publisher.ts";
import type { SpawnRunner } from "./spawn_runner.ts";
import { strategyStatus } from "./status.ts";
import { TickWatch } from "./tick_watch.ts";
import type { SignalTimes, WatchedSeries } from "./watched_series.ts";

/** Series in progress per runner: one is analysed while the bars of the next are loaded. */
const seriesPerRunner = 2;

export function startStrategy(
  context: ContextOf<"strategy", StrategyConfig>,
  spawn: SpawnRunner,
): Behaviour<StrategyProtocol> {
  const actor = new StrategyActor(context, spawn);
  return {
    onTell: (event) => actor.onEvent(event),
    onAsk: {
      analyze: ({ assetClass }) => actor.analyze(assetClass),
      strategies: () => actor.records,
      switch_strategy: ({ strategy, isEnabled }) => actor.switch(strategy, isEnabled),
    },
    status: () => actor.status(),
    stop: () => actor.stop(),
  };
}

/** Created once the first runner has reported which strategies it can run. */
interface LoadedStrategies {
  readonly strategySet: StrategySet;
  readonly ticks: TickWatch;
}

class StrategyActor {
  readonly #context: ContextOf<"strategy", StrategyConfig>;
  readonly #database: Peer<DatabaseProtocol>;
  readonly #pool: RunnerPool;
  readonly #signals: SignalPublisher;
  /** One per runner. */
  readonly #queues: readonly AnalysisQueue[];
  readonly #series = new Map<string, WatchedSeries>();
  readonly #serverTimes = new Map<TerminalId, ReportedTime>();
  readonly #wanted: ReadonlyMap<SymbolName, readonly WantedSymbol[]>;
  readonly #totals = { barsAnalysed: 0, barsSkipped: 0 };
  #opening: Promise<LoadedStrategies> | null = null;
  #loaded: LoadedStrategies | null = null;
  /** Why series were not analysed, by series, until the next analysis succeeds. */
  readonly #errors = new Map<WatchedSeries, AnalysisError>();

  constructor(context: ContextOf<"strategy", StrategyConfig>, spawn: SpawnRunner) {
    const { config, clock, random, log } = context;
    this.#context = context;
    this.#wanted = Map.groupBy(config.wanted, ({ symbol }) => symbol);
    this.#database = context.peer("database");
    this.#signals = new SignalPublisher({
      database: this.#database,
      trade: context.peer("trade"),
      redis: listener(context.optionalPeer("redis")),
      log,
      tradingMode: config.tradingMode,
    });
    this.#pool = new RunnerPool({
      runners: config.runners,
      choices: config.strategies,
      turnTimeoutMs: config.analysisTimeoutMs,
      clock,
      random,
      spawn,
      isEnabled: (strategy) => this.#loaded?.strategySet.isEnabled(strategy) ?? false,
      tickStrategies: () => this.#loaded?.ticks.strategies ?? [],
      onTickTurnEnd: (turn, end) => void this.#loaded?.ticks.onTurnEnd(turn, end),
    });
    this.#queues = Array.from(
      { length: config.runners },
      () =>
        new AnalysisQueue({
          atOnce: seriesPerRunner,
          analyse: (series, tally) => this.#analyse(series, tally),
        }),
    );
  }

  onEvent(event: StrategyEvent): void {
    const steadyMs = this.#context.clock.steadyMs();
    this.#serverTimes.set(event.terminal, { brokerMs: event.serverNowMs, steadyMs });
    switch (event.type) {
      case "bar_stored":
        return this.#onBarStored(event);
      case "ticks_accepted":
        return this.#onTicks(event);
      default:
        assertNever(event);
    }
  }

  async analyze(assetClass: AssetClass): Promise<Result<AnalysisReport, AnalysisError>> {
    const due = [...this.#series.values()].filter((series) =>
      series.assetClass === assetClass && isDue(series.progress)
    );
    const visits = due.map((series) => this.#visit(series));
    const outcomes = await Promise.all(visits.map(({ ended }) => ended));
    this.#signals.reportLate();
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) return failed;
    return ok(reportOf(visits.map(({ tally }) => tally)));
  }

  get records(): Readonly<Record<string, StrategyRecord>> {
    return this.#loaded?.strategySet.records ?? {};
  }

  /** Manual switch. */
  switch(strategy: string, isEnabled: boolean): boolean {
    const strategySet = this.#loaded?.strategySet;
    const isDone = (isEnabled ? strategySet?.enable(strategy) : strategySet?.disable(strategy)) ??
      false;
    if (isDone) {
      this.#context.log.info(isEnabled ? "strategy_switched_on" : "strategy_switched_off", {
        strategy,
      });
    }
    return isDone;
  }

  status(): ActorStatus {
    return strategyStatus({
      series: [...this.#series.values()],
      records: this.records,
      runners: this.#pool.status,
      ticks: { shown: 0, slowestMs: 0, ...this.#loaded?.ticks.status },
      droppedTicks: this.#pool.droppedTicks,
      totals: this.#totals,
      isBusy: this.#queues.some(({ isBusy }) => isBusy),
      lastError: [...this.#errors.values()][0] ?? null,
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.stop()));
    this.#signals.reportLate();
    this.#pool.stop();
  }

  #onBarStored(event: Extract<StrategyEvent, { type: "bar_stored" }>): void {
    const { terminal, series: key, lastBarBrokerMs, digits } = event;
    const { wanted, strategies } = this.#context.config;
    const assetClass = wanted.find(({ symbol }) => symbol === key.symbol)?.assetClass;
    if (assetClass === undefined || strategies.length === 0) return;
    const id = seriesId(terminal, key);
    const known = this.#series.get(id);
    const progress = barStored(known?.progress, lastBarBrokerMs, digits);
    const series = known ?? { id, terminal, key, assetClass, progress };
    series.progress = progress;
    this.#series.set(id, series);
    if (isDue(progress)) this.#visit(series);
  }

  #onTicks({ terminal, batches, receivedMs }: Extract<StrategyEvent, { type: "ticks_accepted" }>) {
    if (this.#loaded === null) return;
    for (const batch of batches) {
      for (const { timeframe } of wantedOf(this.#wanted.get(batch.symbol) ?? [], terminal)) {
        const series = this.#series.get(seriesId(terminal, { symbol: batch.symbol, timeframe }));
        if (series !== undefined) this.#loaded.ticks.show(series, batch, receivedMs);
      }
    }
  }

  /** Rejects when the runners give up, which crashes the actor. */
  #visit(series: WatchedSeries): Visit {
    return this.#queues[this.#pool.runnerOf(series.id)]!.add(series);
  }

  async #analyse(
    series: WatchedSeries,
    tally: AnalysisTally,
  ): Promise<Result<void, AnalysisError>> {
    const { strategySet } = await this.#open();
    const { clock, log } = this.#context;
    const parts = { database: this.#database, pool: this.#pool, publisher: this.#signals };
    const times = () => this.#times(series);
    const { bars, skippedBars } = tally;
    const options = { ...parts, strategySet, clock, log, times };
    const outcome = await new SeriesAnalysis(options, series, tally).analysePortion();
    this.#totals.barsAnalysed += tally.bars - bars;
    this.#totals.barsSkipped += tally.skippedBars - skippedBars;
    if (outcome.ok) this.#errors.delete(series);
    else this.#errors.set(series, outcome.error);
    return outcome;
  }

  /** A series becomes known by an event that includes the time. */
  #times({ terminal }: WatchedSeries): SignalTimes {
    const { clock, config: { maxSignalAgeMs } } = this.#context;
    const told = this.#serverTimes.get(terminal)!;
    const serverNowMs = brokerNow(told, clock.steadyMs());
    return { createdMs: clock.nowMs(), serverNowMs, maxSignalAgeMs };
  }

  /** Starts the first runner, which reports which of the chosen strategies it can run. */
  #open(): Promise<LoadedStrategies> {
    return this.#opening ??= this.#pool.ready().then(({ strategies, refused }) => {
      const { clock, log } = this.#context;
      for (const { name, problem } of refused) {
        log.error("strategy_refused", { strategy: name, problem });
      }
      const strategySet = new StrategySet(strategies, refused);
      const seriesOf = (id: string) => this.#series.get(id);
      const times = (series: WatchedSeries) => this.#times(series);
      const parts = { strategySet, pool: this.#pool, publisher: this.#signals };
      const ticks = new TickWatch({ ...parts, clock, log, seriesOf, times });
      this.#loaded = { strategySet, ticks };
      return this.#loaded;
    });
  }
}

function reportOf(tallies: readonly AnalysisTally[]): AnalysisReport {
  const failures: Record<string, number> = {};
  for (const [name, count] of tallies.flatMap((tally) => Object.entries(tally.failures))) {
    failures[name] = (failures[name] ?? 0) + count;
  }
  return {
    seriesAnalysed: tallies.length,
    barsAnalysed: tallies.reduce((sum, { bars }) => sum + bars, 0),
    signals: tallies.flatMap(({ signals }) => signals),
    failures,
  };
}
