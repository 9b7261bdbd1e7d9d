/**
 * The loop of a backtest: plays the bars or ticks of several symbols in order of time on one
 * account, and asks a decider about each closed bar. A bar is closed by the first tick of the next
 * one; that tick is quoted, then the decider is asked, and its requests meet the same tick, as they
 * would live. What is left of a bar in which nothing can happen, and which cannot hold a new
 * extreme of equity, is skipped; otherwise its ticks are played one by one.
 */

import type { FastAccount } from "../account/fast_account.ts";
import type { FastMarket } from "../account/fast_market.ts";
import type { AnswerReader } from "../account/ledger.ts";
import type { PointRequest } from "../account/point_request.ts";
import type { PointBars } from "../ticks/point_bars.ts";
import type { TickModel } from "../ticks/tick_path.ts";
import { BarFeed, type FeedBlock } from "./bar_feed.ts";
import { type DecisionOptions, EngineDecisions } from "./engine_decisions.ts";
import type { EquitySamples } from "./equity_samples.ts";
import { KnownPrices } from "./known_prices.ts";
import type { EquityTrack } from "./equity_track.ts";
import { type EquityGuard, EquityWatch } from "./equity_watch.ts";

export interface EngineOptions extends DecisionOptions {
  readonly account: FastAccount;
  readonly model: TickModel;
  /** The period of the bars in the blocks. */
  readonly periodMinutes: number;
  /** Limits of equity; bars in which one may be reached are played tick by tick. */
  readonly guard?: EquityGuard;
}

export class BacktestEngine {
  readonly #account: FastAccount;
  readonly #feeds: readonly BarFeed[];
  readonly #decisions: EngineDecisions;
  readonly #watch: EquityWatch;
  readonly #known = new KnownPrices();
  readonly #periodMinutes: number;
  readonly #model: TickModel;

  constructor(options: EngineOptions) {
    const { account, model, periodMinutes } = options;
    this.#account = account;
    this.#model = model;
    this.#periodMinutes = periodMinutes;
    this.#feeds = account.markets.map(() => new BarFeed(model, periodMinutes));
    this.#watch = new EquityWatch(account, options);
    this.#decisions = new EngineDecisions(account, this.#watch, options);
  }

  /** Sends a request of the decider; see `EngineDecisions.send`. */
  send(request: PointRequest, onAnswer?: AnswerReader): void {
    this.#decisions.send(request, onAnswer);
  }

  /** Equity whenever a bar of the first series ended. */
  get samples(): EquitySamples {
    return this.#decisions.samples;
  }

  /** The extremes of equity over all ticks. */
  get track(): EquityTrack {
    return this.#watch.track;
  }

  /** Judges the equity of now, if that has not been done. */
  look(): void {
    this.#watch.look();
  }

  /** Plays one block: for each symbol its data of the same span of time, later than before. */
  run(blocks: readonly FeedBlock[]): void {
    const feeds = this.#feeds;
    for (let index = 0; index < feeds.length; index++) feeds[index]!.load(blocks[index]!);
    if (feeds.length === 1 && this.#model === "open") return this.#playOpens(feeds[0]!);
    if (feeds.length === 1 && this.#model !== "real") return this.#playAlone(feeds[0]!);
    for (let minute = this.#nextMinute(); minute >= 0; minute = this.#nextMinute()) {
      this.#watch.begin(minute);
      if (this.#model === "real") this.#playTicks(minute);
      else this.#playBars(minute);
    }
  }

  /** Closes what is open at the last quotes, and takes the last equity. */
  finish(): void {
    this.#account.closeAll("end of test");
    this.#watch.change();
    this.#watch.look();
    this.#decisions.sample();
  }

  /** The earliest minute at which a bar begins; -1 at the end of the block. */
  #nextMinute(): number {
    let found = -1;
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      const { minute } = this.#feeds[symbol]!;
      if (minute >= 0 && (found < 0 || minute < found)) found = minute;
    }
    return found;
  }

  /** The opens of one symbol when there is no other. */
  #playOpens(feed: BarFeed): void {
    const market = this.#account.markets[0]!;
    const { length, minute, open, spread } = feed.bars;
    for (let at = 0; at < length; at++) {
      const start = minute[at]!;
      const bid = open[at]!;
      this.#watch.begin(start);
      this.#decisions.sampleBefore(start, 0);
      market.quote(bid, bid + spread[at]!, start * 60_000);
      this.#watch.change();
      this.#watch.look();
      this.#decisions.closeBars(start, 0);
    }
    feed.endBlock();
  }

  /** The bars of one symbol when there is no other: most of them are only compared. */
  #playAlone(feed: BarFeed): void {
    const market = this.#account.markets[0]!;
    const { bars } = feed;
    const { minute, open, spread } = bars;
    this.#account.expectNothing();
    for (let at = 0; at < bars.length; at++) {
      const start = minute[at]!;
      this.#watch.begin(start);
      this.#decisions.sampleBefore(start, 0);
      let isQuiet = this.#isQuiet(market, bars, at);
      if (isQuiet) {
        market.settle(open[at]!, spread[at]!);
        this.#account.advance(start * 60_000);
      } else {
        market.quote(open[at]!, open[at]! + spread[at]!, start * 60_000);
        this.#known.forget();
      }
      this.#watch.change();
      if (!isQuiet) this.#watch.look();
      if (this.#decisions.closeBars(start, 0) || !isQuiet) {
        isQuiet = this.#isQuiet(market, bars, at);
      }
      if (!isQuiet || !this.#passQuietly(feed, at)) this.#playAll(feed, at);
    }
    feed.endBlock();
  }

  /** Plays the ticks of a bar after its open. */
  #playAll(feed: BarFeed, at: number): void {
    this.#known.forget();
    const market = this.#account.markets[0]!;
    this.#watch.look();
    feed.startBar(at);
    feed.nextTick();
    while (feed.hasTick) {
      if (feed.isOnTheWay) this.#meetOnTheWay(market, feed);
      market.quote(feed.tickBid, feed.tickAsk, feed.tickMs);
      this.#watch.change();
      this.#watch.look();
      feed.nextTick();
    }
  }

  /**
   * Ends a quiet bar. If equity may be a record in it, it is looked at where the price turns: in
   * between it only rises or only falls. False when that is not so, or a limit may be reached, and
   * nothing was done.
   */
  #passQuietly(feed: BarFeed, at: number): boolean {
    const account = this.#account;
    const market = account.markets[0]!;
    const { bars } = feed;
    const spread = bars.spread[at]!;
    if (account.positionCount > 0) {
      const low = bars.low[at]!;
      const high = bars.high[at]!;
      const known = this.#known;
      known.keepFor(account.deals.length, this.#watch.track.peakMinor, this.#watch.floorMinor);
      if (!known.hold(low, high, spread)) {
        market.expect({ low, high, spread });
        if (this.#watch.isKnown()) known.add(low, high, spread);
        else if (this.#watch.isEndangered() || !account.isOneSided()) return false;
        else return this.#lookAtTurns(feed, at);
      }
    }
    market.settle(bars.close[at]!, spread);
    this.#watch.change();
    return true;
  }

  #lookAtTurns(feed: BarFeed, at: number): boolean {
    const market = this.#account.markets[0]!;
    const { open, high, low, close, spread } = feed.bars;
    const isRising = feed.isRising(at);
    this.#lookAt(market, open[at]!, spread[at]!);
    this.#lookAt(market, isRising ? low[at]! : high[at]!, spread[at]!);
    this.#lookAt(market, isRising ? high[at]! : low[at]!, spread[at]!);
    this.#lookAt(market, close[at]!, spread[at]!);
    return true;
  }

  #lookAt(market: FastMarket, bid: number, spread: number): void {
    market.settle(bid, spread);
    this.#watch.change();
    this.#watch.look();
  }

  /** Whether no quote of this bar, its open included, can cause anything. */
  #isQuiet(market: FastMarket, bars: PointBars, at: number): boolean {
    return market.isQuietBar(bars.low[at]!, bars.high[at]!, bars.spread[at]!) &&
      bars.minute[at]! + this.#periodMinutes <= this.#account.nextMomentMinute;
  }

  /**
   * The bars of all symbols that begin at this minute: their opens, which are known together when
   * something is decided, then the rest in order of time.
   */
  #playBars(minute: number): void {
    const feeds = this.#feeds;
    for (let symbol = 0; symbol < feeds.length; symbol++) {
      if (feeds[symbol]!.minute === minute) this.#decisions.sampleBefore(minute, symbol);
    }
    for (let symbol = 0; symbol < feeds.length; symbol++) {
      const feed = feeds[symbol]!;
      if (feed.minute === minute) this.#quoteOpen(symbol, feed);
    }
    for (let symbol = 0; symbol < feeds.length; symbol++) {
      if (feeds[symbol]!.minute === minute) this.#decisions.closeBars(minute, symbol);
    }
    if (this.#model !== "open" && !this.#areSkippable(minute)) this.#playRest(minute);
    else if (this.#model !== "open") this.#settleBars(minute);
    this.#endBars(minute);
  }

  #quoteOpen(symbol: number, { bars, at, minute }: BarFeed): void {
    const open = bars.open[at]!;
    const market = this.#account.markets[symbol]!;
    if (market.quote(open, open + bars.spread[at]!, minute * 60_000)) this.#watch.change();
    this.#watch.look();
  }

  #settleBars(minute: number): void {
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      const { bars, at, minute: start } = this.#feeds[symbol]!;
      if (start === minute) {
        this.#account.markets[symbol]!.settle(bars.close[at]!, bars.spread[at]!);
      }
    }
    this.#watch.change();
  }

  /** Whether the bars that begin at this minute can be skipped, all together. */
  #areSkippable(minute: number): boolean {
    const account = this.#account;
    if (minute + this.#periodMinutes > account.nextMomentMinute) return false;
    account.expectNothing();
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      const { bars, at, minute: start } = this.#feeds[symbol]!;
      if (start !== minute) continue;
      const low = bars.low[at]!;
      const high = bars.high[at]!;
      const spread = bars.spread[at]!;
      const market = account.markets[symbol]!;
      if (!market.isQuietBar(low, high, spread)) return false;
      market.expect({ low, high, spread });
    }
    return account.positionCount === 0 || this.#watch.isKnown();
  }

  /** Recorded ticks: each one is played, and the first of a bar closes the bar before it. */
  #playTicks(minute: number): void {
    const feeds = this.#feeds;
    for (let symbol = 0; symbol < feeds.length; symbol++) {
      const feed = feeds[symbol]!;
      if (feed.minute === minute) feed.startBar(feed.at);
    }
    for (;;) {
      const symbol = this.#earliest(minute);
      if (symbol < 0) break;
      if (feeds[symbol]!.isFirstTick) this.#quoteFirst(minute, symbol);
      else this.#quote(symbol);
      feeds[symbol]!.nextTick();
    }
    this.#endBars(minute);
  }

  /**
   * Plays the ticks that are left of the bars of this minute, in order of time. Those of a symbol
   * on which nothing depends are not played one by one.
   */
  #playRest(minute: number): void {
    const isMoment = minute + this.#periodMinutes > this.#account.nextMomentMinute;
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      const feed = this.#feeds[symbol]!;
      if (feed.minute !== minute) continue;
      const { bars, at } = feed;
      const market = this.#account.markets[symbol]!;
      const isQuiet = market.isQuietBar(bars.low[at]!, bars.high[at]!, bars.spread[at]!);
      if (isMoment || market.symbol.isWatched || !isQuiet) {
        feed.startBar(at);
        feed.nextTick();
      } else {
        market.settle(bars.close[at]!, bars.spread[at]!);
      }
    }
    for (;;) {
      const symbol = this.#earliest(minute);
      if (symbol < 0) return;
      this.#quote(symbol);
      this.#feeds[symbol]!.nextTick();
    }
  }

  #endBars(minute: number): void {
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      if (this.#feeds[symbol]!.minute === minute) this.#feeds[symbol]!.endBar();
    }
  }

  /** The symbol with the earliest tick, of equal ones the first; -1 when none is left. */
  #earliest(minute: number): number {
    let found = -1;
    let earliestMs = Infinity;
    for (let symbol = 0; symbol < this.#feeds.length; symbol++) {
      const feed = this.#feeds[symbol]!;
      if (feed.minute !== minute || !feed.hasTick || feed.tickMs >= earliestMs) continue;
      found = symbol;
      earliestMs = feed.tickMs;
    }
    return found;
  }

  /** Each level before the next tick of a played bar is met at its own price. */
  #meetOnTheWay(market: FastMarket, { tickBid, tickAsk, tickMs }: BarFeed): void {
    const spread = tickAsk - tickBid;
    for (
      let bid = market.nextBid(tickBid, spread, tickMs);
      bid !== tickBid;
      bid = market.nextBid(tickBid, spread, tickMs)
    ) {
      market.quote(bid, bid + spread, tickMs);
      this.#watch.change();
      this.#watch.look();
    }
  }

  #quote(symbol: number): void {
    const feed = this.#feeds[symbol]!;
    const { tickBid, tickAsk, tickMs } = feed;
    const market = this.#account.markets[symbol]!;
    if (feed.isOnTheWay) this.#meetOnTheWay(market, feed);
    if (market.quote(tickBid, tickAsk, tickMs)) this.#watch.change();
    this.#watch.look();
  }

  /** The first tick of a bar: it closes the bars before it, about which the decider is asked. */
  #quoteFirst(minute: number, symbol: number): void {
    this.#decisions.sampleBefore(minute, symbol);
    this.#quote(symbol);
    this.#decisions.closeBars(minute, symbol);
  }
}
