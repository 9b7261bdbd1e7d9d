/**
 * Quotes. They are passed around in batches of columns: one message for a batch, one array for a
 * field.
 */

import type { SymbolName } from "./ids.ts";
import type { BrokerMs, UnixMs } from "./time.ts";

/**
 * One quote of one symbol. `flags` are MetaTrader's: 2 bid, 4 ask, 8 last, 16 volume, 32 buy, 64
 * sell; and 1 in a replay of bars, where the price was everywhere since the tick before.
 */
export interface Tick {
  /** When, in broker time. */
  readonly brokerMs: BrokerMs;
  /** The price to sell at. */
  readonly bid: number;
  /** The price to buy at. */
  readonly ask: number;
  /** The last trade's price, where the broker reports it; otherwise 0. */
  readonly last: number;
  /** The last trade's volume, where the broker reports it; otherwise 0. */
  readonly volume: number;
  /** What has changed. */
  readonly flags: number;
}

/** Quotes as columns, in the terminal's order; all columns have the same length. */
export interface TickColumns {
  /** When, in broker time. */
  readonly brokerMs: Float64Array;
  /** The price to sell at. */
  readonly bid: Float64Array;
  /** The price to buy at. */
  readonly ask: Float64Array;
  /** Prices of the last trades; 0 where the broker reports none. */
  readonly last: Float64Array;
  /** Volumes of the last trades; 0 where the broker reports none. */
  readonly volume: Float64Array;
  /** What has changed. */
  readonly flags: Uint8Array;
}

/** A batch of quotes of one symbol. */
export interface TickBatch extends TickColumns {
  /** What is quoted. */
  readonly symbol: SymbolName;
}

/**
 * Accepted ticks with their UTC times, and their ordinal among all ticks the terminal has
 * at that millisecond. All columns, those of `ticks` included, have the same length.
 */
export interface AcceptedTicks {
  readonly ticks: TickBatch;
  readonly utcMs: Float64Array;
  readonly ordinal: Uint16Array;
}

/** The latest accepted quote of a symbol. `receivedMs` is the bridge's clock when it arrived. */
export interface Quote {
  /** What is quoted. */
  readonly symbol: SymbolName;
  /** The price to sell at. */
  readonly bid: number;
  /** The price to buy at. */
  readonly ask: number;
  /** When, in broker time. */
  readonly brokerMs: BrokerMs;
  /** When, in UTC. */
  readonly utcMs: UnixMs;
  /** When it arrived, on the bridge's clock. */
  readonly receivedMs: UnixMs;
}

export function tickBatch(symbol: SymbolName, ticks: readonly Tick[]): TickBatch {
  return {
    symbol,
    brokerMs: Float64Array.from(ticks, (tick) => tick.brokerMs),
    bid: Float64Array.from(ticks, (tick) => tick.bid),
    ask: Float64Array.from(ticks, (tick) => tick.ask),
    last: Float64Array.from(ticks, (tick) => tick.last),
    volume: Float64Array.from(ticks, (tick) => tick.volume),
    flags: Uint8Array.from(ticks, (tick) => tick.flags),
  };
}

/** The tick at `index`, which must be inside the batch. */
export function tickAt(batch: TickBatch, index: number): Tick {
  if (index < 0 || index >= batch.brokerMs.length) throw new RangeError(`No tick at ${index}`);
  return {
    brokerMs: batch.brokerMs[index]! as BrokerMs,
    bid: batch.bid[index]!,
    ask: batch.ask[index]!,
    last: batch.last[index]!,
    volume: batch.volume[index]!,
    flags: batch.flags[index]!,
  };
}
