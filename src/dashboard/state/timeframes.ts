/**
 * Which timeframes of a symbol are available, according to the price actor's part of the status.
 * Pure.
 */

import type { StatusDocument, SymbolStateDocument } from "../../http/status_document.ts";

interface PriceDetail {
  readonly [terminal: string]: {
    readonly symbols: { readonly [symbol: string]: { readonly series: object } };
  };
}

/** The first configured timeframe; `M15` before it is known. */
export function timeframeOf(
  { actors }: StatusDocument,
  { terminal, symbol }: SymbolStateDocument,
): string {
  const detail = actors.find(({ name }) => name === "price")?.detail["terminals"];
  const series = (detail as PriceDetail | undefined)?.[terminal]?.symbols[symbol]?.series ?? {};
  return Object.keys(series)[0] ?? "M15";
}
