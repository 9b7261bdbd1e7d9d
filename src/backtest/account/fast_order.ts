/**
 * An active order on the backtest's account: pending, or a delayed market order on its way. The
 * account reuses these records: what a strategy needs later it must copy.
 */

import type { Direction, FillingMode, OpeningType, OrderLifetime } from "../../models/mod.ts";

export class FastOrder {
  /** Tickets are counted from 1. */
  ticket = 0;
  /** The index of its symbol. */
  symbol = 0;
  type: OpeningType = "buy";
  direction: Direction = "buy";
  /** A delayed market order that has not reached the market yet. */
  isStarted = false;
  units = 0;
  /** For a market order: the price that was seen when it was sent; 0 when it is not known. */
  seenPrice = 0;
  /** In points; 0 for none. */
  price = 0;
  stopLimit = 0;
  stopLoss = 0;
  takeProfit = 0;
  filling: FillingMode = "fok";
  lifetime: OrderLifetime = "gtc";
  expirationMs = 0;
  setupMs = 0;
  /** The first moment at which it has expired. */
  endsMs = Infinity;
  mark = 0;
  /** The identifier of the position that it closes. */
  position = 0;
}
