/**
 * Files of Dukascopy (.bi5): an hour of ticks, or a day of minute candles, packed with LZMA. What
 * they are about stands in their folders: EURUSD/2024/00/15/10h_ticks.bi5 is of 2024-01-15, because
 * months begin at zero. Times are UTC, prices whole points. Pure.
 */

import { isCurrency } from "../../models/currency.ts";
import { dayMs, hourMs, minuteMs } from "../../models/time.ts";
import { unlzma } from "./lzma.ts";
import type { CellLine } from "./recognise.ts";
import { UnusableFileError } from "./unusable_file.ts";

export interface DukascopyFile {
  readonly symbol: string;
  readonly isTicks: boolean;
  readonly fromMs: number;
}

const tickBytes = 20;
const candleBytes = 24;

const namePattern =
  /([A-Z0-9.]{3,20})[/\\_-](\d{4})[/\\_-](\d{2})[/\\_-](\d{2})[/\\_-](?:(\d{2})h_ticks|BID_candles_min_1)\.bi5$/i;

/** Null when the folders do not tell it. */
export function dukascopyFile(path: string): DukascopyFile | null {
  const found = namePattern.exec(path);
  if (found === null) return null;
  const [, symbol = "", year, month, day, hour] = found;
  const fromMs = Date.UTC(Number(year), Number(month), Number(day));
  if (Number(month) > 11 || Number(day) < 1 || Number(day) > 31 || Number(hour ?? 0) > 23) {
    return null;
  }
  return {
    symbol: symbol.toUpperCase(),
    isTicks: hour !== undefined,
    fromMs: fromMs + Number(hour ?? 0) * hourMs,
  };
}

/** The decimals of its prices, which no file tells; null when they are not known for sure. */
export function dukascopyDigits(symbol: string): number | null {
  const [base, quote] = [symbol.slice(0, 3), symbol.slice(3)];
  if (symbol === "XAUUSD" || symbol === "XAGUSD") return 3;
  if (symbol.length !== 6 || !isCurrency(base) || !isCurrency(quote)) return null;
  return quote === "JPY" || quote === "RUB" ? 3 : 5;
}

/** The rows behind a header row; an hour without ticks is an empty file. */
export function dukascopyRows(
  packed: Uint8Array,
  file: DukascopyFile,
  digits: number,
): CellLine[] {
  const bytes = packed.length === 0 ? packed : unlzma(packed);
  const recordBytes = file.isTicks ? tickBytes : candleBytes;
  if (bytes.length % recordBytes !== 0) {
    throw new UnusableFileError("its length is not that of whole rows: download it again");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const header = file.isTicks
    ? ["timestamp", "bid", "ask", "volume"]
    : ["timestamp", "open", "high", "low", "close", "volume"];
  const lines: CellLine[] = [{ line: 0, cells: header }];
  for (let at = 0; at < bytes.length; at += recordBytes) {
    const cells = file.isTicks
      ? tickCells(view, at, { file, digits })
      : candleCells(view, at, { file, digits });
    if (cells !== null) lines.push({ line: at / recordBytes + 1, cells });
  }
  return lines;
}

interface Context {
  readonly file: DukascopyFile;
  readonly digits: number;
}

function tickCells(view: DataView, at: number, { file, digits }: Context): string[] {
  const ms = view.getUint32(at);
  // A time beyond its hour is refused as a time, like any that cannot be read.
  const time = ms < hourMs ? timeText(file.fromMs + ms) : `${ms} ms after the hour`;
  const [ask, bid] = [view.getUint32(at + 4), view.getUint32(at + 8)];
  return [
    time,
    priceText(bid, digits),
    priceText(ask, digits),
    volumeText(view.getFloat32(at + 12)),
  ];
}

/** Null for the flat candles without volume that fill the hours in which nothing is traded. */
function candleCells(view: DataView, at: number, { file, digits }: Context): string[] | null {
  const ms = view.getUint32(at) * 1_000;
  const volume = view.getFloat32(at + 20);
  const [open, close, low, high] = [4, 8, 12, 16].map((offset) => view.getUint32(at + offset));
  if (volume === 0 && open === close && low === high) return null;
  const time = ms < dayMs && ms % minuteMs === 0 ? timeText(file.fromMs + ms) : `${ms} ms`;
  const prices = [open!, high!, low!, close!].map((points) => priceText(points, digits));
  return [time, ...prices, volumeText(volume)];
}

function timeText(ms: number): string {
  return new Date(ms).toISOString();
}

function priceText(points: number, digits: number): string {
  return (points / 10 ** digits).toFixed(digits);
}

function volumeText(volume: number): string {
  return String(Number(volume.toPrecision(7)));
}
