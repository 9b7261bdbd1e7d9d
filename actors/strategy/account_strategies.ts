/**
 * The strategies of one account, or of every account where they are alike: their groups, their
 * saved files and their results. Nothing is shared with the strategies of another account, so that
 * one that fails there goes on here.
 */

import {
  type AssetClass,
  type BrokerMs,
  type Result,
  type SymbolName,
  type TerminalId,
  wantedOf,
  type WantedSymbol,
} from "../../src/models/mod.ts";
import { listener } from "../../src/runtime/listener.ts";
import { sleep } from "../../src/runtime/clock.ts";
import { type ProcessorQueue } from "../../src/strategy/runner/processor_queue.ts";
import { seriesId, type StrategyChoice } from "../../src/strategy/runner/runner_messages.ts";
import { strategyGroups } from "../../src/strategy/chosen/strategy_groups.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import type { ContextOf } from "../actor_map.ts";
import type { SeriesVisit } from "./analysis/analysis_queue.ts";
import type {
  AnalysedSeries,
  StrategyConfig,
  StrategyEvent,
  StrategySettings,
  TakeUpError,
} from "./protocol.ts";
import type { RunnerSpawners } from "./runner/runner_spawners.ts";
import { SavedFiles } from "./saved_files.ts";
import { SignalPublisher } from "./analysis/signal_publisher.ts";
import { StrategyGroup, type StrategyGroupOptions } from "./analysis/strategy_group.ts";
import type { SignalTimes, WatchedSeries } from "./analysis/watched_series.ts";

/** A saved file that has not loaded after so many times its limit is not taken up. */
const loadAttempts = 6;

/** What is under way asks the venue and the store, each with a limit of its own. */
const drainMs = 180_000;

export interface AccountStrategiesOptions {
  readonly context: ContextOf<"strategy", StrategyConfig>;
  readonly spawners: RunnerSpawners;
  readonly processors: ProcessorQueue;
  readonly settings: StrategySettings;
  /** How many workers and processes it may use at most. */
  readonly runners: number;
  readonly processesMax: number;
  readonly timesOf: (series: WatchedSeries, maxSignalAgeMs: number) => SignalTimes;
}

export class AccountStrategies {
  readonly settings: StrategySettings;
  readonly #options: AccountStrategiesOptions;
  readonly #signals: SignalPublisher;
  #groups: readonly StrategyGroup[];
  readonly #saved: SavedFiles;
  /** A group that is tried before it replaces another one. */
  #tried: StrategyGroup | null = null;
  #isStopped = false;
  readonly #wanted: ReadonlyMap<SymbolName, readonly WantedSymbol[]>;

  constructor(options: AccountStrategiesOptions) {
    this.#options = options;
    const { context, settings, spawners, runners, processesMax } = options;
    const { config, log, clock } = context;
    this.settings = settings;
    this.#wanted = Map.groupBy(settings.wanted, ({ symbol }) => symbol);
    const { tradingMode } = settings;
    this.#signals = new SignalPublisher({
      database: context.peer("database"),
      trade: context.peer("trade"),
      redis: listener(context.optionalPeer("redis")),
      log,
      tradingMode,
    });
    const perProcess = config.filesPerProcess;
    const { builtIn, files } = strategyGroups(settings.strategies, perProcess, processesMax);
    this.#groups = [
      ...builtIn.map((choices) =>
        this.#group({
          ...{ choices, isOfFiles: false, processors: null, isInForce: true },
          ...{ runners, spawn: spawners.worker },
        })
      ),
      ...files.map((choices) => this.#spawnFiles(choices, true)),
    ];
    this.#saved = new SavedFiles({
      ...{ folder: config.folder, tradingMode, clock, log },
      choices: files.flat(),
      replace: (choice) => this.#replace(choice),
    });
  }

  /** The groups that run now. */
  get groups(): readonly StrategyGroup[] {
    return this.#groups;
  }

  onBarStored(event: Extract<StrategyEvent, { type: "bar_stored" }>): void {
    const { series, terminal } = event;
    const assetClass = wantedOf(this.settings.wanted, terminal)
      .find(({ symbol }) => symbol === series.symbol)?.assetClass;
    if (assetClass === undefined) return;
    for (const group of this.#groups) group.onBarStored(event, assetClass);
  }

  onTicks({ terminal, batches, receivedMs }: Extract<StrategyEvent, { type: "ticks_accepted" }>) {
    for (const batch of batches) {
      for (const wanted of wantedOf(this.#wanted.get(batch.symbol) ?? [], terminal)) {
        const id = seriesId(terminal, wanted);
        for (const group of this.#groups) group.onTicks(id, batch, receivedMs);
      }
    }
  }

  visitDue(assetClass: AssetClass): readonly SeriesVisit[] {
    return this.#groups.flatMap((group) => group.visitDue(assetClass));
  }

  reportLate(): void {
    this.#signals.reportLate();
  }

  /** In the order of the settings. */
  get records(): Readonly<Record<string, StrategyRecord>> {
    const all = Object.assign({}, ...this.#groups.map(({ records }) => records));
    return Object.fromEntries(
      this.settings.strategies.map(({ name }) => [
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
    return this.#groups.find((one) => one.has(strategy))?.switch(strategy, isEnabled) ?? false;
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

  /** Starts the process of a group of files. */
  #spawnFiles(choices: readonly StrategyChoice[], isInForce: boolean): StrategyGroup {
    const { processors, spawners } = this.#options;
    const spawn = spawners.process;
    return this.#group({ choices, isOfFiles: true, processors, runners: 1, spawn, isInForce });
  }

  /**
   * Lets a saved file run, once it has shown that it can; null, or why not. What the version before
   * has under way ends first, so that no bar is decided twice.
   */
  async #replace(choice: StrategyChoice): Promise<string | null> {
    const { clock, config: { loadTimeoutMs } } = this.#options.context;
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
    const { context, settings, timesOf } = this.#options;
    const { clock, random, log, config } = context;
    return new StrategyGroup({
      ...own,
      ...{ clock, random, log },
      turnTimeoutMs: config.analysisTimeoutMs,
      loadTimeoutMs: config.loadTimeoutMs,
      database: context.peer("database"),
      trade: context.peer("trade"),
      publisher: this.#signals,
      ...{ kept: settings.wanted, tradingMode: settings.tradingMode },
      timesOf: (series) => timesOf(series, settings.maxSignalAgeMs),
    });
  }
}
