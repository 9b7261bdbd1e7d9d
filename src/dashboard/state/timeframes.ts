/**
 * Which timeframes of a symbol are available, according to the price actor's part of the status.
 * Pure.
 */

import type { Status, SymbolRow } from "./types.ts";

interface PriceDetail {
  readonly [terminal: string]: {
    readonly symbols: { readonly [symbol: string]: { readonly series: object } };
  };
}

/** The first configured timeframe; `M15` until it is known. */
export function timeframeOf({ actors }: Status, { terminal, symbol }: SymbolRow): string {
  const detail = actors.find(({ name }) => name === "price")?.detail["terminals"];
  const series = (detail as PriceDetail | undefined)?.[terminal]?.symbols[symbol]?.series ?? {};
  return Object.keys(series)[0] ?? "M15";
}
