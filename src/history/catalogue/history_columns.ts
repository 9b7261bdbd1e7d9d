/**
 * Rows of past prices as typed columns in whole points: what files hold and what a backtest reads.
 * All columns of a value have the same length; a missing optional column is all zeros.
 */

/** The kinds of numbers of the columns. */
export const historyColumnTypes = {
  minute: Int32Array,
  open: Int32Array,
  high: Int32Array,
  low: Int32Array,
  close: Int32Array,
  tickVolume: Int32Array,
  spread: Int32Array,
  realVolume: Float64Array,
  brokerMs: Float64Array,
  bid: Int32Array,
  ask: Int32Array,
  last: Int32Array,
  volume: Float64Array,
  flags: Uint8Array,
} as const;

export type ColumnName = keyof typeof historyColumnTypes;
export type HistoryColumn = Int32Array | Float64Array | Uint8Array;

/** Oldest first, no minute twice. Prices are bids. */
export interface HistoryBars {
  readonly length: number;
  /** The open time, in minutes since 1970 on the clock of the series. */
  readonly minute: Int32Array;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  /** How many ticks the bar had; 0 when that is unknown. */
  readonly tickVolume: Int32Array;
  /** In points. */
  readonly spread: Int32Array;
  readonly realVolume: Float64Array | null;
}

/** Oldest first; ticks may share a time. */
export interface HistoryTicks {
  readonly length: number;
  /** On the clock of the series. */
  readonly brokerMs: Float64Array;
  readonly bid: Int32Array;
  readonly ask: Int32Array;
  readonly last: Int32Array | null;
  readonly volume: Float64Array | null;
  readonly flags: Uint8Array | null;
}

export type HistoryRows = HistoryBars | HistoryTicks;

type ColumnsByName = Partial<Record<ColumnName, HistoryColumn | null>>;

/** The columns that are there, in the order in which files hold them. */
export function columnEntries(
  rows: HistoryRows,
): readonly (readonly [ColumnName, HistoryColumn])[] {
  const byName: ColumnsByName = { ...rows };
  return (Object.keys(historyColumnTypes) as ColumnName[]).flatMap((name) => {
    const column = byName[name] ?? null;
    return column === null ? [] : [[name, column] as const];
  });
}

/** Rows of columns by name; `make` gives a column, or null when it is not there. */
export function rowsOfColumns(
  kind: "bars" | "ticks",
  length: number,
  make: (name: ColumnName) => HistoryColumn | null,
): HistoryRows {
  const needed = (name: ColumnName) => {
    const column = make(name);
    return column ?? new historyColumnTypes[name](length);
  };
  if (kind === "ticks") {
    return {
      length,
      brokerMs: needed("brokerMs") as Float64Array,
      bid: needed("bid") as Int32Array,
      ask: needed("ask") as Int32Array,
      last: make("last") as Int32Array | null,
      volume: make("volume") as Float64Array | null,
      flags: make("flags") as Uint8Array | null,
    };
  }
  return {
    length,
    minute: needed("minute") as Int32Array,
    open: needed("open") as Int32Array,
    high: needed("high") as Int32Array,
    low: needed("low") as Int32Array,
    close: needed("close") as Int32Array,
    tickVolume: needed("tickVolume") as Int32Array,
    spread: needed("spread") as Int32Array,
    realVolume: make("realVolume") as Float64Array | null,
  };
}

export function kindOf(rows: HistoryRows): "bars" | "ticks" {
  return "minute" in rows ? "bars" : "ticks";
}

const minuteMs = 60_000;

/** The time of the row at `index`, in milliseconds on the clock of the series. */
export function timeAt(rows: HistoryRows, index: number): number {
  return "minute" in rows ? rows.minute[index]! * minuteMs : rows.brokerMs[index]!;
}

/** The first row at or after a time. */
export function firstAtOrAfter(rows: HistoryRows, ms: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeAt(rows, middle) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rows from `from` to before `to`, sharing their memory. */
export function cutRows<Rows extends HistoryRows>(rows: Rows, from: number, to: number): Rows {
  if (from === 0 && to === rows.length) return rows;
  const columns = new Map(columnEntries(rows));
  return rowsOfColumns(
    kindOf(rows),
    to - from,
    (name) => columns.get(name)?.subarray(from, to) ?? null,
  ) as Rows;
}

const priceColumns: ReadonlySet<ColumnName> = new Set([
  ...(["open", "high", "low", "close", "bid", "ask", "last", "spread"] as const),
]);

/** The same prices with more digits; null when they do not fit any more. */
export function withMoreDigits<Rows extends HistoryRows>(rows: Rows, more: number): Rows | null {
  if (more === 0) return rows;
  const factor = 10 ** more;
  const columns = new Map(columnEntries(rows));
  let fits = true;
  const scaled = rowsOfColumns(kindOf(rows), rows.length, (name) => {
    const column = columns.get(name) ?? null;
    if (column === null || !priceColumns.has(name)) return column;
    return Int32Array.from(column, (points) => {
      if (points * factor > historyPointsMax) fits = false;
      return points * factor;
    });
  });
  return fits ? scaled as Rows : null;
}

/** The largest price, in points, that a column holds. */
const historyPointsMax = 2 ** 31 - 1;
