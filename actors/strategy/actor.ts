/**
 * The strategy actor: watches which series have new bars, analyses them when the scheduler says so, and shows
 * live ticks to the strategies that want them. It runs no strategy itself; runners do (`runner_pool.ts`).
 */

import {
  assertNever,
  type AssetClass,
  brokerNow,
  err,
  ok,
  type Result,
  type SymbolName,
  type TerminalId,
  type ToldTime,
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
import { type AnalysisTally, SeriesAnalysis } from "./series_analysis.ts";
import { SignalPublisher } from "./signal_publisher.ts";
import type { SpawnRunner } from "./spawn_runner.ts";
import { strategyStatus } from "./status.ts";
import { TickWatch } from "./tick_watch.ts";
import type { SignalTimes, WatchedSeries } from "./watched_series.ts";

/** Series of a runner under way at a time: one is analysed while the next one's bars are loaded. */
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

/** What is there once the first runner has said which strategies it can run. */
interface LoadedStrategies {
  readonly strategySet: StrategySet;
  readonly ticks: TickWatch;
}

class StrategyActor {
  readonly #context: ContextOf<"strategy", StrategyConfig>;
  readonly #database: Peer<DatabaseProtocol>;
  readonly #pool: RunnerPool;
  readonly #signals: SignalPublisher;
  readonly #series = new Map<string, WatchedSeries>();
  readonly #serverTimes = new Map<TerminalId, ToldTime>();
  readonly #wanted: ReadonlyMap<SymbolName, readonly WantedSymbol[]>;
  readonly #totals = { barsAnalysed: 0, barsSkipped: 0 };
  #opening: Promise<LoadedStrategies> | null = null;
  #loaded: LoadedStrategies | null = null;
  #lastError: AnalysisError | null = null;
  readonly #underWay = new Set<Promise<unknown>>();
  #stopping = false;

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
    const tally: AnalysisTally = { series: 0, bars: 0, skippedBars: 0, signals: [], failures: {} };
    const due = [...this.#series.values()].filter((series) =>
      series.assetClass === assetClass && isDue(series.progress)
    );
    const error = due.length === 0 ? null : await this.#analyseAll(due, tally);
    this.#totals.barsAnalysed += tally.bars;
    this.#totals.barsSkipped += tally.skippedBars;
    if (tally.series > 0) this.#lastError = error;
    if (error !== null) return err(error);
    const { series: seriesAnalysed, bars: barsAnalysed, signals, failures } = tally;
    return ok({ seriesAnalysed, barsAnalysed, signals, failures });
  }

  get records(): Readonly<Record<string, StrategyRecord>> {
    return this.#loaded?.strategySet.records ?? {};
  }

  /** By hand. */
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
      isBusy: this.#underWay.size > 0,
      lastError: this.#lastError,
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.allSettled(this.#underWay);
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
    if (known !== undefined) known.progress = progress;
    else this.#series.set(id, { id, terminal, key, assetClass, progress, isBusy: false });
    void this.#open(); // so that the first analysis finds a runner; a failure crashes the actor
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

  /** The first error, after everything that could be analysed was. */
  async #analyseAll(due: WatchedSeries[], tally: AnalysisTally): Promise<AnalysisError | null> {
    const { strategySet } = await this.#open();
    let firstError: AnalysisError | null = null;
    const analyseNext = async () => {
      for (let series = due.shift(); series !== undefined; series = due.shift()) {
        const done = await this.#analyseSeries(series, strategySet, tally);
        if (!done.ok) firstError ??= done.error;
      }
    };
    const atOnce = this.#context.config.runners * seriesPerRunner;
    await Promise.all(Array.from({ length: atOnce }, analyseNext));
    return firstError;
  }

  async #analyseSeries(
    series: WatchedSeries,
    strategySet: StrategySet,
    tally: AnalysisTally,
  ): Promise<Result<void, AnalysisError>> {
    if (series.isBusy || this.#stopping) return ok(undefined);
    const { clock, log } = this.#context;
    const isStopping = () => this.#stopping;
    const parts = {
      database: this.#database,
      pool: this.#pool,
      strategySet,
      publisher: this.#signals,
    };
    const times = () => this.#times(series);
    const analysis = new SeriesAnalysis({ ...parts, clock, log, times, isStopping }, series, tally);
    series.isBusy = true;
    const run = analysis.run();
    this.#underWay.add(run);
    try {
      return await run;
    } finally {
      series.isBusy = false;
      this.#underWay.delete(run);
    }
  }

  /** A series is known by an event that told the time. */
  #times({ terminal }: WatchedSeries): SignalTimes {
    const { clock, config: { maxSignalAgeMs } } = this.#context;
    const told = this.#serverTimes.get(terminal)!;
    const serverNowMs = brokerNow(told, clock.steadyMs());
    return { createdMs: clock.nowMs(), serverNowMs, maxSignalAgeMs };
  }

  /** Starts the first runner and learns which of the chosen strategies it can run. */
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
