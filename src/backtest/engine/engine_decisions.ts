/** Asks the decider about closed bars, sends its requests, and samples equity at their ends. */

import type { FastAccount } from "../account/fast_account.ts";
import type { AnswerReader } from "../account/ledger.ts";
import type { PointRequest } from "../account/point_request.ts";
import { EquitySamples } from "./equity_samples.ts";
import type { EquityWatch } from "./equity_watch.ts";
import { type EngineSeries, SeriesClock } from "./series_clock.ts";

/**
 * Called for each closed bar: makes its requests by the engine's `send`. The bar is its number in
 * the series, counted from 0 over all blocks.
 */
export type Decider = (series: number, bar: number) => void;

export interface DecisionOptions {
  /** Equity is sampled whenever a bar of the first series ends. */
  readonly series: readonly EngineSeries[];
  readonly decide: Decider;
  /** Called when deals have been made, before the next tick. It may make requests itself. */
  readonly onDeals?: () => void;
  /** How long a request takes to arrive, such as a seeded random time; 0 when omitted. */
  readonly delayMs?: () => number;
}

/** A time before all bars and one after them, in minutes; whole numbers of 31 bits. */
const always = -1;
const never = 2 ** 30;

export class EngineDecisions {
  readonly samples: EquitySamples;
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
  #isDeciding = false;
  /** Something was sent in the present decision. */
  #hasSent = false;

  constructor(account: FastAccount, watch: EquityWatch, options: DecisionOptions) {
    this.#account = account;
    this.#watch = watch;
    this.#options = options;
    this.samples = new EquitySamples(options.series[0]?.minutes ?? 1);
    this.#decider = options.decide;
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

  /**
   * Sends one request, which may be reused; it is answered at once, or when it has arrived. An
   * answer may be the reason for the next request.
   */
  send(request: PointRequest, onAnswer: AnswerReader = () => {}): void {
    if (this.#isDeciding && !this.#hasSent) {
      this.#watch.look();
      this.#hasSent = true;
    }
    const account = this.#account;
    const { delayMs } = this.#options;
    const laterMs = delayMs === undefined ? 0 : delayMs();
    const answer = laterMs > 0
      ? account.requestLater(request, laterMs, onAnswer)
      : account.request(request);
    this.#watch.change();
    if (answer !== null) onAnswer(answer, account.lastOrder);
  }

  /** Whether anything was requested. */
  #decide(series: number, bar: number): boolean {
    this.#hasSent = false;
    this.#isDeciding = true;
    this.#account.settleLater();
    this.#decider(series, bar);
    this.#account.settleAll();
    this.#isDeciding = false;
    if (this.#hasSent) this.#watch.look();
    return this.#hasSent;
  }
}
