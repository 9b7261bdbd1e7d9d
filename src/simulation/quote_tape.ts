/**
 * Drives a broker with the quotes of a feed: every tick up to now, in chronological order (those of
 * the same time in the feed's order of symbols), so that the same market always fills the same
 * orders. Rows that are not valid quotes (crossed, or not above zero) are skipped.
 */

import { type BrokerMs, brokerMs, type BrokerSymbol, type TickColumns } from "../models/mod.ts";
import type { MarketFeed } from "./market/feed.ts";
import { lastQuotes, quotesInOrder } from "./quote_rows.ts";
import type { BrokerInput } from "./trading/mod.ts";

/** The rows read of one symbol at once: a long pause is caught up in portions. */
const rowsPerRead = 5_000;

/**
 * How far back ticks before the start are read, so that there are quotes immediately. The range is
 * extended when it contains none.
 */
const warmMs = 1_000;
const slowWarmMs = 60_000;

/** The broker as seen by its source of quotes. */
export interface TapeStep {
  /**
   * True when nothing waits for a quote or changes with it: the last quote of each symbol is enough
   * then.
   */
  readonly isIdle: () => boolean;
  readonly apply: (input: BrokerInput) => void;
}

interface Cursor {
  readonly symbol: BrokerSymbol;
  fromMs: BrokerMs;
  /** The rows at exactly `fromMs` that were already played. */
  skip: number;
}

interface Read {
  readonly cursor: Cursor;
  readonly symbol: BrokerSymbol;
  readonly ticks: TickColumns;
  readonly more: boolean;
}

export class QuoteTape {
  readonly #feed: MarketFeed;
  readonly #cursors: readonly Cursor[];
  #lastQuoteMs: BrokerMs | null = null;

  constructor(feed: MarketFeed, nowMs: BrokerMs) {
    this.#feed = feed;
    this.#cursors = feed.symbols.map(({ name: symbol }) => {
      const fromMs = brokerMs(Math.max(0, nowMs - warmMs));
      const isQuoted =
        feed.ticks({ symbol, fromMs, skip: 0, limit: 1 }, nowMs).ticks.bid.length > 0;
      return {
        symbol: symbol as BrokerSymbol,
        fromMs: isQuoted ? fromMs : brokerMs(Math.max(0, nowMs - slowWarmMs)),
        skip: 0,
      };
    });
  }

  /** The time of the newest quote that was played; null before the first. */
  get lastQuoteMs(): BrokerMs | null {
    return this.#lastQuoteMs;
  }

  /** Plays everything up to `nowMs`, then advances the broker's clock to that time. */
  playTo(nowMs: BrokerMs, driven: TapeStep): void {
    for (let isMore = true; isMore;) {
      const reads = this.#cursors.map((cursor) => this.#read(cursor, nowMs));
      isMore = reads.some(({ more }) => more);
      // A symbol with more rows to come is known only up to its last row, so the others are played
      // no further.
      const toMs = Math.min(nowMs, ...reads.filter(({ more }) => more).map(lastTimeOf));
      const quotes = driven.isIdle() ? lastQuotes(reads, toMs) : quotesInOrder(reads, toMs);
      for (const quote of quotes) {
        driven.apply(quote);
        this.#lastQuoteMs = brokerMs(Math.max(this.#lastQuoteMs ?? 0, quote.brokerMs));
      }
      for (const read of reads) move(read, toMs);
    }
    driven.apply({ kind: "time", brokerMs: nowMs });
  }

  #read(cursor: Cursor, nowMs: BrokerMs): Read {
    const { symbol, fromMs, skip } = cursor;
    return {
      cursor,
      symbol,
      ...this.#feed.ticks({ symbol, fromMs, skip, limit: rowsPerRead }, nowMs),
    };
  }
}

function lastTimeOf({ ticks }: Read): number {
  return ticks.brokerMs.at(-1)!;
}

/** Moves the cursor past the last row up to `toMs`. */
function move({ cursor, ticks: { brokerMs: times } }: Read, toMs: number): void {
  const last = times.findLastIndex((timeMs) => timeMs <= toMs);
  if (last < 0) return;
  const lastMs = brokerMs(times[last]!);
  let atLast = 0;
  while (atLast <= last && times[last - atLast] === lastMs) atLast++;
  cursor.skip = atLast + (cursor.fromMs === lastMs ? cursor.skip : 0);
  cursor.fromMs = lastMs;
}
