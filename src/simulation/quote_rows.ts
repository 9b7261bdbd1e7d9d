/**
 * Turns ticks of several symbols into quotes for a broker, in chronological order. Rows that are
 * not valid quotes are skipped.
 */

import { brokerMs, type BrokerSymbol, type TickColumns } from "../models/mod.ts";
import { tickFlags } from "./market/tick_rows.ts";
import type { BrokerInput } from "./trading/mod.ts";

/** Ticks of one symbol, in order. */
export interface QuoteBatch {
  readonly symbol: BrokerSymbol;
  readonly ticks: Pick<TickColumns, "brokerMs" | "bid" | "ask" | "flags">;
}

export type QuoteInput = Extract<BrokerInput, { kind: "quote" }>;

/** All quotes up to `toMs`; those of the same time are in the order of the batches. */
export function quotesInOrder(batches: readonly QuoteBatch[], toMs: number): QuoteInput[] {
  const quotes = batches.flatMap((batch) =>
    Array.from(
      batch.ticks.brokerMs.subarray(0, rowsUpTo(batch, toMs)),
      (_, index) => quoteAt(batch, index),
    )
  );
  const rows = quotes.filter((quote) => quote !== null);
  return batches.length === 1 ? rows : rows.sort((a, b) => a.brokerMs - b.brokerMs);
}

/** The last quote of each batch up to `toMs`. */
export function lastQuotes(batches: readonly QuoteBatch[], toMs: number): QuoteInput[] {
  return batches.flatMap((batch) => {
    for (let index = rowsUpTo(batch, toMs) - 1; index >= 0; index--) {
      const quote = quoteAt(batch, index);
      if (quote !== null) return [quote];
    }
    return [];
  });
}

function rowsUpTo({ ticks }: QuoteBatch, toMs: number): number {
  return ticks.brokerMs.findLastIndex((timeMs) => timeMs <= toMs) + 1;
}

function quoteAt({ symbol, ticks }: QuoteBatch, index: number): QuoteInput | null {
  const [bid, ask] = [ticks.bid[index]!, ticks.ask[index]!];
  if (!(bid > 0) || !(ask >= bid)) return null;
  const quote = { symbol, bid, ask, brokerMs: brokerMs(ticks.brokerMs[index]!) };
  const isOnTheWay = (ticks.flags[index]! & tickFlags.onTheWay) !== 0;
  return { kind: "quote", ...quote, ...(isOnTheWay ? { isOnTheWay } : {}) };
}
