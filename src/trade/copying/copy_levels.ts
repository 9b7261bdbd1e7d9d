/** Prices of the master as prices of the follower. Pure. */

import {
  alignPrice,
  type CopyPolicy,
  type Direction,
  type Instrument,
  isStopWider,
  type Quote,
  type Stops,
  type VenuePosition,
} from "../../models/mod.ts";

export function otherSide(direction: Direction): Direction {
  return direction === "buy" ? "sell" : "buy";
}

/** The price at which a position of this direction is closed. */
function closingPrice(direction: Direction, { bid, ask }: Pick<Quote, "bid" | "ask">): number {
  return direction === "buy" ? bid : ask;
}

/** The price at which a position of this direction is opened. */
export function openingPrice(
  direction: Direction,
  { bid, ask }: Pick<Quote, "bid" | "ask">,
): number {
  return direction === "buy" ? ask : bid;
}

/** The follower's price less the master's, of the same side at the same moment. */
export function priceGapOf({ direction, currentPrice }: VenuePosition, quote: Quote): number {
  return closingPrice(direction, quote) - currentPrice;
}

/** The master's levels at the follower; a reversed position stops where the master gains. */
export function movedLevels(
  { stopLoss, takeProfit }: Stops,
  gap: number,
  { isReversed }: Pick<CopyPolicy, "isReversed">,
): Stops {
  const moved = (price: number | null) => price === null ? null : price + gap;
  return isReversed
    ? { stopLoss: moved(takeProfit), takeProfit: moved(stopLoss) }
    : { stopLoss: moved(stopLoss), takeProfit: moved(takeProfit) };
}

/** A stop for a position for which the master has none. */
export function defaultStop(direction: Direction, entry: number, pct: number): number {
  return direction === "buy" ? entry * (1 - pct / 100) : entry * (1 + pct / 100);
}

/**
 * The levels to give to an open position, as near to the wanted ones as the broker allows. A stop
 * is never moved away: risk approved the smaller loss.
 */
export function allowedLevels(
  { direction, currentPrice, stopLoss, takeProfit }: VenuePosition,
  wanted: Stops,
  instrument: Instrument,
): Stops {
  const distance = instrument.stopsLevelPoints * 10 ** -instrument.digits;
  const sign = direction === "buy" ? 1 : -1;
  const limited = (price: number | null, side: number) => {
    if (price === null) return null;
    const nearest = currentPrice + side * distance;
    const isTooNear = side > 0 ? price < nearest : price > nearest;
    return alignPrice(isTooNear ? nearest : price, instrument);
  };
  const stop = limited(wanted.stopLoss, -sign);
  return {
    stopLoss: isStopWider(direction, stopLoss, stop) ? stopLoss : stop,
    takeProfit: wanted.takeProfit === null && takeProfit === null
      ? null
      : limited(wanted.takeProfit, sign),
  };
}
