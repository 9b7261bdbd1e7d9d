/**
 * Reads the ticks and bars of version 2, columns of JSON numbers; hand-written, because every tick
 * passes through. All columns must be present and of one length, every value a number, or null
 * where the terminal's is none (JSON has no NaN). Each row is judged by itself in `src/price`.
 */

import type { BarColumns, TickColumns } from "../models/mod.ts";
import { err, ok, type Result } from "../models/result.ts";
import type { WireError } from "./wire_error.ts";
import { rowsMax, tickFlagsMask } from "./wire_limits.ts";

type Columns = { readonly [name: string]: unknown };

/**
 * A failure inside this file; `parse` turns it into a value, so that valid rows cost no branches.
 */
class BadColumn extends Error {
  constructor(readonly where: string, readonly detail: string) {
    super(detail);
  }
}

function column(source: Columns, name: string, length: number): Float64Array {
  const values = source[name];
  if (!Array.isArray(values)) throw new BadColumn(name, "expected an array");
  if (values.length !== length) throw new BadColumn(name, `expected ${length} rows`);
  const result = new Float64Array(length);
  for (let index = 0; index < length; index++) {
    const value = values[index] ?? NaN;
    if (typeof value !== "number") throw new BadColumn(`${name}[${index}]`, "expected a number");
    result[index] = value;
  }
  return result;
}

function timeColumn(source: Columns): Float64Array {
  const values = source["timeMs"];
  if (!Array.isArray(values)) throw new BadColumn("timeMs", "expected an array");
  if (values.length > rowsMax) throw new BadColumn("timeMs", `more than ${rowsMax} rows`);
  return column(source, "timeMs", values.length);
}

function parse<T>(
  value: unknown,
  where: string,
  read: (source: Columns) => T,
): Result<T, WireError> {
  if (typeof value !== "object" || value === null) {
    return err({ code: "bad_field", where, detail: "expected an object" });
  }
  try {
    return ok(read(value as Columns));
  } catch (error) {
    if (!(error instanceof BadColumn)) throw error;
    return err({ code: "bad_field", where: `${where}.${error.where}`, detail: error.detail });
  }
}

/** Reads `{timeMs, bid, ask, last, volume, flags}`; unknown bits of `flags` are dropped. */
export function parseTickColumns(value: unknown, where: string): Result<TickColumns, WireError> {
  return parse(value, where, (source) => {
    const brokerMs = timeColumn(source);
    const length = brokerMs.length;
    return {
      brokerMs,
      bid: column(source, "bid", length),
      ask: column(source, "ask", length),
      last: column(source, "last", length),
      volume: column(source, "volume", length),
      flags: Uint8Array.from(column(source, "flags", length), (flags) => flags & tickFlagsMask),
    };
  });
}

/** What `parseBarColumns` reads. */
export function plainBarColumns(bars: BarColumns): Readonly<Record<string, readonly number[]>> {
  const { brokerMs, spreadPoints, ...others } = bars;
  const columns = { timeMs: brokerMs, ...others, spread: spreadPoints };
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, [...column]]),
  );
}

/** Reads `{timeMs, open, high, low, close, tickVolume, realVolume, spread}`. */
export function parseBarColumns(value: unknown, where: string): Result<BarColumns, WireError> {
  return parse(value, where, (source) => {
    const brokerMs = timeColumn(source);
    const length = brokerMs.length;
    return {
      brokerMs,
      open: column(source, "open", length),
      high: column(source, "high", length),
      low: column(source, "low", length),
      close: column(source, "close", length),
      tickVolume: column(source, "tickVolume", length),
      realVolume: column(source, "realVolume", length),
      spreadPoints: column(source, "spread", length),
    };
  });
}
