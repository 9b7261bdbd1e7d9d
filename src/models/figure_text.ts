/**
 * How figures are written in sentences for the trader: one way on the console, in the log and on
 * the dashboard.
 */

import { currencyDigits, currencyName, type MoneyUnit } from "./currency.ts";

/** `1,234.50 USD`, `1,235 JPY`, `0.00123450 BTC`, or the figure alone without a currency. */
export function moneyText(amount: number, unit: MoneyUnit = ""): string {
  const text = grouped(amount.toFixed(currencyDigits(unit)));
  const currency = currencyName(unit);
  return currency === "" ? text : `${text} ${currency}`;
}

/** `1,234.50`, for tables whose heading names the currency. */
export function plainMoneyText(amount: number, digits: number): string {
  return grouped(amount.toFixed(digits));
}

/** With its sign, so that gains and losses differ without colour: `+12.00 USD`. */
export function signedMoneyText(amount: number, unit: MoneyUnit = ""): string {
  const text = moneyText(amount, unit);
  return Number(amount.toFixed(currencyDigits(unit))) > 0 ? `+${text}` : text;
}

/** Without cents: `100,727 USD`, `1.5625 BTC`. */
export function wholeMoneyText(amount: number, unit: MoneyUnit): string {
  const digits = currencyDigits(unit) > 3 ? 4 : 0;
  return `${grouped(amount.toFixed(digits))} ${currencyName(unit)}`.trimEnd();
}

/** Two decimals at most: `2 %`, `2.25 %`. */
export function percentText(percent: number): string {
  return `${numberText(percent, 2)} %`;
}

export function secondsText(durationMs: number): string {
  return `${numberText(durationMs / 1000, 1)} s`;
}

/** `45 s`, `12 min`, `3 h 12 min`, `2 d 4 h`. */
export function durationText(durationMs: number): string {
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3_600)} h ${Math.floor(seconds % 3_600 / 60)} min`;
  }
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds % 86_400 / 3_600)} h`;
}

/** `UTC+2`, `UTC-3:30`. */
export function utcOffsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  const rest = minutes % 60 === 0 ? "" : `:${String(minutes % 60).padStart(2, "0")}`;
  return `UTC${offsetMs < 0 ? "-" : "+"}${Math.floor(minutes / 60)}${rest}`;
}

/** `2,000 bars`, `1 bar`. */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(String(count))} ${count === 1 ? singular : plural}`;
}

/** With at most `decimals` decimals, without zeros at the end. */
export function numberText(value: number, decimals: number): string {
  return String(Number(value.toFixed(decimals)));
}

/**
 * A distance between two prices as traders read it: in pips where the price has the extra digit of
 * a forex quote (3 or 5 decimals), in points otherwise.
 */
export function distanceText(distance: number, digits: number): string {
  const points = Math.round(distance * 10 ** digits);
  if (digits !== 3 && digits !== 5) return countText(points, "point");
  return `${(points / 10).toFixed(1)} pips`;
}

/** Thousands separated by commas. Negative zero is shown as `0.00`. */
function grouped(figure: string): string {
  const [whole = "", decimals] = figure.split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") +
    (decimals === undefined ? "" : `.${decimals}`);
  return Number(figure) === 0 ? text.replace("-", "") : text;
}
