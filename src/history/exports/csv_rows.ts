/** Rows of the catalogue as lines of CSV, in a layout that the bridge reads again. Pure. */

import { type HistoryRows, timeAt } from "../catalogue/history_columns.ts";
import type { HistoryClock } from "../catalogue/history_series.ts";

export interface TextRange {
  readonly digits: number;
  readonly clock: HistoryClock;
}

const headers = {
  bars: "time,open,high,low,close,tick_volume,spread,real_volume\n",
  ticks: "time,bid,ask,last,volume,flags\n",
} as const;

export function csvHeader(kind: keyof typeof headers): string {
  return headers[kind];
}

export function csvLines(rows: HistoryRows, { digits, clock }: TextRange): string {
  const price = (points: number) => pointText(points, digits);
  const zone = zoneText(clock);
  let text = "";
  for (let at = 0; at < rows.length; at++) {
    const iso = new Date(timeAt(rows, at)).toISOString();
    if ("minute" in rows) {
      const { open, high, low, close, tickVolume, spread, realVolume } = rows;
      text += `${iso.slice(0, 10)} ${iso.slice(11, 19)}${zone},${price(open[at]!)},` +
        `${price(high[at]!)},${price(low[at]!)},${price(close[at]!)},` +
        `${tickVolume[at]},${spread[at]},${realVolume?.[at] ?? 0}\n`;
    } else {
      const { bid, ask, last, volume, flags } = rows;
      text += `${iso.slice(0, 10)} ${iso.slice(11, 23)}${zone},${price(bid[at]!)},` +
        `${price(ask[at]!)},${price(last?.[at] ?? 0)},${volume?.[at] ?? 0},${flags?.[at] ?? 6}\n`;
    }
  }
  return text;
}

/** Broker time states no offset, because it may change. */
function zoneText(clock: HistoryClock): string {
  if (clock.kind === "broker") return "";
  const minutes = Math.abs(clock.offsetMs) / 60_000;
  const part = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${clock.offsetMs < 0 ? "-" : "+"}${part(minutes / 60)}:${part(minutes % 60)}`;
}

/** Exact, without going through a fraction. */
function pointText(points: number, digits: number): string {
  const text = String(points).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
