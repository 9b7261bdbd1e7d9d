/** How much worse than the quote a market order is filled. Limits and take profits never slip. */

import type { BrokerSymbol, Direction } from "../../models/mod.ts";
import type { Random } from "../../runtime/random.ts";

export interface SlippageCase {
  readonly symbol: BrokerSymbol;
  readonly direction: Direction;
  readonly volumeLots: number;
}

/** In whole points; positive is worse for the trader. */
export type SlippageModel = (fill: SlippageCase) => number;

export const noSlippage: SlippageModel = () => 0;

/** A whole number of points from 0 to `pointsMax`, all equally likely. */
export function uniformSlippage(random: Random, pointsMax: number): SlippageModel {
  return () => Math.floor(random() * (pointsMax + 1));
}
