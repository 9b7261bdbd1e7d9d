/**
 * An open position on the backtest's account. The account reuses these records: what a strategy
 * needs later it must copy.
 */

import type { Direction } from "../../models/mod.ts";
import type { ConversionPair } from "./fast_symbol.ts";

export class FastPosition {
  /** Tickets are counted from 1; a reversed netting position gets a new one. */
  ticket = 0;
  /** For its whole life. */
  identifier = 0;
  /** The index of its symbol. */
  symbol = 0;
  direction: Direction = "buy";
  /** In units of 1e-8 lot. */
  units = 0;
  /** In thousandths of a point, as the average of several deals needs. */
  openMilli = 0;
  /** The same in points, and what a point is worth; both are whole, or the second is 0. */
  openPoints = 0;
  pointMinor = 0;
  /** In points; 0 for none. */
  stopLoss = 0;
  takeProfit = 0;
  /** Interest so far, in minor units. */
  swapMinor = 0;
  mark = 0;
  openedMs = 0;
  /** What the broker's margin formula needs: the volume and the price as doubles, the rate. */
  volumeLots = 0;
  openPrice = 0;
  marginRate = 0;
  /** Its floating profit at the quotes that are kept here; of no quote while the price is -1. */
  seenPoints = -1;
  seenOpenMilli = 0;
  seenUnits = 0;
  seenPair: ConversionPair | null = null;
  seenPairBid = 0;
  seenPairAsk = 0;
  seenMinor = 0;
}
