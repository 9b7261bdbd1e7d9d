/**
 * Drives a broker with the quotes of a feed: every tick up to now, in the order of their times (at one time in the feed's order
 * of symbols), so that the same market always fills the same orders. A row that is no quote (crossed, not above zero) is left out.
 */

import { type BrokerMs, brokerMs, type BrokerSymbol, type TickColumns } from "../models/mod.ts";
import type { PriceFeed } from "./feed.ts";
import { lastQuotes, quotesInOrder } from "./quote_rows.ts";
import type { BrokerInput } from "./trading/mod.ts";

/** Rows read of one symbol at a time: a long pause is caught up in pieces. */
const rowsPerRead = 5_000;

/** What came before the start is read for so long back, so that there are quotes at once; the longer where none came lately. */
const warmMs = 1_000;
const slowWarmMs = 60_000;

/** The broker, seen from its quotes. */
export interface Driven {
  /** Nothing waits for a quote or changes with it: the last one of each symbol is enough. */
  readonly isIdle: () => boolean;
  readonly apply: (input: BrokerInput) => void;
}

interface Cursor {
  readonly symbol: BrokerSymbol;
  fromMs: BrokerMs;
  /** Rows at exactly `fromMs` that were played already. */
  skip: number;
}

interface Read {
  readonly cursor: Cursor;
  readonly symbol: BrokerSymbol;
  readonly ticks: TickColumns;
  readonly more: boolean;
}

export class QuoteTape {
  readonly #feed: PriceFeed;
  readonly #cursors: readonly Cursor[];

  constructor(feed: PriceFeed, nowMs: BrokerMs) {
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

  /** Plays everything up to `nowMs`, then lets the broker's clock go on to it. */
  playTo(nowMs: BrokerMs, driven: Driven): void {
    for (let isMore = true; isMore;) {
      const reads = this.#cursors.map((cursor) => this.#read(cursor, nowMs));
      isMore = reads.some(({ more }) => more);
      // Of a symbol with more to come, nothing is known behind its last row: the others wait there.
      const toMs = Math.min(nowMs, ...reads.filter(({ more }) => more).map(lastTimeOf));
      const quotes = driven.isIdle() ? lastQuotes(reads, toMs) : quotesInOrder(reads, toMs);
      for (const quote of quotes) driven.apply(quote);
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

/** Puts the cursor behind the last row up to `toMs`. */
function move({ cursor, ticks: { brokerMs: times } }: Read, toMs: number): void {
  const last = times.findLastIndex((timeMs) => timeMs <= toMs);
  if (last < 0) return;
  const lastMs = brokerMs(times[last]!);
  let atLast = 0;
  while (atLast <= last && times[last - atLast] === lastMs) atLast++;
  cursor.skip = atLast + (cursor.fromMs === lastMs ? cursor.skip : 0);
  cursor.fromMs = lastMs;
}
