/**
 * The loop of a backtest: plays the bars or ticks of several symbols in order of time on one
 * account, and asks a decider about each closed bar. A bar is closed by the first tick of the next
 * one; that tick is quoted, then the decider is asked, and its requests meet the same tick, as they
 * would live. What is left of a bar in which nothing can happen, and which cannot hold a new
 * extreme of equity, is skipped; otherwise its ticks are played one by one.
 */

import type { RetcodeName } from "../../models/mod.ts";
import type { FastAccount } from "../account/fast_account.ts";
import { type PointRequest, pointRequest } from "../account/point_request.ts";
import type { TickModel } from "../ticks/tick_path.ts";
import { EquitySamples } from "./equity_samples.ts";
import { EquityTrack } from "./equity_track.ts";
import { type EngineSeries, SeriesClock } from "./series_clock.ts";
import { BarFeed, type FeedBlock } from "./bar_feed.ts";

/**
 * Called for each closed bar: fills the first records of the engine's `requests` and returns how
 * many. The bar is its number in the series, counted from 0 over all blocks.
 */
export type Decider = (series: number, bar: number) => number;

/** Told the answer to each request that arrives at once, and the ticket of the newest order. */
export type AnswerReader = (request: number, answer: RetcodeName, order: number) => void;

export interface EngineOptions {
  readonly account: FastAccount;
  readonly model: TickModel;
  /** The period of the bars in the blocks. */
  readonly periodMinutes: number;
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

export class BacktestEngine {
  /** Filled by the decider. */
  readonly requests: readonly PointRequest[];
  readonly samples = new EquitySamples();
  readonly track: EquityTrack;
  readonly #account: FastAccount;
  readonly #feeds: readonly BarFeed[];
  readonly #clocks: readonly SeriesClock[];
  readonly #clocksOf: readonly (readonly number[])[];
  readonly #options: EngineOptions;
  readonly #periodMs: number;
  /** Recorded ticks begin anywhere in a bar, and their asks are not known beforehand. */
  readonly #isRecorded: boolean;
  readonly #isOpenOnly: boolean;
  #dealsSeen: number;

  constructor(options: EngineOptions) {
    const { account, model, periodMinutes, series } = options;
    this.#options = options;
    this.#account = account;
    this.#periodMs = periodMinutes * 60_000;
    this.#isRecorded = model === "real";
    this.#isOpenOnly = model === "open";
    this.requests = Array.from({ length: requestsPerBarMax }, () => pointRequest());
    this.#feeds = account.markets.map(() => new BarFeed(model, periodMinutes));
    this.#clocks = series.map((one) => new SeriesClock(one));
    this.#clocksOf = account.markets.map((_, symbol) =>
      this.#clocks.flatMap((clock, index) => clock.symbol === symbol ? [index] : [])
    );
    this.track = new EquityTrack(account.equityMinor());
    this.#dealsSeen = account.deals.length;
  }

  /** Plays one block: for each symbol its data of the same span of time, later than before. */
  run(blocks: readonly FeedBlock[]): void {
    const feeds = this.#feeds;
    for (const [index, feed] of feeds.entries()) feed.load(blocks[index]!);
    const [only] = feeds;
    if (feeds.length === 1 && !this.#isRecorded) {
      while (only!.minute !== Infinity) this.#playBar(only!.minute, only!, 0);
      return;
    }
    for (let minute = this.#nextMinute(); minute !== Infinity; minute = this.#nextMinute()) {
      if (this.#isRecorded) this.#playTicks(minute);
      else this.#playBars(minute);
    }
  }

  /** Closes what is open at the last quotes, and takes the last equity. */
  finish(): void {
    this.#account.closeAll("end of test");
    this.#look();
    if (this.#clocks.length > 0) this.#sample();
  }

  #nextMinute(): number {
    let minute = Infinity;
    for (const feed of this.#feeds) {
      if (feed.minute < minute) minute = feed.minute;
    }
    return minute;
  }

  /** One symbol's bar when there is no other. */
  #playBar(minute: number, feed: BarFeed, symbol: number): void {
    this.#openBar(minute, feed, symbol);
    if (this.#isOpenOnly) return this.#skipBar(feed, symbol);
    this.#account.expectNothing();
    this.#expect(feed, symbol);
    if (this.#isUneventful(minute, symbol, symbol + 1)) {
      this.#skipBar(feed, symbol);
      return;
    }
    feed.startBar();
    feed.nextTick();
    this.#playRest(minute, symbol, symbol + 1);
  }

  /** The bars of all symbols that begin at this minute: their opens, then the rest together. */
  #playBars(minute: number): void {
    const feeds = this.#feeds;
    for (let symbol = 0; symbol < feeds.length; symbol++) {
      if (feeds[symbol]!.minute === minute) this.#openBar(minute, feeds[symbol]!, symbol);
    }
    if (this.#isOpenOnly) return this.#skipBars(minute);
    this.#account.expectNothing();
    for (let symbol = 0; symbol < feeds.length; symbol++) {
      if (feeds[symbol]!.minute === minute) this.#expect(feeds[symbol]!, symbol);
    }
    if (this.#isUneventful(minute, 0, feeds.length)) return this.#skipBars(minute);
    for (const feed of feeds) {
      if (feed.minute !== minute) continue;
      feed.startBar();
      feed.nextTick();
    }
    this.#playRest(minute, 0, feeds.length);
  }

  #skipBars(minute: number): void {
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      const feed = this.#feeds[symbol]!;
      if (feed.minute === minute) this.#skipBar(feed, symbol);
    }
  }

  /** Recorded ticks: each one is played, and the first of a bar closes the bar before it. */
  #playTicks(minute: number): void {
    const feeds = this.#feeds;
    for (const feed of feeds) {
      if (feed.minute === minute) feed.startBar();
    }
    const isOpen = feeds.map(() => false);
    for (;;) {
      const symbol = this.#earliest(minute, 0, feeds.length);
      if (symbol < 0) break;
      const feed = feeds[symbol]!;
      if (isOpen[symbol]) {
        this.#account.markets[symbol]!.quote(feed.tickBid, feed.tickAsk, feed.tickMs);
        this.#look();
      } else {
        isOpen[symbol] = true;
        this.#quoteFirst(minute, symbol, feed);
      }
      feed.nextTick();
    }
    this.#endBars(minute, 0, feeds.length);
  }

  /** Plays the ticks that are left of the bars of this minute, in order of time. */
  #playRest(minute: number, from: number, to: number): void {
    for (;;) {
      const symbol = this.#earliest(minute, from, to);
      if (symbol < 0) break;
      const feed = this.#feeds[symbol]!;
      this.#account.markets[symbol]!.quote(feed.tickBid, feed.tickAsk, feed.tickMs);
      this.#look();
      feed.nextTick();
    }
    this.#endBars(minute, from, to);
  }

  #endBars(minute: number, from: number, to: number): void {
    for (let symbol = from; symbol < to; symbol++) {
      if (this.#feeds[symbol]!.minute === minute) this.#feeds[symbol]!.endBar();
    }
  }

  /** The symbol with the earliest tick, of equal ones the first; -1 when none is left. */
  #earliest(minute: number, from: number, to: number): number {
    let found = -1;
    let earliestMs = Infinity;
    for (let symbol = from; symbol < to; symbol++) {
      const feed = this.#feeds[symbol]!;
      if (feed.minute !== minute || feed.tickMs >= earliestMs) continue;
      found = symbol;
      earliestMs = feed.tickMs;
    }
    return found;
  }

  /** The first tick of a bar that is played from its prices. */
  #openBar(minute: number, feed: BarFeed, symbol: number): void {
    feed.tickBid = feed.bars.open[feed.at]!;
    feed.tickAsk = feed.tickBid + feed.bars.spread[feed.at]!;
    feed.tickMs = minute * 60_000;
    this.#quoteFirst(minute, symbol, feed);
  }

  /** The first tick of a bar: it closes the bars before it, about which the decider is asked. */
  #quoteFirst(minute: number, symbol: number, feed: BarFeed): void {
    const clocks = this.#clocks;
    const first = clocks[0];
    if (first !== undefined && first.symbol === symbol && first.isClosedBy(minute)) this.#sample();
    this.#account.markets[symbol]!.quote(feed.tickBid, feed.tickAsk, feed.tickMs);
    this.#look();
    const own = this.#clocksOf[symbol]!;
    for (let at = 0; at < own.length; at++) {
      const series = own[at]!;
      const clock = clocks[series]!;
      if (!clock.isClosedBy(minute)) continue;
      const { bar } = clock;
      clock.open(minute);
      if (bar >= 0) this.#decide(series, bar);
    }
  }

  #decide(series: number, bar: number): void {
    const { decide, delayMs, onAnswer } = this.#options;
    const count = decide(series, bar);
    if (count === 0) return;
    if (count > requestsPerBarMax) {
      throw new RangeError(`${count} requests for one bar, ${requestsPerBarMax} at most`);
    }
    const account = this.#account;
    for (let at = 0; at < count; at++) {
      const request = this.requests[at]!;
      const laterMs = delayMs === undefined ? 0 : delayMs();
      const answer = laterMs > 0
        ? account.requestLater(request, laterMs)
        : account.request(request);
      if (answer !== null && onAnswer !== undefined) onAnswer(at, answer, account.lastOrder);
    }
    this.#look();
  }

  #expect({ bars, at }: BarFeed, symbol: number): void {
    this.#account.markets[symbol]!.expect({
      low: bars.low[at]!,
      high: bars.high[at]!,
      spread: bars.spread[at]!,
    });
  }

  /** Whether the expected quotes of these symbols' bars can be skipped. */
  #isUneventful(minute: number, from: number, to: number): boolean {
    const account = this.#account;
    const endMs = minute * 60_000 + this.#periodMs - 1;
    for (let symbol = from; symbol < to; symbol++) {
      if (this.#feeds[symbol]!.minute !== minute) continue;
      if (!account.markets[symbol]!.isQuiet(endMs)) return false;
    }
    if (account.positionCount === 0) return true;
    const bounds = { least: account.leastEquity(), most: account.mostEquity() };
    return this.track.isKnown(bounds, account.marginMinor());
  }

  #skipBar(feed: BarFeed, symbol: number): void {
    const { bars, at } = feed;
    const last = this.#isOpenOnly ? bars.open[at]! : bars.close[at]!;
    this.#account.markets[symbol]!.settle(last, bars.spread[at]!);
    feed.skipBar();
  }

  /** Equity changes with each tick while a position is open, otherwise with deals alone. */
  #look(): void {
    const account = this.#account;
    if (account.deals.length !== this.#dealsSeen) this.#options.onDeals?.();
    const deals = account.deals.length;
    if (account.positionCount > 0) this.track.look(account.equityMinor(), account.marginMinor());
    else if (deals !== this.#dealsSeen) this.track.look(account.balanceMinor, 0);
    this.#dealsSeen = deals;
  }

  #sample(): void {
    const first = this.#clocks[0]!;
    if (first.bar < 0) return;
    this.samples.add(first.openMs, this.#account.equityMinor(), this.#account.balanceMinor);
  }
}
