/** The depth of market of the simulated broker: a few levels around the latest quote. */

import { type DepthLevel, depthSides } from "../models/mod.ts";
import type { TradingSymbol } from "./trading/mod.ts";

export const depthLevels = 5;

/** A broker that quotes each order by itself has no book. */
export function hasDepth({ execution }: Pick<TradingSymbol, "execution">): boolean {
  return execution === "market" || execution === "exchange";
}

/** From the highest price to the lowest; volumes grow with the distance. */
export function simulatedDepth(
  { bid, ask }: { readonly bid: number; readonly ask: number },
  { tickSize, digits }: Pick<TradingSymbol, "tickSize" | "digits">,
): DepthLevel[] {
  const [sell, buy] = depthSides;
  const places = Array.from({ length: depthLevels }, (_, index) => index);
  const rounded = (price: number) => Number(price.toFixed(digits));
  return [
    ...places.toReversed().map((at) => ({
      side: sell,
      price: rounded(ask + at * tickSize),
      volumeLots: at + 1,
    })),
    ...places.map((at) => ({
      side: buy,
      price: rounded(bid - at * tickSize),
      volumeLots: at + 1,
    })),
  ];
}
