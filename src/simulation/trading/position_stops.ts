/**
 * Stop loss and take profit: for buys at the bid, for sells at the ask. The first quote at or
 * beyond the level closes the position at that quote (after a gap, beyond the level), a stop loss
 * with slippage. The stop loss is checked before the take profit.
 */

import type { BrokerContext, OpenPosition } from "./broker_context.ts";
import { symbolOf } from "./broker_context.ts";
import { marketPrice } from "./execution.ts";
import { forceClose } from "./forced_close.ts";
import { oppositeOf } from "./order_life.ts";
import { pointsAbove } from "./price_rules.ts";
import { closePrice } from "./profit.ts";
import { toUnits } from "./quantity.ts";

export function triggerStops(context: BrokerContext, position: OpenPosition): void {
  const { stopLoss, takeProfit } = position;
  if (stopLoss === null && takeProfit === null) return;
  const symbol = symbolOf(context, position.symbol);
  const price = closePrice(context, position);
  const ahead = (level: number) =>
    pointsAbove(symbol, level, price) * (position.direction === "buy" ? 1 : -1);
  const text = (level: number) => level.toFixed(symbol.digits);
  if (stopLoss !== null && ahead(stopLoss) >= 0) {
    const comment = `[sl ${text(stopLoss)}]`;
    const side = {
      direction: oppositeOf(position.direction),
      units: toUnits(position.volumeLots),
    };
    const slipped = marketPrice(context, position.symbol, side);
    forceClose(context, position, { reason: "sl", price: slipped, comment });
  } else if (takeProfit !== null && ahead(takeProfit) <= 0) {
    forceClose(context, position, { reason: "tp", price, comment: `[tp ${text(takeProfit)}]` });
  }
}
