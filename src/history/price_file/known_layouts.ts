/** The layouts of price files: by the names in their header, or by the shape of their rows. */

import type { FileNameFacts } from "./file_name.ts";
import { type FieldPositions, fieldPositions, plainName } from "./field_names.ts";
import { type FileClock, type Layout, noFields, plainLayout } from "./layout.ts";
import { type DecimalMark, numberOf } from "./number_text.ts";
import { hasEmptyEnd } from "./row_cells.ts";
import { parseTimeText } from "./time_text.ts";

/** The first rows of a file, as cells. */
export interface Sample {
  readonly rows: readonly (readonly string[])[];
  readonly decimalMark: DecimalMark;
  readonly name: FileNameFacts;
}

/** What this program reads, for the message about a file that it does not. */
export const knownLayouts =
  "MetaTrader 4 and 5 exports and Python's copy_rates, HistData, Dukascopy, TrueFX, Binance, Kraken, " +
  "Yahoo, Investing.com, TradingView, LEAN, any CSV or JSON with time, open, high, low and close or with time, bid and ask";

const utc: FileClock = { kind: "fixed", offsetMs: 0 };
const broker: FileClock = { kind: "broker" };
const newYork: FileClock = { kind: "named", name: "America/New_York" };
/** HistData states its times in New York's standard time, without daylight saving. */
const histData: FileClock = { kind: "fixed", offsetMs: -5 * 3_600_000 };

/** Null when the first row is no header that has the fields of a bar or of a tick. */
export function headerLayout({ rows }: Sample): Layout | null {
  const header = rows[0] ?? [];
  const time = timeBelow(rows.slice(1, 3));
  const fields = fieldPositions(header, time?.at ?? -1);
  const has = (...names: (keyof FieldPositions)[]) => names.every((name) => fields[name] >= 0);
  const kind = has("time", "open", "high", "low", "close")
    ? "bars"
    : has("time", "bid", "ask")
    ? "ticks"
    : null;
  if (kind === null) return null;
  const isExport = /^<.*>$/.test(header[0] ?? "") && fields.symbol < 0;
  const isPython = has("tickVolume", "volume", "spread") && !isExport;
  return {
    ...plainLayout,
    name: headerName({ isExport, isPython, kind, header }),
    kind,
    headerLines: time === null || fields.time !== time.at ? 1 : 1 + time.line,
    width: header.length,
    fields,
    clock: isExport || isPython ? broker : zoneInHeader(header[fields.time] ?? ""),
    isEpochOfBroker: isPython,
    isEmptySideUnchanged: isExport,
  };
}

/**
 * pandas writes the name of an index into a line of its own below the others, as Yahoo's package
 * does; null when there is none, or when the columns are of several symbols.
 */
function timeBelow(rows: Sample["rows"]): { readonly line: number; readonly at: number } | null {
  const line = rows.findIndex((cells) => cells.filter((cell) => cell !== "").length === 1);
  const cells = rows[line] ?? [];
  const at = fieldPositions(cells).time;
  const symbols = new Set(rows[line - 1]?.filter((cell, column) => column !== at && cell !== ""));
  return at < 0 || cells[at] === "" || symbols.size > 1 ? null : { line: line + 1, at };
}

const priceFields = ["open", "high", "low", "close", "bid", "ask"] as const;

/** Whether one of these rows names a price that the layout has elsewhere. */
function isContradicted(fields: FieldPositions, rows: Sample["rows"]): boolean {
  return rows.some((row) => {
    const named = fieldPositions(row);
    const both = priceFields.filter((field) => fields[field] >= 0 && named[field] >= 0);
    return both.length > 1 && both.some((field) => fields[field] !== named[field]);
  });
}

function headerName(
  { isExport, isPython, kind, header }: {
    readonly isExport: boolean;
    readonly isPython: boolean;
    readonly kind: Layout["kind"];
    readonly header: readonly string[];
  },
): string {
  if (isExport) return `MetaTrader 5 ${kind}`;
  if (isPython) return `MetaTrader 5 ${kind} of Python`;
  return header.some((cell) => plainName(cell) === "adj close") ? "Yahoo bars" : `CSV ${kind}`;
}

/** `Gmt time` of Dukascopy, `time (UTC)`. */
function zoneInHeader(name: string): FileClock {
  return /gmt|utc/i.test(name) ? utc : { kind: "unknown" };
}

/** A layout without a header, by the number and the kind of its cells. */
interface Shape {
  readonly name: string;
  readonly kind: Layout["kind"];
  readonly cells: number;
  readonly fields: Partial<FieldPositions>;
  readonly clock: FileClock;
  readonly fits: (row: readonly string[], sample: Sample) => boolean;
}

const dotted = /^\d{4}\.\d{2}\.\d{2}$/;
const dottedWithClock = /^\d{4}\.\d{2}\.\d{2} \d{2}:\d{2}(?::\d{2})?$/;
const bare = /^\d{8} \d{6}$/;
const bareWithMs = /^\d{8} \d{9}$/;
const clockOnly = /^\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?$/;

const pricesAt = (open: number) => ({ open, high: open + 1, low: open + 2, close: open + 3 });

/** The first that fits counts. */
const shapes: readonly Shape[] = [
  {
    name: "MetaTrader 4 bars",
    kind: "bars",
    cells: 7,
    fields: { time: 0, clock: 1, ...pricesAt(2), tickVolume: 6 },
    clock: broker,
    fits: ([date = "", time = ""]) => dotted.test(date) && clockOnly.test(time),
  },
  {
    name: "MetaTrader 5 bars",
    kind: "bars",
    cells: 9,
    fields: { time: 0, clock: 1, ...pricesAt(2), tickVolume: 6, volume: 7, spread: 8 },
    clock: broker,
    fits: ([date = "", time = ""]) => dotted.test(date) && clockOnly.test(time),
  },
  {
    name: "MetaTrader 5 chart",
    kind: "bars",
    cells: 8,
    fields: { time: 0, ...pricesAt(1), tickVolume: 5, volume: 6, spread: 7 },
    clock: broker,
    fits: ([date = ""]) => dottedWithClock.test(date),
  },
  {
    name: "MetaTrader 5 chart",
    kind: "bars",
    cells: 6,
    fields: { time: 0, ...pricesAt(1), tickVolume: 5 },
    clock: broker,
    fits: ([date = ""]) => dottedWithClock.test(date),
  },
  {
    name: "HistData bars",
    kind: "bars",
    cells: 6,
    fields: { time: 0, ...pricesAt(1), volume: 5 },
    clock: histData,
    fits: ([date = ""]) => bare.test(date),
  },
  {
    name: "HistData ticks",
    kind: "ticks",
    cells: 4,
    fields: { time: 0, bid: 1, ask: 2 },
    clock: histData,
    fits: ([date = ""]) => bareWithMs.test(date),
  },
  {
    name: "TrueFX ticks",
    kind: "ticks",
    cells: 4,
    fields: { symbol: 0, time: 1, bid: 2, ask: 3 },
    clock: utc,
    fits: ([symbol = "", date = ""]) => /^[A-Z]{3}\/[A-Z]{3}$/.test(symbol) && isTime(date),
  },
  {
    name: "Binance bars",
    kind: "bars",
    cells: 12,
    fields: { time: 0, ...pricesAt(1), volume: 5, tickVolume: 8 },
    clock: utc,
    fits: ([open = "", , , , , , close = ""]) => isEpoch(open) && isEpoch(close),
  },
  {
    name: "LEAN quotes",
    kind: "bars",
    cells: 11,
    fields: { time: 0, ...pricesAt(1) },
    clock: utc,
    fits: ([time = ""], { name }) =>
      name.lean !== null && /^\d{1,8}$|^\d{8} \d{2}:\d{2}$/.test(time),
  },
  {
    name: "LEAN bars",
    kind: "bars",
    cells: 6,
    fields: { time: 0, ...pricesAt(1), volume: 5 },
    clock: utc,
    fits: ([time = ""], { name }) =>
      name.lean !== null && /^\d{1,8}$|^\d{8} \d{2}:\d{2}$/.test(time),
  },
  {
    name: "LEAN ticks",
    kind: "ticks",
    cells: 3,
    fields: { time: 0, bid: 1, ask: 2 },
    clock: utc,
    fits: ([time = ""], { name }) => name.lean !== null && /^\d{1,8}$/.test(time),
  },
  ...[7, 6].map((cells): Shape => ({
    name: "CSV bars",
    kind: "bars",
    cells,
    fields: { time: 0, clock: 1, ...pricesAt(2), volume: cells === 7 ? 6 : -1 },
    clock: { kind: "unknown" },
    fits: ([date = "", time = "", ...prices], sample) =>
      isTime(date) && clockOnly.test(time) && isBar(prices, sample),
  })),
  {
    name: "Kraken bars",
    kind: "bars",
    cells: 7,
    fields: { time: 0, ...pricesAt(1), volume: 5, tickVolume: 6 },
    clock: utc,
    fits: ([time = "", ...prices], sample) => /^\d{10}$/.test(time) && isBar(prices, sample),
  },
  ...[6, 5].map((cells): Shape => ({
    name: "CSV bars",
    kind: "bars",
    cells,
    fields: { time: 0, ...pricesAt(1), volume: cells === 6 ? 5 : -1 },
    clock: { kind: "unknown" },
    fits: ([time = "", ...prices], sample) => isTime(time) && isBar(prices, sample),
  })),
  ...[4, 3].map((cells): Shape => ({
    name: "CSV ticks",
    kind: "ticks",
    cells,
    fields: { time: 0, bid: 1, ask: 2, volume: cells === 4 ? 3 : -1 },
    clock: { kind: "unknown" },
    fits: ([time = "", bid = "", ask = ""], { decimalMark }) =>
      isTime(time) && numberOf(bid, decimalMark) !== null && numberOf(ask, decimalMark) !== null,
  })),
];

/**
 * Null when no layout without a header fits any of the first rows, or when they name the columns
 * otherwise; `titles` are rows that stand above them.
 */
export function headlessLayout(sample: Sample, titles: Sample["rows"]): Layout | null {
  for (const [at, row] of sample.rows.entries()) {
    const shape = shapes.find(({ cells, fits }) => row.length === cells && fits(row, sample)) ??
      shapes.find(({ cells, fits }) => hasEmptyEnd(row, cells) && fits(row, sample));
    if (shape === undefined) continue;
    const { name, kind, cells } = shape;
    const isShares = sample.name.lean === "shares";
    const fields = { ...noFields, ...shape.fields };
    if (isContradicted(fields, [...titles, ...sample.rows.slice(0, at)])) return null;
    return {
      ...plainLayout,
      name,
      kind,
      width: cells,
      fields,
      clock: isShares ? newYork : shape.clock,
      impliedDecimals: isShares ? 4 : 0,
      dayMs: /^\d{1,8}$/.test(row[0] ?? "") ? sample.name.dayMs : null,
    };
  }
  return null;
}

function isTime(text: string): boolean {
  return parseTimeText(text) !== null;
}

function isEpoch(text: string): boolean {
  return /^\d{13}$|^\d{16}$/.test(text);
}

/** The first four are open, high, low and close. */
function isBar(prices: readonly string[], { decimalMark }: Sample): boolean {
  const [open = NaN, high = NaN, low = NaN, close = NaN] = prices.slice(0, 4)
    .map((text) => numberOf(text, decimalMark) ?? NaN);
  return high >= Math.max(open, close, low) && low <= Math.min(open, close);
}
