/**
 * Passes live ticks to the strategies that watch them, and publishes their signals: at most one per
 * bar and strategy.
 */

import { barOpenMs, type BrokerMs, type TickBatch, type UnixMs } from "../../../src/models/mod.ts";
import type { Logger } from "../../../src/models/logger.ts";
import type { Clock } from "../../../src/runtime/clock.ts";
import type { Evaluation, StrategySet } from "../../../src/strategy/chosen/strategy_set.ts";
import type { TickTurn, TurnEnd } from "../../../src/strategy/runner/turn_queue.ts";
import type { RunnerPool } from "../runner/runner_pool.ts";
import { logEvaluation } from "./log_evaluation.ts";
import type { SignalPublisher } from "./signal_publisher.ts";
import { signalOn, type SignalTimes, type WatchedSeries } from "./watched_series.ts";

export interface TickWatchOptions {
  readonly strategySet: StrategySet;
  readonly pool: RunnerPool;
  readonly publisher: SignalPublisher;
  readonly clock: Clock;
  readonly log: Logger;
  seriesOf(seriesId: string): WatchedSeries | undefined;
  /** Times for the age of this series' signals. */
  times(series: WatchedSeries): SignalTimes;
}

export class TickWatch {
  readonly #options: TickWatchOptions;
  /**
   * Bar of the latest signal by series and strategy, so that further ticks do not publish it again.
   */
  readonly #signalled = new Map<string, BrokerMs>();
  #shown = 0;
  #slowestMs = 0;

  constructor(options: TickWatchOptions) {
    this.#options = options;
  }

  /** The strategies that get ticks now. */
  get strategies(): readonly string[] {
    return this.#options.strategySet.enabled.filter((ready) => ready.watchesTicks)
      .map(({ name }) => name);
  }

  show(series: WatchedSeries, ticks: TickBatch, receivedMs: UnixMs): void {
    if (this.strategies.length === 0) return;
    this.#options.pool.showTicks(series.id, { ticks, receivedMs });
  }

  /** Ticks that strategies have received, and the longest delay since the bridge's socket. */
  get status(): { readonly shown: number; readonly slowestMs: number } {
    return { shown: this.#shown, slowestMs: this.#slowestMs };
  }

  async onTurnEnd(turn: TickTurn, end: TurnEnd): Promise<void> {
    const { log, clock, publisher, strategySet } = this.#options;
    const { strategy, work, seriesId } = turn;
    const series = this.#options.seriesOf(seriesId);
    if (series === undefined) return;
    this.#shown += work.ticks.bid.length;
    this.#slowestMs = Math.max(this.#slowestMs, clock.nowMs() - work.receivedMs);
    const evaluation = this.#evaluate(series, turn, end);
    logEvaluation(log, { strategy, symbol: series.key.symbol }, evaluation);
    const key = `${seriesId}/${strategy}`;
    const fresh = evaluation.signals.filter((signal) =>
      this.#signalled.get(key) !== signal.barBrokerMs
    );
    for (const signal of fresh) this.#signalled.set(key, signal.barBrokerMs);
    const published = await publisher.publish(fresh, series.progress.digits);
    if (!published.ok) return void this.#signalled.delete(key); // the next tick may try again
    published.value.forEach((signal) => strategySet.countSignal(signal));
    publisher.noteLate(published.value.filter(({ isLate }) => isLate));
  }

  #evaluate(series: WatchedSeries, { strategy, work }: TickTurn, end: TurnEnd): Evaluation {
    const { strategySet, clock } = this.#options;
    if (end.kind === "broke") return strategySet.turnBroke(strategy, end.error, clock.steadyMs());
    return strategySet.turnDone(strategy, end.result, (draft) => {
      const { ask, bid, brokerMs } = work.ticks;
      const asOfBrokerMs = (brokerMs.at(-1) ?? NaN) as BrokerMs;
      return signalOn(series, draft, {
        strategy,
        buyPrice: ask.at(-1) ?? NaN,
        sellPrice: bid.at(-1) ?? NaN,
        barBrokerMs: barOpenMs(asOfBrokerMs, series.key.timeframe),
        asOfBrokerMs,
        ...this.#options.times(series),
      });
    });
  }
}
