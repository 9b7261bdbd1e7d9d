/** At which price in points the broker executes now, and where a position could be closed. */

import type { Direction } from "../../models/mod.ts";
import type { FastPosition } from "./fast_position.ts";
import type { FastSymbol } from "./fast_symbol.ts";
import type { Ledger } from "./ledger.ts";

/** Buys are made at the ask, sells at the bid. */
export function quotedPoints(symbol: FastSymbol, direction: Direction): number {
  return direction === "buy" ? symbol.ask : symbol.bid;
}

/** The quote with slippage, which request and instant execution do not have. */
export function slippedPoints(
  ledger: Ledger,
  symbol: FastSymbol,
  { direction, units }: { readonly direction: Direction; readonly units: number },
): number {
  const quoted = quotedPoints(symbol, direction);
  if (ledger.slippage === null) return quoted;
  const { execution } = symbol.terms;
  if (execution === "request" || execution === "instant") return quoted;
  const worse = ledger.slippage(symbol.index, direction, units);
  return worse === 0 ? quoted : Math.max(1, direction === "buy" ? quoted + worse : quoted - worse);
}

/** The price that would close the position now. */
export function closingPoints(symbol: FastSymbol, { direction }: FastPosition): number {
  return direction === "buy" ? symbol.bid : symbol.ask;
}
