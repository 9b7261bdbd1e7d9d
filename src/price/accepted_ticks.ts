/** Ticks that are believed, with their place and UTC time, and the cutting and joining of such columns. */

import type { TickBatch } from "../models/mod.ts";

/** All columns, those of `ticks` included, have the same length. */
export interface AcceptedTicks {
  readonly ticks: TickBatch;
  readonly utcMs: Float64Array;
  /** Ordinal among all ticks the terminal has at that millisecond. */
  readonly ordinal: Uint16Array;
}

/** The ticks from `from` (inclusive) to `to` (exclusive). Copies, unless it is all of them: views travel badly. */
export function sliceTicks(batch: TickBatch, from: number, to = batch.brokerMs.length): TickBatch {
  if (from === 0 && to === batch.brokerMs.length) return batch;
  return {
    symbol: batch.symbol,
    brokerMs: batch.brokerMs.slice(from, to),
    bid: batch.bid.slice(from, to),
    ask: batch.ask.slice(from, to),
    last: batch.last.slice(from, to),
    volume: batch.volume.slice(from, to),
    flags: batch.flags.slice(from, to),
  };
}

/** The ticks at `indices`, in that order. */
export function pickTicks(batch: TickBatch, indices: Uint32Array): TickBatch {
  const flags = new Uint8Array(indices.length);
  for (let at = 0; at < indices.length; at++) flags[at] = batch.flags[indices[at]!]!;
  return {
    symbol: batch.symbol,
    brokerMs: pickColumn(batch.brokerMs, indices),
    bid: pickColumn(batch.bid, indices),
    ask: pickColumn(batch.ask, indices),
    last: pickColumn(batch.last, indices),
    volume: pickColumn(batch.volume, indices),
    flags,
  };
}

export function pickColumn(column: Float64Array, indices: Uint32Array): Float64Array {
  const picked = new Float64Array(indices.length);
  for (let at = 0; at < indices.length; at++) picked[at] = column[indices[at]!]!;
  return picked;
}

/** One batch of several of the same symbol, in that order; at least one. */
export function joinAccepted(parts: readonly AcceptedTicks[]): AcceptedTicks {
  const first = parts[0];
  if (first === undefined) throw new RangeError("Nothing to join");
  if (parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + part.utcMs.length, 0);
  const column = (of: (part: AcceptedTicks) => Float64Array) =>
    joinInto(new Float64Array(length), parts.map(of));
  return {
    ticks: {
      symbol: first.ticks.symbol,
      brokerMs: column((part) => part.ticks.brokerMs),
      bid: column((part) => part.ticks.bid),
      ask: column((part) => part.ticks.ask),
      last: column((part) => part.ticks.last),
      volume: column((part) => part.ticks.volume),
      flags: joinInto(new Uint8Array(length), parts.map((part) => part.ticks.flags)),
    },
    utcMs: column((part) => part.utcMs),
    ordinal: joinInto(new Uint16Array(length), parts.map((part) => part.ordinal)),
  };
}

function joinInto<Column extends Float64Array | Uint16Array | Uint8Array>(
  joined: Column,
  columns: readonly Column[],
): Column {
  let at = 0;
  for (const column of columns) {
    joined.set(column, at);
    at += column.length;
  }
  return joined;
}
