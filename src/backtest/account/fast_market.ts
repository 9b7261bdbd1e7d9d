/** One symbol's quotes: the hot path of a backtest. */

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

  /**
   * Whether no quote up to `brokerMs` can cause anything, if bids stay from `low` to `high` and
   * the spread is at most `spreadMax` points.
   */
  isQuiet(
    { low, high, spreadMax }: {
      readonly low: number;
      readonly high: number;
      readonly spreadMax: number;
    },
    brokerMs: number,
  ): boolean {
    const { symbol } = this;
    return low > symbol.bidLow && high + spreadMax < symbol.askHigh && high < symbol.bidHigh &&
      low > symbol.askLow && brokerMs < this.#ledger.nextMomentMs;
  }
}
