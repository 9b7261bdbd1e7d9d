/** The value of one unit of a symbol's profit currency where no exchange rate is needed. */

import type { Instrument } from "../models/instrument.ts";
import type { SymbolCalcMode } from "../models/symbol_modes.ts";

/**
 * The profit is the difference of the prices times the contract size. For all others the broker
 * sets what a tick is worth.
 */
const byContract: ReadonlySet<SymbolCalcMode> = new Set([
  "forex",
  "forex_no_leverage",
  "cfd",
  "cfd_index",
  "cfd_leverage",
  "exch_stocks",
]);

/** Null when only the terminal knows it. `currency`: the account's. */
export function knownRate(
  { calcMode, profitCurrency }: Pick<Instrument, "calcMode" | "profitCurrency">,
  currency: string,
): 1 | null {
  const isKnown = calcMode !== null && byContract.has(calcMode) && profitCurrency === currency;
  return isKnown ? 1 : null;
}
