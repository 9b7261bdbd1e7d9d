/**
 * Which filling modes are allowed. Deals: request and instant execution allow FOK, IOC and RETURN;
 * market execution allows FOK and IOC if the symbol's flags do, never RETURN; exchange execution
 * allows what the flags do, and always RETURN. Pending orders: the modes of deals, always RETURN,
 * and BOC by flag for limit and stop-limit orders.
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
