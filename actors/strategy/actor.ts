/**
 * The strategy actor: analyses closed bars as soon as they are stored, and passes live ticks to the
 * strategies that want them. Bars that were left out because the store did not reply are analysed
 * when the scheduler asks. It runs no strategy itself; runners do, in groups (`strategy_group.ts`).
 */

import {
  assertNever,
  type AssetClass,
  brokerNow,
  err,
  ok,
  type ReportedTime,
  type Result,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { ActorStatus, Behaviour } from "../../src/runtime/actor.ts";
import { ProcessorQueue } from "../../src/strategy/runner/processor_queue.ts";
import { processesMax } from "../../src/strategy/chosen/strategy_groups.ts";
import type { StrategyRecord } from "../../src/strategy/chosen/strategy_set.ts";
import { strategyTitle } from "../../src/models/strategy_title.ts";
import type { ContextOf } from "../actor_map.ts";
import { AccountStrategies } from "./account_strategies.ts";
import type { SeriesVisit } from "./analysis/analysis_queue.ts";
import type {
  AnalysedSeries,
  AnalysisError,
  AnalysisReport,
  StrategyConfig,
  StrategyEvent,
  StrategyProtocol,
  StrategySettings,
  TakeUpError,
} from "./protocol.ts";
import type { RunnerSpawners } from "./runner/runner_spawners.ts";
import { strategyStatus } from "./status.ts";
import type { StrategyGroup } from "./analysis/strategy_group.ts";
import type { SignalTimes, WatchedSeries } from "./analysis/watched_series.ts";

/** A slow file lets others pass for so many of its turns. */
const slowWaitTurns = 10;

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
    onConfig: (config) => actor.configure(config as StrategyConfig),
    stop: () => actor.stop(),
  };
}

class StrategyActor {
  readonly #context: ContextOf<"strategy", StrategyConfig>;
  readonly #spawners: RunnerSpawners;
  readonly #processors: ProcessorQueue;
  /** By account; one for all of them under the empty name where they are alike. */
  readonly #sets = new Map<TerminalId | "", AccountStrategies>();
  readonly #serverTimes = new Map<TerminalId, ReportedTime>();

  constructor(context: ContextOf<"strategy", StrategyConfig>, spawners: RunnerSpawners) {
    const { config, log } = context;
    this.#context = context;
    this.#spawners = spawners;
    if (config.strategiesOff !== null) {
      log.error("strategies_off", { reason: config.strategiesOff });
    }
    this.#processors = new ProcessorQueue({
      atOnce: config.filesAtOnce,
      slowWaitMs: slowWaitTurns * config.analysisTimeoutMs,
      clock: context.clock,
    });
    this.#take(config);
  }

  onEvent(event: StrategyEvent): void {
    const steadyMs = this.#context.clock.steadyMs();
    this.#serverTimes.set(event.terminal, { brokerMs: event.serverNowMs, steadyMs });
    const strategies = this.#of(event.terminal);
    switch (event.type) {
      case "bar_stored":
        return strategies?.onBarStored(event);
      case "ticks_accepted":
        return strategies?.onTicks(event);
      default:
        assertNever(event);
    }
  }

  async analyze(assetClass: AssetClass): Promise<Result<AnalysisReport, AnalysisError>> {
    const visits = this.#all.flatMap((one) => one.visitDue(assetClass));
    const outcomes = await Promise.all(visits.map(({ ended }) => ended));
    for (const one of this.#all) one.reportLate();
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) return failed;
    return ok(reportOf(visits));
  }

  /** In the order of the settings; with the account's name where accounts have their own. */
  get records(): Readonly<Record<string, StrategyRecord>> {
    return Object.fromEntries(
      this.#all.flatMap(({ settings: { name }, records }) =>
        Object.entries(records).map(([strategy, record]) => [strategyTitle(strategy, name), record])
      ),
    );
  }

  analysedTo(terminal: TerminalId): readonly AnalysedSeries[] {
    return this.#of(terminal)?.analysedTo(terminal) ?? [];
  }

  /** Manual switch. */
  switch(strategy: string, isEnabled: boolean): boolean {
    const found = this.#named(strategy);
    const isDone = found?.strategies.switch(found.name, isEnabled) ?? false;
    if (isDone) {
      this.#context.log.info(isEnabled ? "strategy_switched_on" : "strategy_switched_off", {
        strategy,
      });
    }
    return isDone;
  }

  status(): ActorStatus {
    const groups = this.#all.flatMap((one) => one.groups);
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
      totals: totalsOf(this.#all),
      isBusy: groups.some(({ isBusy }) => isBusy),
      strategiesOff: this.#context.config.strategiesOff,
      lastError: groups.find(({ lastError }) => lastError !== null)?.lastError ?? null,
    });
  }

  async takeUp(strategy: string): Promise<Result<null, TakeUpError>> {
    const found = this.#named(strategy);
    return await found?.strategies.takeUp(found.name) ?? err({ code: "not_a_file" });
  }

  /** Strategies of accounts whose settings have changed end, and begin again. */
  async configure(config: StrategyConfig): Promise<void> {
    const wanted = wantedSets(config);
    const ended = [...this.#sets].filter(([terminal, { settings }]) =>
      JSON.stringify(wanted.get(terminal)) !== JSON.stringify(settings)
    );
    for (const [terminal] of ended) this.#sets.delete(terminal);
    await Promise.all(ended.map(([, strategies]) => strategies.stop()));
    this.#take(config);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#all.map((one) => one.stop()));
  }

  get #all(): readonly AccountStrategies[] {
    return [...this.#sets.values()];
  }

  #of(terminal: TerminalId): AccountStrategies | undefined {
    return this.#sets.get(terminal) ?? this.#sets.get("");
  }

  #named(title: string): { readonly strategies: AccountStrategies; readonly name: string } | null {
    for (const strategies of this.#all) {
      for (const { name } of strategies.settings.strategies) {
        if (strategyTitle(name, strategies.settings.name) === title) return { strategies, name };
      }
    }
    return null;
  }

  /** Starts the strategies that do not run yet. The accounts share runners and processes. */
  #take(config: StrategyConfig): void {
    const wanted = wantedSets(config);
    for (const [terminal, settings] of wanted) {
      if (this.#sets.has(terminal)) continue;
      const strategies = new AccountStrategies({
        context: this.#context,
        spawners: this.#spawners,
        processors: this.#processors,
        settings,
        runners: Math.max(1, Math.floor(config.runners / wanted.size)),
        processesMax: Math.max(1, Math.floor(processesMax / wanted.size)),
        timesOf: (series, maxSignalAgeMs) => this.#timesOf(series, maxSignalAgeMs),
      });
      this.#sets.set(terminal, strategies);
    }
  }

  /** A series becomes known by an event that includes the time. */
  #timesOf({ terminal }: WatchedSeries, maxSignalAgeMs: number): SignalTimes {
    const { clock } = this.#context;
    const reported = this.#serverTimes.get(terminal)!;
    const serverNowMs = brokerNow(reported, clock.steadyMs());
    return { createdMs: clock.nowMs(), serverNowMs, maxSignalAgeMs };
  }
}

function wantedSets(config: StrategyConfig): Map<TerminalId | "", StrategySettings> {
  const { accounts, wanted, strategies, tradingMode, maxSignalAgeMs } = config;
  if (accounts === undefined) {
    return new Map([["", { wanted, strategies, tradingMode, maxSignalAgeMs }]]);
  }
  return new Map(Object.entries(accounts) as [TerminalId, StrategySettings][]);
}

/** Each group counts the bars of its account once. */
function totalsOf(all: readonly AccountStrategies[]) {
  const sum = (of: (group: StrategyGroup) => number) =>
    all.reduce((total, { groups }) => total + Math.max(0, ...groups.map(of)), 0);
  return {
    barsAnalysed: sum(({ totals }) => totals.barsAnalysed),
    barsSkipped: sum(({ totals }) => totals.barsSkipped),
  };
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
