/** Refusals that depend on what else is open: with other positions they may not apply. */

import type { Refusal, RefusalCode } from "../../models/mod.ts";

const codes: readonly RefusalCode[] = [
  "too_many_trades",
  "too_many_trades_of_class",
  "symbol_exposure",
  "currency_exposure",
  "group_exposure",
  "open_risk_unknown",
  "risk_above_limit",
  "volume_below_minimum",
];

/** All of them: any other one refuses the order as well. */
export function dependOnOpenTrades(refusals: readonly Refusal[]): boolean {
  return refusals.every(({ code }) => codes.includes(code));
}
