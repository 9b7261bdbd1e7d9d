/**
 * Stop loss and take profit: of buys on the bid, of sells on the ask. The first quote at or beyond the level closes
 * the position at that quote (a gap fills beyond the level), a stop loss with slippage. Stop loss goes before take profit.
 */

import type { Desk, OpenPosition } from "./desk.ts";
import { symbolOf } from "./desk.ts";
import { marketPrice } from "./execution.ts";
import { forceClose } from "./forced_close.ts";
import { oppositeOf } from "./order_life.ts";
import { pointsAbove } from "./price_rules.ts";
import { closePrice } from "./profit.ts";
import { toUnits } from "./quantity.ts";

export function triggerStops(desk: Desk, position: OpenPosition): void {
  const { stopLoss, takeProfit } = position;
  if (stopLoss === null && takeProfit === null) return;
  const symbol = symbolOf(desk, position.symbol);
  const price = closePrice(desk, position);
  const ahead = (level: number) =>
    pointsAbove(symbol, level, price) * (position.direction === "buy" ? 1 : -1);
  const text = (level: number) => level.toFixed(symbol.digits);
  if (stopLoss !== null && ahead(stopLoss) >= 0) {
    const comment = `[sl ${text(stopLoss)}]`;
    const side = {
      direction: oppositeOf(position.direction),
      units: toUnits(position.volumeLots),
    };
    const slipped = marketPrice(desk, position.symbol, side);
    forceClose(desk, position, { reason: "sl", price: slipped, comment });
  } else if (takeProfit !== null && ahead(takeProfit) <= 0) {
    forceClose(desk, position, { reason: "tp", price, comment: `[tp ${text(takeProfit)}]` });
  }
}
