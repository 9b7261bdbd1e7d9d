/**
 * Rules that narrow the risk of an open position by moving its stop: break-even and trailing stop.
 * Pure.
 *
 * Distances are multiples of the position's initial stop distance (R, from the opening price to the
 * first stop), so that one setting fits EURUSD and BTCUSD alike. The stop of a buy follows the bid
 * and that of a sell the ask, because that is where they close. A rule never widens the risk, and a
 * position without an initial stop has no R and is left alone.
 */

import {
  alignPrice,
  type Direction,
  type PriceGrid,
  type StopDistances,
} from "../../models/mod.ts";

export interface RuleSettings {
  /** Moves the stop to the opening price once the gain reaches this many R; 0: never. */
  readonly breakEvenAtR: number;
  /** Trails the stop this many R behind the best price; 0: never. */
  readonly trailingStopR: number;
}

/** A position with the figures by which its next stop is judged. */
export interface HeldPosition {
  readonly direction: Direction;
  readonly openPrice: number;
  readonly stopLoss: number | null;
  /** The price at which it could be closed now. */
  readonly price: number;
  readonly grid: PriceGrid;
  readonly pointSize: number;
  /** The broker accepts no stop nearer to the price than this. */
  readonly stopsLevelPoints: number;
}

export interface RuledPosition extends HeldPosition {
  /** The stop that the position was opened with. */
  readonly initialStop: number;
}

/** A smaller step is not worth a request to the broker. */
export const smallestStepR = 0.1;

/** The rules as distances; null for a position whose first stop was on the wrong side. */
export function stopDistances(
  { direction, openPrice, initialStop }: Pick<
    RuledPosition,
    "direction" | "openPrice" | "initialStop"
  >,
  { breakEvenAtR, trailingStopR }: RuleSettings,
): StopDistances | null {
  const r = direction === "buy" ? openPrice - initialStop : initialStop - openPrice;
  if (!(r > 0)) return null;
  return {
    breakEvenAt: breakEvenAtR * r,
    breakEvenOffset: 0,
    trailing: trailingStopR * r,
    smallestStep: smallestStepR * r,
  };
}

/** The stop that the rules demand; null when it need not move. */
export function ruledStop(position: RuledPosition, settings: RuleSettings): number | null {
  const distances = stopDistances(position, settings);
  return distances === null ? null : nextStop(position, distances);
}

/** The same by distances, as terminals decide without the bridge. */
export function nextStop(position: HeldPosition, distances: StopDistances): number | null {
  const wanted = [breakEven(position, distances), trailing(position, distances)]
    .filter((stop) => stop !== null);
  if (wanted.length === 0 || !Number.isFinite(position.price)) return null;
  const best = position.direction === "buy" ? Math.max(...wanted) : Math.min(...wanted);
  const stop = alignPrice(best, position.grid);
  const isWanted = stop > 0 && isWorthwhile(position, stop, distances);
  return isWanted && isPlaceable(position, stop) ? stop : null;
}

function gainOf({ direction, openPrice, price }: HeldPosition): number {
  return direction === "buy" ? price - openPrice : openPrice - price;
}

function breakEven(
  position: HeldPosition,
  { breakEvenAt, breakEvenOffset }: StopDistances,
): number | null {
  if (!(breakEvenAt > 0 && gainOf(position) >= breakEvenAt)) return null;
  const { direction, openPrice } = position;
  return direction === "buy" ? openPrice + breakEvenOffset : openPrice - breakEvenOffset;
}

/** Active from the first gain; an earlier best price is preserved in the current stop. */
function trailing(position: HeldPosition, { trailing: distance }: StopDistances): number | null {
  if (!(distance > 0 && gainOf(position) > 0)) return null;
  const { direction, price } = position;
  return direction === "buy" ? price - distance : price + distance;
}

function isWorthwhile(
  { direction, stopLoss }: HeldPosition,
  stop: number,
  { smallestStep }: StopDistances,
): boolean {
  if (stopLoss === null) return true;
  const step = direction === "buy" ? stop - stopLoss : stopLoss - stop;
  return step > 0 && step >= smallestStep;
}

function isPlaceable(
  { direction, price, stopsLevelPoints, pointSize }: HeldPosition,
  stop: number,
): boolean {
  const distance = direction === "buy" ? price - stop : stop - price;
  return distance > 0 && distance >= stopsLevelPoints * pointSize;
}
