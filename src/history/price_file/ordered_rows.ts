/** Puts rows in the order of their times and removes bars that are there twice. */

/** One row an index in every column; `time` and `line` are among them. */
export type RowColumns = Readonly<Record<string, Float64Array>> & {
  /** Milliseconds on the clock of the file. */
  readonly time: Float64Array;
  /** The line of the file. */
  readonly line: Float64Array;
};

export interface FoundRows {
  readonly count: number;
  /** The line of the first of them; 0 without one. */
  readonly firstLine: number;
}

export interface OrderedRows {
  readonly columns: RowColumns;
  /** Rows that came before a row of an earlier time. */
  readonly outOfOrder: FoundRows;
  /** Equal rows, of which one was kept. */
  readonly repeated: FoundRows;
  /** Rows with the time of another one but other figures; the first was kept. */
  readonly contradicting: FoundRows;
}

const none: FoundRows = { count: 0, firstLine: 0 };

/** Ticks may share a time and be equal: a market can quote one price twice in a millisecond. */
export function orderedRows(columns: RowColumns, kind: "bars" | "ticks"): OrderedRows {
  const outOfOrder = disorderOf(columns);
  const sorted = outOfOrder.count === 0 ? columns : picked(columns, orderOf(columns.time));
  if (kind === "ticks") {
    return { columns: sorted, outOfOrder, repeated: none, contradicting: none };
  }
  return { ...withoutDoubles(sorted), outOfOrder };
}

function disorderOf({ time, line }: RowColumns): FoundRows {
  let found = none;
  for (let at = 1; at < time.length; at++) {
    if (time[at]! < time[at - 1]!) found = oneMore(found, line[at]!);
  }
  return found;
}

function oneMore({ count, firstLine }: FoundRows, line: number): FoundRows {
  return { count: count + 1, firstLine: count === 0 ? line : Math.min(firstLine, line) };
}

/** Rows of one time keep the order of the file. */
function orderOf(time: Float64Array): Uint32Array {
  return Uint32Array.from(time.keys()).sort((a, b) => time[a]! - time[b]! || a - b);
}

function picked(columns: RowColumns, rows: Uint32Array): RowColumns {
  return mapped(columns, (values) => Float64Array.from(rows, (row) => values[row]!));
}

function withoutDoubles(columns: RowColumns): Omit<OrderedRows, "outOfOrder"> {
  const { time, line } = columns;
  const kept: number[] = [];
  let repeated = none;
  let contradicting = none;
  for (let at = 0; at < time.length; at++) {
    const last = kept.at(-1);
    if (last === undefined || time[at] !== time[last]) kept.push(at);
    else if (isEqual(columns, at, last)) repeated = oneMore(repeated, line[at]!);
    else contradicting = oneMore(contradicting, line[at]!);
  }
  const isWhole = kept.length === time.length;
  return {
    columns: isWhole ? columns : picked(columns, Uint32Array.from(kept)),
    repeated,
    contradicting,
  };
}

function isEqual(columns: RowColumns, row: number, other: number): boolean {
  return Object.entries(columns).every(([name, values]) =>
    name === "line" || values[row] === values[other]
  );
}

function mapped(columns: RowColumns, map: (values: Float64Array) => Float64Array): RowColumns {
  const entries = Object.entries(columns).map(([name, values]) => [name, map(values)]);
  return Object.fromEntries(entries) as RowColumns; // the columns that came in
}
