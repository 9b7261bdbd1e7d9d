/** One symbol's quotes: the hot path of a backtest. */

import { type ExpectedQuotes, expectQuotes } from "./expected_range.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";
import { findQuietRange } from "./quiet_range.ts";
import { takePointQuote } from "./quotes.ts";
import { watchMarginOf } from "./stop_out.ts";

export class FastMarket {
  readonly symbol: FastSymbol;
  readonly #ledger: Ledger;

  constructor(ledger: Ledger, symbol: FastSymbol) {
    this.#ledger = ledger;
    this.symbol = symbol;
  }

  /** Takes a quote in points; one that arrives late counts as current. */
  quote(bid: number, ask: number, brokerMs: number): void {
    const { symbol } = this;
    const ledger = this.#ledger;
    if (
      bid > symbol.bidLow && ask < symbol.askHigh && bid < symbol.bidHigh && ask > symbol.askLow &&
      brokerMs < ledger.nextMomentMs && ask >= bid
    ) {
      symbol.bid = bid;
      symbol.ask = ask;
      if (brokerMs > ledger.nowMs) ledger.nowMs = brokerMs;
      return;
    }
    takePointQuote(ledger, symbol, { bid, ask, brokerMs });
    watchMarginOf(ledger);
    findQuietRange(ledger);
  }

  /** Says which quotes come next, for `isQuiet` here and the bounds of equity. */
  expect(quotes: ExpectedQuotes): void {
    expectQuotes(this.#ledger, this.symbol, quotes);
  }

  /** Whether none of the expected quotes up to `brokerMs` can cause anything. */
  isQuiet(brokerMs: number): boolean {
    const { symbol } = this;
    const { rangeLow, rangeHigh, rangeSpread } = symbol;
    return rangeLow > symbol.bidLow && rangeHigh + rangeSpread < symbol.askHigh &&
      rangeHigh < symbol.bidHigh && rangeLow + rangeSpread > symbol.askLow &&
      brokerMs < this.#ledger.nextMomentMs;
  }

  /** Takes the last of quotes that were quiet, without time passing. */
  settle(bid: number, spread: number): void {
    this.symbol.bid = bid;
    this.symbol.ask = bid + spread;
  }
}
