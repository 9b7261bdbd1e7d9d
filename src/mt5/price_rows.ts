/**
 * Ticks and bars as rows of bytes, the third frame of a message from version 3 on: little-endian,
 * without gaps, as MQL5 copies its structures. Hand-written, because every tick passes through.
 * Refused here is only what cannot be cut into rows. Each row, whatever is in it, is judged by
 * itself in `src/price`: a bad one costs none of the others.
 */

import type { BarColumns, TickColumns } from "../models/mod.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { WireError } from "./wire_error.ts";
import { rowsMax, tickFlagsMask } from "./wire_limits.ts";

/** Time (int64, ms), bid, ask, last, volume (doubles), flags (one byte). */
export const tickRowBytes = 41;

/** Time (int64, ms), four prices (doubles), tick and real volume (int64), spread (int32). */
export const barRowBytes = 60;

type Parsed<Columns> = Result<Columns, WireError>;

/** Reads the rows of one message, batch by batch. */
export class PriceRowReader {
  readonly #view: DataView;
  #at = 0;

  constructor(rows: Uint8Array) {
    this.#view = new DataView(rows.buffer, rows.byteOffset, rows.length);
  }

  ticks(count: unknown, where: string): Parsed<TickColumns> {
    if (!this.#hasRows(count, tickRowBytes)) return this.#tooShort(count, where, tickRowBytes);
    const columns = emptyTicks(count);
    readTicks(this.#view, this.#at, columns);
    this.#at += count * tickRowBytes;
    return ok(columns);
  }

  bars(count: unknown, where: string): Parsed<BarColumns> {
    if (!this.#hasRows(count, barRowBytes)) return this.#tooShort(count, where, barRowBytes);
    const columns = emptyBars(count);
    readBars(this.#view, this.#at, columns);
    this.#at += count * barRowBytes;
    return ok(columns);
  }

  /** An error when rows are left that no count of the message names. */
  end(where: string): Result<null, WireError> {
    const left = this.#view.byteLength - this.#at;
    if (left === 0) return ok(null);
    return err({ code: "bad_field", where: `${where}.rows`, detail: `${left} bytes too many` });
  }

  #hasRows(count: unknown, rowBytes: number): count is number {
    return isCount(count) && count * rowBytes <= this.#view.byteLength - this.#at;
  }

  #tooShort(count: unknown, where: string, rowBytes: number): Parsed<never> {
    if (!isCount(count)) {
      const detail = `expected a whole number from 0 to ${rowsMax}`;
      return err({ code: "bad_field", where: `${where}.count`, detail });
    }
    const left = this.#view.byteLength - this.#at;
    const detail = `${count} rows need ${count * rowBytes} bytes, ${left} are there`;
    return err({ code: "bad_field", where: `${where}.rows`, detail });
  }
}

/** Rows of one batch, which must be all there are. */
export function readTickRows(rows: Uint8Array, count: unknown, where: string): Parsed<TickColumns> {
  const reader = new PriceRowReader(rows);
  const ticks = reader.ticks(count, where);
  const end = reader.end(where);
  return ticks.ok && !end.ok ? end : ticks;
}

/** As `readTickRows`. */
export function readBarRows(rows: Uint8Array, count: unknown, where: string): Parsed<BarColumns> {
  const reader = new PriceRowReader(rows);
  const bars = reader.bars(count, where);
  const end = reader.end(where);
  return bars.ok && !end.ok ? end : bars;
}

function isCount(count: unknown): count is number {
  return Number.isInteger(count) && (count as number) >= 0 && (count as number) <= rowsMax;
}

function emptyTicks(length: number): TickColumns {
  return {
    brokerMs: new Float64Array(length),
    bid: new Float64Array(length),
    ask: new Float64Array(length),
    last: new Float64Array(length),
    volume: new Float64Array(length),
    flags: new Uint8Array(length),
  };
}

function emptyBars(length: number): BarColumns {
  return {
    brokerMs: new Float64Array(length),
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    tickVolume: new Float64Array(length),
    realVolume: new Float64Array(length),
    spreadPoints: new Float64Array(length),
  };
}

function readTicks(view: DataView, from: number, into: TickColumns): void {
  const { brokerMs, bid, ask, last, volume, flags } = into;
  for (let row = 0; row < flags.length; row++) {
    const at = from + row * tickRowBytes;
    brokerMs[row] = int64(view, at);
    bid[row] = view.getFloat64(at + 8, true);
    ask[row] = view.getFloat64(at + 16, true);
    last[row] = view.getFloat64(at + 24, true);
    volume[row] = view.getFloat64(at + 32, true);
    flags[row] = view.getUint8(at + 40) & tickFlagsMask;
  }
}

function readBars(view: DataView, from: number, into: BarColumns): void {
  const { brokerMs, open, high, low, close } = into;
  for (let row = 0; row < brokerMs.length; row++) {
    const at = from + row * barRowBytes;
    brokerMs[row] = int64(view, at);
    open[row] = view.getFloat64(at + 8, true);
    high[row] = view.getFloat64(at + 16, true);
    low[row] = view.getFloat64(at + 24, true);
    close[row] = view.getFloat64(at + 32, true);
    into.tickVolume[row] = int64(view, at + 40);
    into.realVolume[row] = int64(view, at + 48);
    into.spreadPoints[row] = view.getInt32(at + 56, true);
  }
}

/** As a double: exact up to 2^53. */
function int64(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true);
}

/** The rows of several batches, one after the other. */
export function tickRows(batches: readonly TickColumns[]): Uint8Array {
  const count = batches.reduce((sum, { flags }) => sum + flags.length, 0);
  const rows = new Uint8Array(count * tickRowBytes);
  const view = new DataView(rows.buffer);
  let at = 0;
  for (const { brokerMs, bid, ask, last, volume, flags } of batches) {
    for (let row = 0; row < flags.length; row++) {
      setInt64(view, at, brokerMs[row]!);
      view.setFloat64(at + 8, bid[row]!, true);
      view.setFloat64(at + 16, ask[row]!, true);
      view.setFloat64(at + 24, last[row]!, true);
      view.setFloat64(at + 32, volume[row]!, true);
      view.setUint8(at + 40, flags[row]!);
      at += tickRowBytes;
    }
  }
  return rows;
}

/**
 * Whether rows hold the bars as they are: MetaTrader counts volumes in whole numbers, a replayed
 * file may have others, which travel as columns.
 */
export function fitRows({ tickVolume, realVolume, spreadPoints }: BarColumns): boolean {
  return [tickVolume, realVolume, spreadPoints].every((column) => column.every(Number.isInteger));
}

export function barRows(bars: BarColumns): Uint8Array {
  const rows = new Uint8Array(bars.brokerMs.length * barRowBytes);
  const view = new DataView(rows.buffer);
  for (let row = 0; row < bars.brokerMs.length; row++) {
    const at = row * barRowBytes;
    setInt64(view, at, bars.brokerMs[row]!);
    view.setFloat64(at + 8, bars.open[row]!, true);
    view.setFloat64(at + 16, bars.high[row]!, true);
    view.setFloat64(at + 24, bars.low[row]!, true);
    view.setFloat64(at + 32, bars.close[row]!, true);
    setInt64(view, at + 40, bars.tickVolume[row]!);
    setInt64(view, at + 48, bars.realVolume[row]!);
    view.setInt32(at + 56, bars.spreadPoints[row]!, true);
  }
  return rows;
}

/** Writes a whole number as 64 bits. */
function setInt64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 0x1_0000_0000, true);
  view.setInt32(at + 4, Math.floor(value / 0x1_0000_0000), true);
}
