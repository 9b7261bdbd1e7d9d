/**
 * Reads one line of a known layout as a bar or a tick, or says what is wrong with it. Rows are
 * never guessed or repaired. A crossed quote (bid above ask) is still a quote; it is up to the
 * bridge to refuse it.
 */

import { err, ok, type Result } from "../../models/result.ts";
import type { FieldPositions, RowFormat } from "./row_format.ts";
import { parseTimeText, type TextTime } from "./time_text.ts";

export interface ReplayBarRow {
  readonly time: TextTime;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Null when the file does not count ticks. */
  readonly tickVolume: number | null;
  readonly realVolume: number;
  readonly spreadPoints: number;
  /** The number of decimals of the prices. */
  readonly digits: number;
}

export interface TickRow {
  readonly time: TextTime;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly volume: number;
  readonly flags: number;
  readonly digits: number;
}

/** The error is the `reason` of a bad line. */
type Read<T> = Result<T, string>;

const numberPattern = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const bothSides = 6;

export function readBar(line: string, format: RowFormat): Read<ReplayBarRow> {
  const row = new Cells(line, format);
  if (row.width !== format.width) return err(`expected ${format.width} fields, found ${row.width}`);
  const time = row.time();
  if (time === null) return err(`no time in a known form: "${row.timeText()}"`);
  const [open, high, low, close] = [
    row.price("open"),
    row.price("high"),
    row.price("low"),
    row.price("close"),
  ];
  if (open === null || high === null || low === null || close === null) {
    return err("open, high, low and close must be numbers above zero");
  }
  if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
    return err("open and close must lie between low and high");
  }
  const volume = row.count("volume");
  const spreadPoints = row.count("spread");
  const tickVolume = format.fields.tickVolume < 0 ? null : row.count("tickVolume");
  if (volume === undefined || spreadPoints === undefined || tickVolume === undefined) {
    return err("volumes and spread must be numbers that are not negative");
  }
  const { digits } = row;
  return ok({ time, open, high, low, close, tickVolume, realVolume: volume, spreadPoints, digits });
}

/**
 * `previous` is the preceding quote: an empty side in MetaTrader's export means that its price is
 * unchanged.
 */
export function readTick(
  line: string,
  format: RowFormat,
  previous: Pick<TickRow, "bid" | "ask" | "last"> | null,
): Read<TickRow> {
  const row = new Cells(line, format);
  if (row.width !== format.width) return err(`expected ${format.width} fields, found ${row.width}`);
  const time = row.time();
  if (time === null) return err(`no time in a known form: "${row.timeText()}"`);
  const side = (name: "bid" | "ask") =>
    format.isMetaTrader && row.text(name) === "" ? previous?.[name] ?? null : row.price(name);
  const bid = side("bid");
  const ask = side("ask");
  if (bid === null || ask === null) return err("bid and ask must be numbers above zero");
  const last = row.text("last") === "" ? previous?.last ?? 0 : row.count("last");
  const volume = row.count("volume");
  const flags = row.text("flags") === "" ? bothSides : row.count("flags");
  if (last === undefined || volume === undefined || flags === undefined) {
    return err("last, volume and flags must be numbers that are not negative");
  }
  if (!Number.isInteger(flags) || flags > 255) return err("flags must be a whole number below 256");
  return ok({ time, bid, ask, last, volume, flags, digits: row.digits });
}

/** The fields of one line; also records the most decimals seen in a price. */
class Cells {
  readonly #cells: readonly string[];
  readonly #fields: FieldPositions;
  digits = 0;

  constructor(line: string, format: RowFormat) {
    this.#cells = line.split(format.separator);
    this.#fields = format.fields;
  }

  get width(): number {
    return this.#cells.length;
  }

  text(field: keyof FieldPositions): string {
    return this.#cells[this.#fields[field]]?.trim() ?? "";
  }

  timeText(): string {
    const clock = this.text("clock");
    return clock === "" ? this.text("time") : `${this.text("time")} ${clock}`;
  }

  time(): TextTime | null {
    return parseTimeText(this.timeText());
  }

  /** Null when it is not a number above zero. */
  price(field: keyof FieldPositions): number | null {
    const text = this.text(field);
    if (!numberPattern.test(text)) return null;
    const point = text.indexOf(".");
    if (point >= 0) this.digits = Math.max(this.digits, text.length - point - 1);
    const value = Number(text);
    return value > 0 ? value : null;
  }

  /** 0 when the field is missing or empty, undefined when it is not a number of at least 0. */
  count(field: keyof FieldPositions): number | undefined {
    const text = this.text(field);
    if (text === "") return 0;
    if (!numberPattern.test(text)) return undefined;
    const value = Number(text);
    return value >= 0 ? value : undefined;
  }
}
