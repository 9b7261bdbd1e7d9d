/**
 * Reads the cells of one row as a bar or a tick, or says what is wrong with it. Rows are never
 * guessed or repaired. A crossed quote (bid above ask) is still a quote; it is up to the bridge to
 * refuse it.
 */

import { err, ok, type Result } from "../../models/result.ts";
import type { FieldPositions } from "./field_names.ts";
import type { Layout, TextForm } from "./layout.ts";
import { parsePriceText, volumeOf } from "./number_text.ts";
import { hasEmptyEnd } from "./row_cells.ts";
import { parseTimeText, type TextTime } from "./time_text.ts";

/** Kinds of fault, by which the refused rows of a file are counted. */
export type RowFault =
  | "cells"
  | "symbol"
  | "time"
  | "price"
  | "order_of_prices"
  | "count"
  | "not_a_bar";

export interface RowRefusal {
  readonly fault: RowFault;
  /** For people, about this very row. */
  readonly reason: string;
}

/** Digits and noise of the prices of a row. */
export interface PricePrecision {
  /** The most decimals of its prices that were written as they are. */
  readonly digits: number;
  /** The most decimals of those that were rounded; -1 without one. */
  readonly roundedDigits: number;
}

export interface FileBarRow extends PricePrecision {
  readonly time: TextTime;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Null when the file does not count ticks. */
  readonly tickVolume: number | null;
  readonly realVolume: number;
  readonly spreadPoints: number;
}

export interface FileTickRow extends PricePrecision {
  readonly time: TextTime;
  readonly bid: number;
  readonly ask: number;
  readonly last: number;
  readonly volume: number;
  readonly flags: number;
}

type Read<T> = Result<T, RowRefusal>;

const bothSides = 6;

export class RowReader {
  readonly #layout: Layout;
  readonly #form: TextForm;
  #cells: readonly string[] = [];
  #digits = 0;
  #roundedDigits = -1;

  constructor(layout: Layout, form: TextForm) {
    this.#layout = layout;
    this.#form = form;
  }

  bar(cells: readonly string[]): Read<FileBarRow> {
    const time = this.#begin(cells);
    if (!time.ok) return time;
    const open = this.#price("open");
    const high = this.#price("high");
    const low = this.#price("low");
    const close = this.#price("close");
    if (open === null || high === null || low === null || close === null) {
      return refused("price", "open, high, low and close must be numbers above zero");
    }
    if (high < Math.max(open, close, low) || low > Math.min(open, close)) {
      return refused("order_of_prices", "open and close must lie between low and high");
    }
    const realVolume = this.#count("volume");
    const spreadPoints = this.#count("spread");
    const tickVolume = this.#layout.fields.tickVolume < 0 ? null : this.#count("tickVolume");
    if (realVolume === undefined || spreadPoints === undefined || tickVolume === undefined) {
      return refused("count", "volumes and spread must be numbers that are not negative");
    }
    const prices = { open, high, low, close };
    return ok({
      time: time.value,
      ...prices,
      tickVolume,
      realVolume,
      spreadPoints,
      ...this.#seen(),
    });
  }

  /** `previous` is the preceding quote, whose prices stand for sides that did not change. */
  tick(
    cells: readonly string[],
    previous: Pick<FileTickRow, "bid" | "ask" | "last"> | null,
  ): Read<FileTickRow> {
    const time = this.#begin(cells);
    if (!time.ok) return time;
    const side = (name: "bid" | "ask") =>
      this.#layout.isEmptySideUnchanged && this.#text(name) === ""
        ? previous?.[name] ?? null
        : this.#price(name);
    const bid = side("bid");
    const ask = side("ask");
    if (bid === null || ask === null) {
      return refused("price", "bid and ask must be numbers above zero");
    }
    const last = this.#text("last") === "" ? previous?.last ?? 0 : this.#count("last");
    const volume = this.#count("volume");
    const flags = this.#text("flags") === "" ? bothSides : this.#count("flags");
    if (last === undefined || volume === undefined || flags === undefined) {
      return refused("count", "last, volume and flags must be numbers that are not negative");
    }
    if (!Number.isInteger(flags) || flags > 255) {
      return refused("count", "flags must be a whole number below 256");
    }
    return ok({ time: time.value, bid, ask, last, volume, flags, ...this.#seen() });
  }

  #begin(cells: readonly string[]): Read<TextTime> {
    this.#cells = cells;
    this.#digits = 0;
    this.#roundedDigits = -1;
    const { width } = this.#layout;
    const isWhole = cells.length === width || hasEmptyEnd(cells, width);
    if (!isWhole) {
      return refused("cells", `expected ${width} fields, found ${cells.length}`);
    }
    const clock = this.#text("clock");
    const text = clock === "" ? this.#text("time") : `${this.#text("time")} ${clock}`;
    const time = this.#time(text);
    return time === null ? refused("time", `no time in a known form: "${text}"`) : ok(time);
  }

  #time(text: string): TextTime | null {
    const { dayMs, isEpochOfBroker } = this.#layout;
    if (dayMs !== null && /^\d{1,8}$/.test(text)) {
      return { localMs: dayMs + Number(text), offsetMs: null };
    }
    const time = parseTimeText(text, this.#form.dateOrder);
    if (time === null || time.localMs <= 0) return null;
    return isEpochOfBroker && /^\d+$/.test(text) ? { ...time, offsetMs: null } : time;
  }

  #text(field: keyof FieldPositions): string {
    return this.#cells[this.#layout.fields[field]] ?? "";
  }

  #price(field: keyof FieldPositions): number | null {
    const read = parsePriceText(this.#text(field), this.#form.decimalMark);
    if (read === null) return null;
    const { value, digits, isRounded } = read;
    const { impliedDecimals } = this.#layout;
    if (isRounded) this.#roundedDigits = Math.max(this.#roundedDigits, digits + impliedDecimals);
    else this.#digits = Math.max(this.#digits, digits + impliedDecimals);
    return value / 10 ** impliedDecimals;
  }

  /** 0 when the field is missing or empty, undefined when it is not a number of at least 0. */
  #count(field: keyof FieldPositions): number | undefined {
    const text = this.#text(field);
    if (text === "") return 0;
    const value = volumeOf(text, this.#form.decimalMark);
    return value !== null && value >= 0 ? value : undefined;
  }

  #seen(): PricePrecision {
    return { digits: this.#digits, roundedDigits: this.#roundedDigits };
  }
}

function refused(
  fault: RowFault,
  reason: string,
): { readonly ok: false; readonly error: RowRefusal } {
  return err({ fault, reason });
}
