/**
 * The strategy actor: analyses closed bars as soon as they are stored, and passes live ticks to the
 * strategies that want them. Bars that were left out because the store did not reply are analysed
 * when the scheduler asks. It runs no strategy itself; runners do, in groups (`strategy_group.ts`).
 */

import {
  assertNever,
  type AssetClass,
  type BrokerMs,
  brokerNow,
  ok,
  type ReportedTime,
  type Result,
  type SymbolName,
  type TerminalId,
  wantedOf,
  type WantedSymbol,
} from "../../src/models/mod.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { listener } from "../../src/runtime/listener.ts";
import { ProcessorQueue } from "../../src/strategy/runner/processor_queue.ts";
import { sleep } from "../../src/runtime/clock.ts";
import { seriesId, type StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import { strategyGroups } from "../../src/strategy/chosen/strategy_groups.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import type { ContextOf } from "../actor_map.ts";
import type { SeriesVisit } from "./analysis/analysis_queue.ts";
import type {
  AnalysedSeries,
  AnalysisError,
  AnalysisReport,
  StrategyConfig,
  StrategyEvent,
  StrategyProtocol,
  TakeUpError,
} from "./protocol.ts";
import type { RunnerSpawners } from "./runner/runner_spawners.ts";
import { SignalPublisher } from "./analysis/signal_publisher.ts";
import { strategyStatus } from "./status.ts";
import { StrategyGroup, type StrategyGroupOptions } from "./analysis/strategy_group.ts";
import { SavedFiles } from "./saved_files.ts";
import type { SignalTimes, WatchedSeries } from "./analysis/watched_series.ts";

/** A slow file lets others pass for so many of its turns. */
const slowWaitTurns = 10;

/** A saved file that has not loaded after so many times its limit is not taken up. */
const loadAttempts = 6;

/** What is under way asks the venue and the store, each with a limit of its own. */
const drainMs = 180_000;

export function startStrategy(
  context: ContextOf<"strategy", StrategyConfig>,
  spawners: RunnerSpawners,
): Behaviour<StrategyProtocol> {
  const actor = new StrategyActor(context, spawners);
  return {
    onTell: (event) => actor.onEvent(event),
    onAsk: {
      analyze: ({ assetClass }) => actor.analyze(assetClass),
      strategies: () => actor.records,
      analysed_to: ({ terminal }) => actor.analysedTo(terminal),
      switch_strategy: ({ strategy, isEnabled }) => actor.switch(strategy, isEnabled),
      take_up_file: ({ strategy }) => actor.takeUp(strategy),
    },
    status: () => actor.status(),
    stop: () => actor.stop(),
  };
}

class StrategyActor {
  readonly #context: ContextOf<"strategy", StrategyConfig>;
  readonly #signals: SignalPublisher;
  #groups: readonly StrategyGroup[];
  readonly #saved: SavedFiles;
  /** Starts the process of a group of files. */
  readonly #spawnFiles: (choices: readonly StrategyChoice[], isInForce: boolean) => StrategyGroup;
  /** A group that is tried before it replaces another one. */
  #tried: StrategyGroup | null = null;
  #isStopped = false;
  readonly #serverTimes = new Map<TerminalId, ReportedTime>();
  readonly #wanted: ReadonlyMap<SymbolName, readonly WantedSymbol[]>;

  constructor(context: ContextOf<"strategy", StrategyConfig>, spawners: RunnerSpawners) {
    const { config, log } = context;
    this.#context = context;
    this.#wanted = Map.groupBy(config.wanted, ({ symbol }) => symbol);
    this.#signals = new SignalPublisher({
      database: context.peer("database"),
      trade: context.peer("trade"),
      redis: listener(context.optionalPeer("redis")),
      log,
      tradingMode: config.tradingMode,
    });
    if (config.strategiesOff !== null) {
      log.error("strategies_off", { reason: config.strategiesOff });
    }
    const { builtIn, files } = strategyGroups(config.strategies, config.filesPerProcess);
    const { worker, process } = spawners;
    const processors = new ProcessorQueue({
      atOnce: config.filesAtOnce,
      slowWaitMs: slowWaitTurns * config.analysisTimeoutMs,
      clock: context.clock,
    });
    this.#spawnFiles = (choices, isInForce) =>
      this.#group({
        ...{ choices, isOfFiles: true, processors, runners: 1, spawn: process, isInForce },
      });
    this.#groups = [
      ...builtIn.map((choices) =>
        this.#group({
          ...{ choices, isOfFiles: false, processors: null, isInForce: true },
          ...{ runners: config.runners, spawn: worker },
        })
      ),
      ...files.map((choices) => this.#spawnFiles(choices, true)),
    ];
    this.#saved = new SavedFiles({
      ...{ folder: config.folder, tradingMode: config.tradingMode, clock: context.clock, log },
      choices: files.flat(),
      replace: (choice) => this.#replace(choice),
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
    const visits = this.#groups.flatMap((group) => group.visitDue(assetClass));
    const outcomes = await Promise.all(visits.map(({ ended }) => ended));
    this.#signals.reportLate();
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) return failed;
    return ok(reportOf(visits));
  }

  /** In the order of the settings. */
  get records(): Readonly<Record<string, StrategyRecord>> {
    const all = Object.assign({}, ...this.#groups.map(({ records }) => records));
    return Object.fromEntries(
      this.#context.config.strategies.map(({ name }) => [
        name,
        { ...all[name], ...this.#saved.newerOf(name) },
      ]),
    );
  }

  analysedTo(terminal: TerminalId): readonly AnalysedSeries[] {
    const reached = this.#groups.flatMap(({ series }) => series)
      .filter((series) => series.terminal === terminal)
      .map(({ key, progress }) => ({ ...key, toMs: progress.fromMs - 1 as BrokerMs }));
    const same = Map.groupBy(reached, ({ symbol, timeframe }) => `${symbol}/${timeframe}`);
    return Array.from(same.values(), (series) => {
      return series.reduce((least, one) => one.toMs < least.toMs ? one : least);
    });
  }

  /** Manual switch. */
  switch(strategy: string, isEnabled: boolean): boolean {
    const group = this.#groups.find((one) => one.has(strategy));
    const isDone = group?.switch(strategy, isEnabled) ?? false;
    if (isDone) {
      this.#context.log.info(isEnabled ? "strategy_switched_on" : "strategy_switched_off", {
        strategy,
      });
    }
    return isDone;
  }

  status(): ActorStatus {
    const groups = this.#groups;
    const ticks = groups.map((group) => group.ticks);
    return strategyStatus({
      series: [...Map.groupBy(groups.flatMap(({ series }) => series), ({ id }) => id).values()],
      records: this.records,
      runners: groups.flatMap(({ runners }) => runners),
      ticks: {
        shown: Math.max(0, ...ticks.map(({ shown }) => shown)),
        slowestMs: Math.max(0, ...ticks.map(({ slowestMs }) => slowestMs)),
        dropped: ticks.reduce((sum, { dropped }) => sum + dropped, 0),
      },
      totals: {
        barsAnalysed: Math.max(0, ...groups.map(({ totals }) => totals.barsAnalysed)),
        barsSkipped: Math.max(0, ...groups.map(({ totals }) => totals.barsSkipped)),
      },
      isBusy: groups.some(({ isBusy }) => isBusy),
      strategiesOff: this.#context.config.strategiesOff,
      lastError: groups.find(({ lastError }) => lastError !== null)?.lastError ?? null,
    });
  }

  takeUp(strategy: string): Promise<Result<null, TakeUpError>> {
    return this.#saved.takeUp(strategy);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#saved.stop();
    await Promise.all([...this.#groups, this.#tried].map((group) => group?.stop()));
    this.#signals.reportLate();
  }

  /**
   * Lets a saved file run, once it has shown that it can; null, or why not. What the version before
   * has under way ends first, so that no bar is decided twice.
   */
  async #replace(choice: StrategyChoice): Promise<string | null> {
    const { clock, config: { loadTimeoutMs } } = this.#context;
    const old = this.#groups.find((group) => group.has(choice.name))!;
    const choices = old.choices.map((one) => one.name === choice.name ? choice : one);
    const next = this.#tried = this.#spawnFiles(choices, false);
    const tooLong = sleep(clock, loadAttempts * loadTimeoutMs)
      .then(() => "takes too long to load");
    const problem = await Promise.race([next.problemOf(choice.name), tooLong]);
    if (problem !== null || this.#isStopped) {
      await next.stop();
      this.#tried = null;
      return problem ?? "was saved while the bridge stopped";
    }
    await Promise.race([old.drain(), sleep(clock, drainMs)]);
    await old.stop();
    this.#tried = null;
    if (this.#isStopped) {
      await next.stop();
      return "was saved while the bridge stopped";
    }
    this.#groups = this.#groups.map((group) => group === old ? next : group);
    next.replace(old, choice.name);
    return null;
  }

  #group(
    own: Pick<
      StrategyGroupOptions,
      "choices" | "isOfFiles" | "processors" | "runners" | "spawn" | "isInForce"
    >,
  ): StrategyGroup {
    const { clock, random, log, config } = this.#context;
    return new StrategyGroup({
      ...own,
      ...{ clock, random, log },
      turnTimeoutMs: config.analysisTimeoutMs,
      loadTimeoutMs: config.loadTimeoutMs,
      database: this.#context.peer("database"),
      trade: this.#context.peer("trade"),
      publisher: this.#signals,
      ...{ kept: config.wanted, tradingMode: config.tradingMode },
      timesOf: (series) => this.#timesOf(series),
    });
  }

  #onBarStored(event: Extract<StrategyEvent, { type: "bar_stored" }>): void {
    const { wanted } = this.#context.config;
    const assetClass = wanted.find(({ symbol }) => symbol === event.series.symbol)?.assetClass;
    if (assetClass === undefined) return;
    for (const group of this.#groups) group.onBarStored(event, assetClass);
  }

  #onTicks({ terminal, batches, receivedMs }: Extract<StrategyEvent, { type: "ticks_accepted" }>) {
    for (const batch of batches) {
      for (const { timeframe } of wantedOf(this.#wanted.get(batch.symbol) ?? [], terminal)) {
        const id = seriesId(terminal, { symbol: batch.symbol, timeframe });
        for (const group of this.#groups) group.onTicks(id, batch, receivedMs);
      }
    }
  }

  /** A series becomes known by an event that includes the time. */
  #timesOf({ terminal }: WatchedSeries): SignalTimes {
    const { clock, config: { maxSignalAgeMs } } = this.#context;
    const reported = this.#serverTimes.get(terminal)!;
    const serverNowMs = brokerNow(reported, clock.steadyMs());
    return { createdMs: clock.nowMs(), serverNowMs, maxSignalAgeMs };
  }
}

/** Each group has analysed the series separately; bars are counted once. */
function reportOf(visits: readonly SeriesVisit[]): AnalysisReport {
  const failures: Record<string, number> = {};
  for (const [name, count] of visits.flatMap(({ tally }) => Object.entries(tally.failures))) {
    failures[name] = (failures[name] ?? 0) + count;
  }
  const bySeries = [...Map.groupBy(visits, ({ series }) => series.id).values()];
  return {
    seriesAnalysed: bySeries.length,
    barsAnalysed: bySeries.reduce(
      (sum, same) => sum + Math.max(...same.map(({ tally }) => tally.bars)),
      0,
    ),
    signals: visits.flatMap(({ tally }) => tally.signals),
    failures,
  };
}
