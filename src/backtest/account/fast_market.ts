/** One symbol's quotes: the hot path of a backtest. */

import type { BrokerMs } from "../../models/mod.ts";
import { type ExpectedQuotes, expectQuotes } from "./expected_range.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";
import { nextBidOnTheWay } from "./passed_levels.ts";
import { findQuietRange } from "./quiet_range.ts";
import { takePointQuote } from "./quotes.ts";
import { passTimeTo } from "./time_passing.ts";
import { watchMarginOf } from "./stop_out.ts";

export class FastMarket {
  readonly symbol: FastSymbol;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger, symbol: FastSymbol) {
    this.#ledger = ledger;
    this.symbol = symbol;
  }

  /**
   * Takes a quote in points; one that arrives late counts as current. Whether equity may be another
   * one.
   */
  quote(bid: number, ask: number, brokerMs: number): boolean {
    const { symbol } = this;
    const ledger = this.#ledger;
    if (
      bid > symbol.bidLow && ask < symbol.askHigh && bid < symbol.bidHigh && ask > symbol.askLow &&
      brokerMs < ledger.nextMomentMs && ask >= bid
    ) {
      symbol.bid = bid;
      symbol.ask = ask;
      if (brokerMs > ledger.nowMs) ledger.nowMs = brokerMs;
      return symbol.isWatched;
    }
    this.#meet(bid, ask, brokerMs);
    return true;
  }

  /**
   * The next bid on the way to this one at which anything is met; this one when nothing is. The
   * spread stays the same on the way, and the time of its end is that of all of it.
   */
  nextBid(toBid: number, spread: number, brokerMs: number): number {
    const ledger = this.#ledger;
    if (brokerMs >= ledger.nextMomentMs) {
      passTimeTo(ledger, brokerMs as BrokerMs);
      findQuietRange(ledger);
    }
    const from = this.symbol.bid;
    const isQuiet = from < toBid
      ? this.isQuietBar(from, toBid, spread)
      : this.isQuietBar(toBid, from, spread);
    return isQuiet ? toBid : nextBidOnTheWay(ledger, this.symbol, { toBid, spread });
  }

  /** Whether bids within a bar and their asks are quiet, as far as prices decide. */
  isQuietBar(low: number, high: number, spread: number): boolean {
    const { symbol } = this;
    return low > symbol.bidLow && high + spread < symbol.askHigh && high < symbol.bidHigh &&
      low + spread > symbol.askLow;
  }

  /** Says which quotes come next, for the bounds of equity. */
  expect(quotes: ExpectedQuotes): void {
    expectQuotes(this.#ledger, this.symbol, quotes);
  }

  /** Takes a quote that is known to be quiet, without time passing. */
  settle(bid: number, spread: number): void {
    this.symbol.bid = bid;
    this.symbol.ask = bid + spread;
  }

  #meet(bid: number, ask: number, brokerMs: number): void {
    takePointQuote(this.#ledger, this.symbol, { bid, ask, brokerMs });
    watchMarginOf(this.#ledger);
    findQuietRange(this.#ledger);
  }
}
