/** Rows of the catalogue as columns of a Parquet file. Pure. */

import { type HistoryRows, timeAt } from "../catalogue/history_columns.ts";
import type { HistoryClock } from "../catalogue/history_series.ts";
import type { TextRange } from "./csv_rows.ts";
import type { ParquetColumn } from "./parquet_bytes.ts";

/** Broker time is a time without a zone; all others are converted to UTC. */
export function parquetColumns(
  kind: "bars" | "ticks",
  clock: HistoryClock,
): readonly ParquetColumn[] {
  const time = { name: "time", kind: clock.kind === "broker" ? "local_time" : "time" } as const;
  const doubles = (...names: string[]) =>
    names.map((name): ParquetColumn => ({ name, kind: "double" }));
  const whole = (...names: string[]) =>
    names.map((name): ParquetColumn => ({ name, kind: "int32" }));
  return kind === "bars"
    ? [
      time,
      ...doubles("open", "high", "low", "close"),
      ...whole("tick_volume", "spread"),
      ...doubles("real_volume"),
    ]
    : [time, ...doubles("bid", "ask", "last", "volume"), ...whole("flags")];
}

export function parquetValues(rows: HistoryRows, { digits, clock }: TextRange) {
  const { length } = rows;
  const offsetMs = clock.kind === "fixed" ? clock.offsetMs : 0;
  const time = new BigInt64Array(length);
  for (let at = 0; at < length; at++) time[at] = BigInt(timeAt(rows, at) - offsetMs);
  const prices = (points: Int32Array | null) => doublesOf(points ?? new Int32Array(length), digits);
  if ("minute" in rows) {
    return [
      time,
      ...[rows.open, rows.high, rows.low, rows.close].map(prices),
      rows.tickVolume,
      rows.spread,
      rows.realVolume ?? new Float64Array(length),
    ];
  }
  return [
    time,
    ...[rows.bid, rows.ask, rows.last].map(prices),
    rows.volume ?? new Float64Array(length),
    rows.flags === null ? new Int32Array(length).fill(6) : Int32Array.from(rows.flags),
  ];
}

/** One division of whole numbers gives the double that the decimal text would. */
function doublesOf(points: Int32Array, digits: number): Float64Array {
  const divisor = 10 ** digits;
  const doubles = new Float64Array(points.length);
  for (let at = 0; at < doubles.length; at++) doubles[at] = points[at]! / divisor;
  return doubles;
}
