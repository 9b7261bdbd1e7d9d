/**
 * Which filling modes are allowed. Deals: request and instant execution take FOK, IOC and RETURN; market execution
 * FOK and IOC where the symbol's flags say so, never RETURN; exchange execution the flags and always RETURN. Pending
 * orders: what deals may use, always RETURN, and BOC by flag for limit and stop-limit orders.
 */

import type { FillingMode, PendingType } from "../../models/mod.ts";
import type { TradingSymbol } from "./trading_symbol.ts";

export function isDealFillingAllowed(
  { execution, fillingModes }: Pick<TradingSymbol, "execution" | "fillingModes">,
  filling: FillingMode,
): boolean {
  if (filling === "boc") return false;
  switch (execution) {
    case "request":
    case "instant":
      return true;
    case "market":
      return filling !== "return" && fillingModes.includes(filling);
    case "exchange":
      return filling === "return" || fillingModes.includes(filling);
  }
}

export function isPendingFillingAllowed(
  symbol: Pick<TradingSymbol, "execution" | "fillingModes">,
  filling: FillingMode,
  type: PendingType,
): boolean {
  if (filling === "return") return true;
  if (filling === "boc") {
    return symbol.fillingModes.includes("boc") && !["buy_stop", "sell_stop"].includes(type);
  }
  return isDealFillingAllowed(symbol, filling);
}
