/** Asks the decider about closed bars, sends its requests, and samples equity at their ends. */

import type { RetcodeName } from "../../models/mod.ts";
import type { FastAccount } from "../account/fast_account.ts";
import { type PointRequest, pointRequest } from "../account/point_request.ts";
import { EquitySamples } from "./equity_samples.ts";
import type { EquityWatch } from "./equity_watch.ts";
import { type EngineSeries, SeriesClock } from "./series_clock.ts";

/**
 * Called for each closed bar: fills the first records of the engine's `requests` and returns how
 * many. The bar is its number in the series, counted from 0 over all blocks.
 */
export type Decider = (series: number, bar: number) => number;

/** Told the answer to each request that arrives at once, and the ticket of the newest order. */
export type AnswerReader = (request: number, answer: RetcodeName, order: number) => void;

export interface DecisionOptions {
  /** Equity is sampled whenever a bar of the first series ends. */
  readonly series: readonly EngineSeries[];
  readonly decide: Decider;
  readonly onAnswer?: AnswerReader;
  /** Called when deals have been made, before the next tick. It may make requests itself. */
  readonly onDeals?: () => void;
  /** How long a request takes to arrive, such as a seeded random time; 0 when omitted. */
  readonly delayMs?: () => number;
}

/** The most requests of one decision; a strategy that wants more is at fault. */
const requestsPerBarMax = 256;

/** A time before all bars and one after them, in minutes; whole numbers of 31 bits. */
const always = -1;
const never = 2 ** 30;

export class EngineDecisions {
  readonly requests: readonly PointRequest[];
  readonly samples = new EquitySamples();
  readonly #account: FastAccount;
  readonly #watch: EquityWatch;
  readonly #options: DecisionOptions;
  readonly #clocks: readonly SeriesClock[];
  /** By symbol: the numbers of its series, and when the first of their open bars ends. */
  readonly #clocksOf: readonly (readonly number[])[];
  readonly #nextEnd: Int32Array;
  /** The only series, which is asked for each bar of most backtests. */
  readonly #sole: SeriesClock | null;
  readonly #decider: Decider;

  constructor(account: FastAccount, watch: EquityWatch, options: DecisionOptions) {
    this.#account = account;
    this.#watch = watch;
    this.#options = options;
    this.#decider = options.decide;
    this.requests = Array.from({ length: requestsPerBarMax }, () => pointRequest());
    this.#clocks = options.series.map((one) => new SeriesClock(one));
    this.#sole = this.#clocks.length === 1 ? this.#clocks[0]! : null;
    this.#clocksOf = account.markets.map((_, symbol) =>
      this.#clocks.flatMap((clock, index) => clock.symbol === symbol ? [index] : [])
    );
    this.#nextEnd = Int32Array.from(
      this.#clocksOf,
      (clocks) => clocks.length === 0 ? never : always,
    );
  }

  /** Samples equity before data of a symbol that close a bar of the first series. */
  sampleBefore(minute: number, symbol: number): void {
    const sole = this.#sole;
    if (sole !== null && sole.symbol === symbol) {
      if (minute < sole.endMinute || sole.bar < 0) return;
      return this.samples.add(
        sole.openMinute,
        this.#watch.equity(),
        this.#account.balanceMinor,
      );
    }
    if (minute < this.#nextEnd[symbol]!) return;
    const first = this.#clocks[0]!;
    if (first.symbol === symbol && first.isClosedBy(minute)) this.sample();
  }

  /** The equity of the first series' open bar, as it is now. */
  sample(): void {
    const [first] = this.#clocks;
    if (first === undefined || first.bar < 0) return;
    this.samples.add(first.openMinute, this.#watch.equity(), this.#account.balanceMinor);
  }

  /** Asks about the bars that data from this minute on close; whether anything was requested. */
  closeBars(minute: number, symbol: number): boolean {
    const sole = this.#sole;
    if (sole !== null && sole.symbol === symbol) {
      if (minute < sole.endMinute) return false;
      const { bar } = sole;
      sole.open(minute);
      return bar >= 0 && this.#decide(0, bar);
    }
    if (minute < this.#nextEnd[symbol]!) return false;
    const clocks = this.#clocksOf[symbol]!;
    let nextEnd = never;
    let isAsked = false;
    for (let at = 0; at < clocks.length; at++) {
      const series = clocks[at]!;
      const clock = this.#clocks[series]!;
      if (clock.isClosedBy(minute)) {
        const { bar } = clock;
        clock.open(minute);
        if (bar >= 0 && this.#decide(series, bar)) isAsked = true;
      }
      if (clock.endMinute < nextEnd) nextEnd = clock.endMinute;
    }
    this.#nextEnd[symbol] = nextEnd;
    return isAsked;
  }

  #decide(series: number, bar: number): boolean {
    const count = this.#decider(series, bar);
    return count > 0 && this.#sendAll(count);
  }

  #sendAll(count: number): boolean {
    if (count > requestsPerBarMax) {
      throw new RangeError(`${count} requests for one bar, ${requestsPerBarMax} at most`);
    }
    this.#watch.look();
    for (let at = 0; at < count; at++) this.#send(at);
    this.#watch.look();
    return true;
  }

  #send(index: number): void {
    const { delayMs, onAnswer } = this.#options;
    const account = this.#account;
    const request = this.requests[index]!;
    const laterMs = delayMs === undefined ? 0 : delayMs();
    const answer = laterMs > 0 ? account.requestLater(request, laterMs) : account.request(request);
    this.#watch.change();
    if (answer !== null && onAnswer !== undefined) onAnswer(index, answer, account.lastOrder);
  }
}
