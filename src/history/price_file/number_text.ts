/**
 * Numbers as files write them. A price keeps the decimals it was written with. The noise of binary
 * numbers that were printed in full is taken off: 1.2345000000000002 is 1.2345, and
 * 1.0530749559402466 is 1.053075 as a 32-bit number.
 */

import { priceMax } from "../../models/figure_bounds.ts";

/** `comma` is the decimal mark of, for example, German and Spanish spreadsheets. */
export type DecimalMark = "point" | "comma";

export interface PriceText {
  readonly value: number;
  /** Decimals of the value: trailing zeros count, an exponent counts by its value. */
  readonly digits: number;
  readonly isRounded: boolean;
}

const numberPattern = /^[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d{1,3}))?$/;
const thousands = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** Prices have fewer significant digits; with more, the last ones are noise. */
const significantMax = 12;
/** Digits that a 32-bit number can hold; a text of more may be one that was printed in full. */
const singleDigits = 9;

/** More decimals than any market quotes. */
const priceDigitsMax = 12;
const priceMin = 10 ** -priceDigitsMax;

/** Null when the text is not a number. */
export function numberOf(text: string, mark: DecimalMark): number | null {
  const plain = plainText(text, mark);
  return numberPattern.test(plain) ? Number(plain) : null;
}

/** Null when the text is not a count, such as `1200`, `1.2K` or `3.45M`; `-` is none. */
export function volumeOf(text: string, mark: DecimalMark): number | null {
  if (text === "-") return 0;
  const [, number, unit] = /^(.*\d)\s?([KMB])$/i.exec(text) ?? [];
  const value = numberOf(number ?? text, mark);
  if (value === null || unit === undefined) return value;
  return Math.round(value * countUnits[unit.toUpperCase()]!);
}

const countUnits: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9 };

/** Null when the text is not a number above zero, or none that a market can quote. */
export function parsePriceText(text: string, mark: DecimalMark): PriceText | null {
  const plain = plainText(text, mark);
  const match = numberPattern.exec(plain);
  if (match === null) return null;
  const value = Number(plain);
  if (!(value >= priceMin && value <= priceMax)) return null;
  const digits = Math.max(0, (match[1] ?? match[2] ?? "").length - Number(match[3] ?? 0));
  if (digits + magnitude(value) <= singleDigits) return { value, digits, isRounded: false };
  return withoutNoise(value, digits);
}

/** Decimals that are needed to write the value: 3 for 0.125, 8 for 1.25e-6. */
export function decimalsOf(value: number): number {
  const [number = "", exponent = "0"] = String(value).split("e");
  return Math.max(0, (number.split(".")[1] ?? "").length - Number(exponent));
}

function plainText(text: string, mark: DecimalMark): string {
  if (mark === "comma") return text.replaceAll(".", "").replace(",", ".");
  return thousands.test(text) ? text.replaceAll(",", "") : text;
}

/** Digits before the decimal mark; negative for zeros behind it. */
function magnitude(value: number): number {
  return Math.floor(Math.log10(value)) + 1;
}

function withoutNoise(value: number, digits: number): PriceText {
  if (Math.fround(value) === value && decimalsOf(value) + magnitude(value) > significantMax) {
    return rounded(shortestSingle(value));
  }
  if (digits + magnitude(value) > significantMax) {
    return rounded(Number(value.toPrecision(significantMax)));
  }
  if (digits > priceDigitsMax) return rounded(value);
  return { value, digits, isRounded: false };
}

function rounded(value: number): PriceText {
  const digits = Math.min(decimalsOf(value), priceDigitsMax);
  return { value: Number(value.toFixed(digits)), digits, isRounded: true };
}

/** The shortest decimal number that is this 32-bit number. */
function shortestSingle(value: number): number {
  for (let significant = 1; significant < singleDigits; significant++) {
    const short = Number(value.toPrecision(significant));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(singleDigits));
}
