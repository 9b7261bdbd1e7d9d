/**
 * Rules that narrow the risk of an open position by moving its stop: break-even and trailing stop.
 * Pure.
 *
 * Distances are multiples of the position's initial stop distance (R, from the opening price to the
 * first stop), so that one setting fits EURUSD and BTCUSD alike. The stop of a buy follows the bid
 * and that of a sell the ask, because that is where they close. A rule never widens the risk, and a
 * position without an initial stop has no R and is left alone.
 */

import { alignPrice, type Direction, type PriceGrid } from "../../models/mod.ts";

export interface RuleSettings {
  /** Moves the stop to the opening price once the gain reaches this many R; 0: never. */
  readonly breakEvenAtR: number;
  /** Trails the stop this many R behind the best price; 0: never. */
  readonly trailingStopR: number;
}

export interface RuledPosition {
  readonly direction: Direction;
  readonly openPrice: number;
  /** The stop that the position was opened with. */
  readonly initialStop: number;
  readonly stopLoss: number | null;
  /** The price at which it could be closed now. */
  readonly price: number;
  readonly grid: PriceGrid;
  readonly pointSize: number;
  /** The broker accepts no stop nearer to the price than this. */
  readonly stopsLevelPoints: number;
}

/** A smaller step is not worth a request to the broker. */
export const smallestStepR = 0.1;

/** The stop that the rules demand; null when it need not move. */
export function ruledStop(position: RuledPosition, settings: RuleSettings): number | null {
  const { direction, openPrice, initialStop, price, grid } = position;
  const sign = direction === "buy" ? 1 : -1;
  const r = (openPrice - initialStop) * sign;
  if (!(r > 0) || !Number.isFinite(price)) return null;
  const wanted = [breakEven(position, settings, r), trailing(position, settings, r)]
    .filter((stop) => stop !== null);
  if (wanted.length === 0) return null;
  const best = sign > 0 ? Math.max(...wanted) : Math.min(...wanted);
  const stop = alignPrice(best, grid);
  return isWorthwhile(position, stop, r) && isPlaceable(position, stop) ? stop : null;
}

function breakEven(
  { direction, openPrice, price }: RuledPosition,
  { breakEvenAtR }: RuleSettings,
  r: number,
): number | null {
  const gain = direction === "buy" ? price - openPrice : openPrice - price;
  return breakEvenAtR > 0 && gain >= breakEvenAtR * r ? openPrice : null;
}

/** Active from the first gain; an earlier best price is preserved in the current stop. */
function trailing(
  { direction, openPrice, price }: RuledPosition,
  { trailingStopR }: RuleSettings,
  r: number,
): number | null {
  if (trailingStopR <= 0) return null;
  const isGain = direction === "buy" ? price > openPrice : price < openPrice;
  if (!isGain) return null;
  return direction === "buy" ? price - trailingStopR * r : price + trailingStopR * r;
}

function isWorthwhile({ direction, stopLoss }: RuledPosition, stop: number, r: number): boolean {
  if (stopLoss === null) return true;
  const step = direction === "buy" ? stop - stopLoss : stopLoss - stop;
  return step >= smallestStepR * r;
}

function isPlaceable(
  { direction, price, stopsLevelPoints, pointSize }: RuledPosition,
  stop: number,
): boolean {
  const distance = direction === "buy" ? price - stop : stop - price;
  return distance > 0 && distance >= stopsLevelPoints * pointSize;
}
