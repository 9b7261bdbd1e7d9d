/**
 * Where each strategy stands on each series, and the bars that it has not decided on yet. That of
 * an earlier run is read from the store.
 */

import {
  type BarColumns,
  type BrokerMs,
  ok,
  type Result,
  type StrategyOwner,
  type StrategyStep,
} from "../../../src/models/mod.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";
import type { Peer } from "../../../src/runtime/actor.ts";
import { maxBacklogBars } from "../../../src/strategy/chosen/series_progress.ts";
import { storedStateOf } from "../../../src/strategy/own_trades/virtual_state.ts";
import type { VirtualTrades } from "../../../src/strategy/own_trades/virtual_trades.ts";
import type { DatabaseProtocol } from "../../database/protocol.ts";
import type { AnalysisError } from "../protocol.ts";
import type { WatchedSeries } from "./watched_series.ts";

/** Where a strategy stands on a series. */
export interface StrategyProgress {
  /** The last bar that it has decided on; null before the first. */
  barMs: BrokerMs | null;
  state: string | null;
  /** What it would have in safety mode. */
  virtual: VirtualTrades;
  /** Stored, and perhaps not carried out. */
  pending: { readonly steps: readonly StrategyStep[]; readonly isRepeated: boolean } | null;
  /** Since when it waits for another series, on the steady clock. */
  behindSinceMs: number | null;
}

/** New bars of a series, with those before them. */
export interface FreshBars {
  readonly series: WatchedSeries;
  readonly bars: BarColumns;
  /** Number of newest bars to decide on, unless the strategy has decided on others. */
  readonly fresh: number;
}

export class DecisionProgress {
  readonly #database: Peer<DatabaseProtocol>;
  /** By strategy and series: as many as there are of both. */
  readonly #progress = new Map<string, StrategyProgress>();

  constructor(database: Peer<DatabaseProtocol>) {
    this.#database = database;
  }

  async of(owner: StrategyOwner): Promise<Result<StrategyProgress, AnalysisError>> {
    const name = [owner.terminal, owner.symbol, owner.timeframe, owner.strategy].join("/");
    const known = this.#progress.get(name);
    if (known !== undefined) return ok(known);
    const timeout = { timeoutMs: storeTimeoutMs };
    const answer = await this.#database.ask("strategy_decision", owner, timeout);
    if (!answer.ok) return answer;
    const row = answer.value;
    const steps: readonly StrategyStep[] = row === null ? [] : JSON.parse(row.steps);
    const progress: StrategyProgress = {
      barMs: row?.barBrokerMs ?? null,
      ...storedStateOf(row?.state ?? null),
      pending: steps.length === 0 ? null : { steps, isRepeated: true },
      behindSinceMs: null,
    };
    this.#progress.set(name, progress);
    return ok(progress);
  }

  /** Open times of the bars to decide on, ascending. */
  async dueOf(
    { barMs }: StrategyProgress,
    { series, bars, fresh }: FreshBars,
  ): Promise<Result<Float64Array, AnalysisError>> {
    const { length } = bars.brokerMs;
    const times = bars.brokerMs.slice(length - fresh);
    if (barMs === null || barMs === bars.brokerMs[length - fresh - 1]) return ok(times);
    const last = bars.brokerMs[length - 1] ?? -Infinity;
    if (barMs >= last) return ok(new Float64Array());
    const request = {
      terminal: series.terminal,
      fromBrokerMs: barMs + 1 as BrokerMs,
      ...series.key,
    };
    const answer = await this.#database.ask("bar_times", request, {
      timeoutMs: storeTimeoutMs,
    });
    return answer.ok
      ? ok(answer.value.filter((time) => time <= last).slice(-maxBacklogBars))
      : answer;
  }

  /** The bars of a chunk of those, with as many before the first as the strategy needs. */
  async barsOf(
    chunk: Float64Array,
    barsNeeded: number,
    { series, bars }: FreshBars,
  ): Promise<Result<BarColumns, AnalysisError>> {
    const limit = barsNeeded - 1 + chunk.length;
    const isGiven = bars.brokerMs.length >= limit && bars.brokerMs.includes(chunk[0]!);
    if (isGiven && bars.brokerMs.indexOf(chunk[0]!) >= barsNeeded - 1) return ok(bars);
    const toBrokerMs = chunk.at(-1)! as BrokerMs;
    const wanted = { terminal: series.terminal, ...series.key, toBrokerMs, limit };
    return await this.#database.ask("load_bars", wanted, { timeoutMs: storeTimeoutMs });
  }
}
