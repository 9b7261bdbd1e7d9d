/**
 * Decides with the strategies that have columns: bar by bar, each with exactly the bars that it
 * needs, the view of its own trades and its stored state. A decision is stored with its entries and
 * its state before anything of it is carried out, and the next bar is not decided before that is
 * done; so a restart at any moment continues exactly, with no decision made twice and none lost.
 */

import {
  type BarColumns,
  type BrokerMs,
  err,
  mapBarColumns,
  ok,
  type Result,
  type StrategyOwner,
  type StrategyOwnTrades,
  timeframeMs,
  wantedOf,
  type WantedSymbol,
} from "../../../src/models/mod.ts";
import type { Logger } from "../../../src/models/logger.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import {
  type FurtherSeries,
  furtherSeries,
} from "../../../src/strategy/decisions/further_series.ts";
import type { ReadyStrategy, Work } from "../../../src/strategy/runner/runner_messages.ts";
import { type DecidedSteps, stepsOfRows } from "../../../src/strategy/results/steps_of_rows.ts";
import type { StrategySet } from "../../../src/strategy/chosen/strategy_set.ts";
import type { TurnEnd } from "../../../src/strategy/runner/turn_queue.ts";
import { viewOf } from "../../../src/strategy/own_trades/view_of_trades.ts";
import { textOfState } from "../../../src/strategy/own_trades/virtual_state.ts";
import {
  afterBar,
  afterSteps,
  noVirtualTrades,
  type VirtualTrades,
} from "../../../src/strategy/own_trades/virtual_trades.ts";
import type { DatabaseProtocol } from "../../database/protocol.ts";
import type { TradeProtocol } from "../../trade/protocol.ts";
import { failedTurn, noSignalOfTurn, turnWithProblems } from "./decided_turn.ts";
import { DecisionProgress, type FreshBars, type StrategyProgress } from "./decision_progress.ts";
import { virtualBar } from "./virtual_bar.ts";
import { givenSeries, seriesBehind } from "./further_bars.ts";
import type { AnalysisError, StrategyConfig } from "../protocol.ts";
import type { RunnerPool } from "../runner/runner_pool.ts";
import type { AnalysisTally } from "./analysis_tally.ts";
import { logEvaluation } from "./log_evaluation.ts";
import type { SignalPublisher } from "./signal_publisher.ts";
import type { SignalTimes, WatchedSeries } from "./watched_series.ts";

export interface ColumnAnalysisOptions {
  readonly database: Peer<DatabaseProtocol>;
  readonly trade: Peer<TradeProtocol>;
  readonly pool: RunnerPool;
  readonly strategySet: StrategySet;
  readonly publisher: SignalPublisher;
  readonly clock: Clock;
  readonly log: Logger;
  /** The symbols that the bridge keeps. */
  readonly kept: readonly WantedSymbol[];
  readonly tradingMode: StrategyConfig["tradingMode"];
  seriesOf(id: string): WatchedSeries | undefined;
  timesOf(series: WatchedSeries): SignalTimes;
  /** The series waits for another one, at most this long. */
  onBehind(series: WatchedSeries, waitMs: number): void;
}

export interface DecidedPortion extends FreshBars {
  readonly tally: AnalysisTally;
}

/** One decision. */
interface Decision {
  readonly ready: ReadyStrategy;
  readonly owner: StrategyOwner;
  readonly progress: StrategyProgress;
  readonly portion: DecidedPortion;
  readonly further: readonly FurtherSeries[];
  /** Exactly the bars that it needs. */
  readonly bars: BarColumns;
  readonly nowMs: BrokerMs;
  /** What it would have at the close of the bar. */
  readonly virtual: VirtualTrades;
}

/** Bars that are loaded at a time. */
const chunkBars = 500;

/** Another series is stored within a moment of its close, if its market is open. */
const graceMs = 3_000;

/** Reading an account takes some calls of its venue. */
const tradesTimeoutMs = 30_000;
/** Each step asks risk, the venue and the store. */
const carryOutTimeoutMs = 120_000;

const noTrades: StrategyOwnTrades = { positions: [], orders: [], closedTrades: [] };

type Outcome = Result<void, AnalysisError>;

export class ColumnAnalysis {
  readonly #options: ColumnAnalysisOptions;
  readonly #progress: DecisionProgress;
  /** Strategies that cannot look at a series that they want, told once each. */
  readonly #told = new Set<string>();

  constructor(options: ColumnAnalysisOptions) {
    this.#options = options;
    this.#progress = new DecisionProgress(options.database);
  }

  /** Decides on all bars up to the last one of the portion. */
  async decide(portion: DecidedPortion): Promise<Outcome> {
    for (const ready of this.#options.strategySet.enabled) {
      if (ready.series === undefined) continue;
      const outcome = await this.#decideWith(ready, ready.series, portion);
      if (!outcome.ok) return outcome;
    }
    return ok(undefined);
  }

  async #decideWith(
    ready: ReadyStrategy,
    wanted: NonNullable<ReadyStrategy["series"]>,
    portion: DecidedPortion,
  ): Promise<Outcome> {
    const { terminal, key } = portion.series;
    const owner = { terminal, ...key, strategy: ready.name };
    const further = furtherSeries(key, wanted, wantedOf(this.#options.kept, terminal));
    if (!further.ok) return this.#tellOnce(owner, further.error);
    const found = await this.#progress.of(owner);
    if (!found.ok) return found;
    const progress = found.value;
    const due = await this.#progress.dueOf(progress, portion);
    if (!due.ok) return due;
    // What an earlier run has decided waits for no further bar.
    if (due.value.length === 0) return await this.#carryOut(owner, progress);
    for (let at = 0; at < due.value.length; at += chunkBars) {
      const chunk = due.value.subarray(at, at + chunkBars);
      const loaded = await this.#progress.barsOf(chunk, ready.barsNeeded, portion);
      if (!loaded.ok) return loaded;
      for (const openMs of chunk) {
        const end = loaded.value.brokerMs.indexOf(openMs) + 1;
        if (end < ready.barsNeeded) continue;
        const bars = mapBarColumns(
          loaded.value,
          (column) => column.subarray(end - ready.barsNeeded, end),
        );
        const nowMs = openMs + timeframeMs(key.timeframe) as BrokerMs;
        const decision = {
          ...{ ready, owner, progress, portion, further: further.value, bars, nowMs },
          virtual: this.#isSafety
            ? afterBar(progress.virtual, virtualBar(bars, { ...portion.series, nowMs }))
            : noVirtualTrades,
        };
        const outcome = await this.#decideOn(decision);
        if (!outcome.ok) return outcome;
        if (!this.#options.strategySet.isEnabled(ready.name)) return ok(undefined);
      }
    }
    return ok(undefined);
  }

  /** Nothing is opened: a strategy sees what it would have. */
  get #isSafety(): boolean {
    return this.#options.tradingMode === "safety";
  }

  #tellOnce(owner: StrategyOwner, problem: string): Outcome {
    const { strategy, symbol, timeframe } = owner;
    const name = `${strategy}/${symbol}/${timeframe}`;
    if (!this.#told.has(name)) {
      this.#told.add(name);
      this.#options.log.error("strategy_not_deciding", { strategy, symbol, timeframe, problem });
    }
    return ok(undefined);
  }

  async #decideOn(decision: Decision): Promise<Outcome> {
    const { owner, progress, portion: { series }, nowMs, virtual } = decision;
    const times = this.#options.timesOf(series);
    const isLate = times.serverNowMs - nowMs > times.maxSignalAgeMs;
    const carried = await this.#carryOut(owner, progress);
    if (!carried.ok) return carried;
    if (!isLate && this.#isBehind(decision)) {
      return err({ code: "series_behind", message: `${owner.strategy} waits for another series` });
    }
    const trades = this.#isSafety ? ok(virtual) : await this.#tradesOf(owner, isLate);
    if (!trades.ok) return trades;
    const given = await givenSeries({ ...decision, series }, this.#options);
    if (!given.ok && given.error.code !== "series_missing") return given;
    const end = given.ok
      ? await this.#turn(decision, {
        kind: "decision",
        series: given.value,
        view: viewOf(trades.value),
        state: progress.state,
      })
      : failedTurn("message" in given.error ? given.error.message : given.error.code);
    if (end === null) return ok(undefined); // it was switched off before its turn
    const kept = await this.#keep(decision, end, isLate);
    return kept.ok ? await this.#carryOut(owner, progress) : kept;
  }

  /** A series whose bar is not stored within a moment had none: its market is closed. */
  #isBehind({ progress, further, nowMs, portion: { series } }: Decision): boolean {
    const { seriesOf, clock, onBehind } = this.#options;
    const behind = seriesBehind({ series, further, nowMs }, seriesOf);
    if (behind === null) {
      progress.behindSinceMs = null;
      return false;
    }
    progress.behindSinceMs ??= clock.steadyMs();
    const leftMs = progress.behindSinceMs + graceMs - clock.steadyMs();
    if (leftMs <= 0) {
      progress.behindSinceMs = null;
      return false;
    }
    onBehind(series, leftMs);
    return true;
  }

  /** Late decisions are history: they see what there is, and nothing when it is unknown. */
  async #tradesOf(
    owner: StrategyOwner,
    isLate: boolean,
  ): Promise<Result<StrategyOwnTrades, AnalysisError>> {
    const answer = await this.#options.trade.ask("own_trades", owner, {
      timeoutMs: tradesTimeoutMs,
    });
    if (answer.ok) return answer;
    if (isLate) return ok(noTrades);
    const { error } = answer;
    const reason = "message" in error ? error.message : error.code;
    return err({
      code: "trades_unknown",
      message: `The trades of ${owner.strategy} on ${owner.symbol} cannot be read: ${reason}`,
    });
  }

  /** Null when the strategy had no turn. */
  async #turn({ ready, portion }: Decision, work: Work): Promise<TurnEnd | null> {
    const { series, bars } = portion;
    const ends: TurnEnd[] = [];
    const window = { ...series.key, digits: series.progress.digits, bars };
    const job = { seriesId: series.id, window, fresh: 1, strategies: [ready.name], work };
    await this.#options.pool.analyse(job, (_, end) => ends.push(end));
    return ends[0] ?? null;
  }

  /** Stores what was decided; a turn that failed leaves the state as it was. */
  async #keep(decision: Decision, end: TurnEnd, isLate: boolean): Promise<Outcome> {
    const { ready, owner, progress, bars, nowMs, portion: { series, tally } } = decision;
    const { strategySet, publisher } = this.#options;
    const { steps } = this.#evaluated(decision, end);
    const state = end.kind === "done"
      ? end.result.decided?.state ?? progress.state
      : progress.state;
    const barBrokerMs = bars.brokerMs.at(-1)! as BrokerMs;
    const carriedOut = isLate || this.#isSafety ? [] : steps;
    const virtual = isLate || !this.#isSafety
      ? decision.virtual
      : afterSteps(decision.virtual, steps, virtualBar(bars, { ...series, nowMs }));
    const signals = steps.flatMap((step) => step.kind === "enter" ? [step.signal] : []);
    const decidedMs = this.#options.timesOf(series).createdMs;
    const text = textOfState({ state, virtual });
    const row = { owner, barBrokerMs, state: text, steps: JSON.stringify(carriedOut), decidedMs };
    const { digits } = series.progress;
    const stored = await publisher.publishDecision({ decision: row, signals }, digits);
    if (!stored.ok) return stored;
    progress.barMs = barBrokerMs;
    Object.assign(progress, { state, virtual });
    progress.pending = carriedOut.length === 0 ? null : { steps: carriedOut, isRepeated: false };
    for (const signal of stored.value) {
      strategySet.countSignal({ strategy: ready.name, direction: signal.direction });
      tally.signals.push(signal.id);
    }
    publisher.noteLate(stored.value.filter((signal) => signal.isLate));
    return ok(undefined);
  }

  #evaluated({ ready, owner, bars, portion }: Decision, end: TurnEnd): DecidedSteps {
    const { strategySet, clock, log, timesOf } = this.#options;
    const { series, tally } = portion;
    const decided = end.kind === "done" ? end.result.decided : undefined;
    const made = decided === undefined ? { steps: [], problems: [] } : stepsOfRows(decided, {
      ...{ owner, digits: series.progress.digits, periodMs: timeframeMs(series.key.timeframe) },
      barBrokerMs: bars.brokerMs.at(-1)! as BrokerMs,
      price: bars.close.at(-1)!,
      ...timesOf(series),
    });
    const evaluation = end.kind === "broke"
      ? strategySet.turnBroke(ready.name, end.error, clock.steadyMs())
      : strategySet.turnDone(
        ready.name,
        turnWithProblems(end.result, made.problems),
        noSignalOfTurn,
      );
    if (evaluation.failures > 0) {
      tally.failures[ready.name] = (tally.failures[ready.name] ?? 0) + evaluation.failures;
    }
    logEvaluation(log, { strategy: ready.name, symbol: owner.symbol }, evaluation);
    return made;
  }

  /** Until it has succeeded, the strategy decides on no further bar of the series. */
  async #carryOut(owner: StrategyOwner, progress: StrategyProgress): Promise<Outcome> {
    const { pending } = progress;
    if (pending === null || this.#isSafety) return ok(undefined);
    const request = { owner, ...pending };
    const answer = await this.#options.trade.ask("carry_out", request, {
      timeoutMs: carryOutTimeoutMs,
    });
    // Whether a part of it was done is not known: the next attempt looks it up.
    progress.pending = answer.ok ? null : { ...pending, isRepeated: true };
    if (answer.ok) return ok(undefined);
    const { error } = answer;
    const reason = "message" in error ? error.message : error.code;
    return err({
      code: "not_carried_out",
      message: `What ${owner.strategy} decided on ${owner.symbol} is not carried out: ${reason}`,
    });
  }
}
