/**
 * Recognises the layout of a file from its first line: the kind of its rows and the position of
 * each field.
 */

export type RowKind = "bars" | "ticks";

/** The position of each field in a row; -1 for fields that the file does not have. */
export interface FieldPositions {
  /** Date and time in one field, or only the date when `clock` has the time. */
  readonly time: number;
  readonly clock: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly volume: number;
  readonly tickVolume: number;
  readonly spread: number;
  readonly flags: number;
}

const separators = [",", "\t", ";"] as const;

export interface RowFormat {
  readonly kind: RowKind;
  readonly separator: typeof separators[number];
  readonly hasHeader: boolean;
  /**
   * Exported by MetaTrader: times are in broker time, and an empty side of a tick means that it is
   * unchanged.
   */
  readonly isMetaTrader: boolean;
  /** The number of fields in a row; a row with more or fewer is invalid. */
  readonly width: number;
  readonly fields: FieldPositions;
}

/** Names in headers, in lower case and without `<` and `>`. */
const fieldNames: Readonly<Record<keyof FieldPositions, readonly string[]>> = {
  time: ["timestamp", "date", "datetime", "gmt time", "local time", "time"],
  clock: [],
  open: ["open"],
  high: ["high"],
  low: ["low"],
  close: ["close"],
  bid: ["bid"],
  ask: ["ask"],
  last: ["last"],
  volume: ["vol", "volume"],
  tickVolume: ["tickvol"],
  spread: ["spread"],
  flags: ["flags"],
};

/** Null when the line does not start a layout that this program knows. */
export function rowFormat(firstLine: string): RowFormat | null {
  const separator = separators.find((one) => firstLine.includes(one));
  if (separator === undefined) return null;
  const cells = firstLine.split(separator).map((cell) => cell.trim().toLowerCase());
  if (/^[0-9]/.test(cells[0] ?? "")) return headless(separator, cells);
  const isMetaTrader = cells[0] === "<date>";
  const fields = positions(cells.map((cell) => cell.replace(/^<(.*)>$/, "$1")));
  const has = (...names: (keyof FieldPositions)[]) => names.every((name) => fields[name] >= 0);
  const kind = has("time", "open", "high", "low", "close")
    ? "bars"
    : has("time", "bid", "ask")
    ? "ticks"
    : null;
  return kind && { kind, separator, hasHeader: true, isMetaTrader, width: cells.length, fields };
}

function positions(names: readonly string[]): FieldPositions {
  const find = (field: keyof FieldPositions) =>
    names.findIndex((name) => fieldNames[field].includes(name));
  const entries = Object.keys(fieldNames).map((field) => [
    field,
    find(field as keyof FieldPositions),
  ]);
  const fields: FieldPositions = Object.fromEntries(entries);
  // Date and time in two fields, as in MetaTrader's exports.
  const clock = names[fields.time] === "date" ? names.indexOf("time") : -1;
  return { ...fields, clock };
}

/** Without a header only ticks can be recognised: time, bid, ask and optionally a volume. */
function headless(separator: RowFormat["separator"], cells: readonly string[]): RowFormat | null {
  if (cells.length < 3 || cells.length > 4) return null;
  const names = ["time", "bid", "ask", "volume"].slice(0, cells.length);
  return {
    kind: "ticks",
    separator,
    hasHeader: false,
    isMetaTrader: false,
    width: cells.length,
    fields: positions(names),
  };
}
