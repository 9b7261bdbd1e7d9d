/** What the catalogue of past prices holds: series, each with a folder, and files of a period. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { dayMs } from "../../models/time.ts";
import type { Timeframe } from "../../models/timeframe.ts";
import type { FileZone } from "../price_file/file_zone.ts";

/** Bars or ticks of one symbol from one source. */
export interface HistorySeries {
  /** The broker's server, or the name that the trader gave to where the files are from. */
  readonly source: string;
  readonly symbol: string;
  /** Null: ticks. */
  readonly timeframe: Timeframe | null;
}

/** The clock of the times of a series: the broker's, or a fixed distance from UTC. */
export type HistoryClock = Exclude<FileZone, { readonly kind: "named" }>;

/** The name of the folder of ticks, beside those of timeframes. */
export const ticksFolder = "ticks";

export function seriesFolder(root: string, series: HistorySeries): string {
  const { source, symbol, timeframe } = series;
  return join(root, folderName(source), folderName(symbol), timeframe ?? ticksFolder);
}

/** Names of devices on Windows, which no folder may have. */
const deviceName = /^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)$/;

/**
 * A name that every file system takes, and another one for every name: systems that make no
 * difference between `a` and `A` would mix two symbols. The files themselves have the real name.
 */
function folderName(name: string): string {
  if (/^[A-Z0-9_-]{1,40}$/.test(name) && !deviceName.test(name)) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 32)}~${hash}`;
}

/** The time that one file covers; its end is excluded. */
export interface FilePeriod {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The file that holds the rows of a time: a month of bars, a day of ticks. */
export function periodOf({ timeframe }: Pick<HistorySeries, "timeframe">, ms: number): FilePeriod {
  const text = new Date(ms).toISOString();
  if (timeframe === null) {
    const fromMs = Math.floor(ms / dayMs) * dayMs;
    return { name: `${text.slice(0, 10)}.ticks`, fromMs, toMs: fromMs + dayMs };
  }
  const [year, month] = [Number(text.slice(0, 4)), Number(text.slice(5, 7))];
  return {
    name: `${text.slice(0, 7)}.bars`,
    fromMs: Date.UTC(year, month - 1),
    toMs: Date.UTC(year, month),
  };
}

/** The period that the name of a file tells; null for other files. */
export function periodOfName(series: HistorySeries, name: string): FilePeriod | null {
  const date = /^(\d{4}-\d{2}(?:-\d{2})?)\.(?:bars|ticks)$/.exec(name)?.[1];
  const ms = date === undefined ? NaN : Date.parse(date);
  if (Number.isNaN(ms)) return null;
  const period = periodOf(series, ms);
  return period.name === name ? period : null;
}

export function sameSeries(one: HistorySeries, other: HistorySeries): boolean {
  return one.source === other.source && one.symbol === other.symbol &&
    one.timeframe === other.timeframe;
}

export function sameClock(one: HistoryClock, other: HistoryClock): boolean {
  if (one.kind === "broker" || other.kind === "broker") return one.kind === other.kind;
  return one.offsetMs === other.offsetMs;
}

/** `EURUSD M1 of MetaQuotes-Demo`. */
export function seriesText({ source, symbol, timeframe }: HistorySeries): string {
  return `${symbol} ${timeframe ?? ticksFolder} of ${source}`;
}
