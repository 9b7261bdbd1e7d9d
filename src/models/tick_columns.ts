/** Cuts, picks and joins ticks in columns. */

import type { AcceptedTicks, TickBatch, TickColumns } from "./tick.ts";

/**
 * The ticks from `from` (inclusive) to `to` (exclusive). Copied unless it is all of them, because
 * a message with views would transfer the whole buffer.
 */
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

/** Joins batches of one symbol in the given order; at least one is needed. */
export function joinTicks<Ticks extends TickColumns>(parts: readonly Ticks[]): Ticks {
  const first = parts[0];
  if (first === undefined) throw new RangeError("There are no ticks to join");
  if (parts.length === 1) return first;
  const length = parts.reduce((sum, part) => sum + part.brokerMs.length, 0);
  const column = (of: (part: Ticks) => Float64Array) =>
    joinInto(new Float64Array(length), parts.map(of));
  return {
    ...first,
    brokerMs: column((part) => part.brokerMs),
    bid: column((part) => part.bid),
    ask: column((part) => part.ask),
    last: column((part) => part.last),
    volume: column((part) => part.volume),
    flags: joinInto(new Uint8Array(length), parts.map((part) => part.flags)),
  };
}

/** As `joinTicks`, with UTC times and ordinals. */
export function joinAccepted(parts: readonly AcceptedTicks[]): AcceptedTicks {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const ticks = joinTicks(parts.map((part) => part.ticks));
  const length = ticks.brokerMs.length;
  return {
    ticks,
    utcMs: joinInto(new Float64Array(length), parts.map((part) => part.utcMs)),
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
