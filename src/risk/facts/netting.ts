/**
 * Netting accounts: a symbol has one position with one stop. An order in its direction adds to it
 * and sets its own stop for the whole position; an opposite order closes it, in part or completely,
 * before it opens anything. Pure.
 */

import {
  type Direction,
  isPendingType,
  orderDirection,
  type OrderProposal,
} from "../../models/mod.ts";
import type { Commitment } from "./commitments.ts";
import { stopLossOf } from "./entry_price.ts";
import type { RiskFacts } from "./risk_facts.ts";

type NettingFacts = Pick<RiskFacts, "account" | "commitments"> & {
  readonly proposal: Pick<OrderProposal, "symbol" | "type">;
};

export function isNetting({ account }: Pick<RiskFacts, "account">): boolean {
  return (account?.identity.marginMode ?? "hedging") !== "hedging";
}

/**
 * On a netting account, the symbol's position and pending orders in the direction of the proposal.
 */
export function addedTo(facts: NettingFacts): Commitment[] {
  const direction = orderDirection(facts.proposal.type);
  return netted(facts).filter((one) => one.direction === direction);
}

/**
 * The opposite position may be closed before a pending order fills, so only market orders net.
 * Volume that is being closed already, or that other orders in the same direction will close,
 * cannot be closed again.
 */
export function nettedLots(facts: NettingFacts): number {
  const { type } = facts.proposal;
  if (isPendingType(type)) return 0;
  const direction = orderDirection(type);
  const lots = netted(facts).map((one) => {
    if (one.direction === direction) return one.isPosition ? 0 : -one.volumeLots;
    return one.isPosition ? one.volumeLots - (one.closingLots ?? 0) : 0;
  });
  return Math.max(0, roundLots(lots.reduce((sum, one) => sum + one, 0)));
}

/** The open trades after a market order has closed as much as it can of the opposite position. */
export function afterNetting(facts: NettingFacts): Commitment[] {
  let closing = nettedLots(facts);
  const direction = orderDirection(facts.proposal.type);
  const closed = new Map(
    netted(facts)
      .filter((one) => one.isPosition && one.direction !== direction)
      .map((one) => {
        const lots = Math.min(closing, one.volumeLots - (one.closingLots ?? 0));
        closing = roundLots(closing - lots);
        return [one, lots];
      }),
  );
  return facts.commitments
    .map((one) => without(one, closed.get(one) ?? 0))
    .filter(({ volumeLots }) => volumeLots > 0);
}

function without(one: Commitment, lots: number): Commitment {
  if (lots === 0) return one;
  const { moneyPerPrice, volumeLots } = one;
  const left = roundLots(volumeLots - lots);
  const worth = moneyPerPrice === null ? null : moneyPerPrice * left / volumeLots;
  return { ...one, volumeLots: left, moneyPerPrice: worth };
}

/**
 * The stops that may eventually apply to a trade: its own, and those of orders that may fill after
 * it. The stop of the position ends with the next fill, so it never applies to an order.
 */
export function stopsOver(
  one: Pick<Commitment, "stopLoss">,
  sameSide: readonly Commitment[],
): (number | null)[] {
  const later = sameSide.filter((other) => other !== one && !other.isPosition);
  return [one, ...later].map(stopLossOf);
}

/** The stop at which most is lost. */
export function worstStop(direction: Direction | null, stops: readonly number[]): number {
  return direction === "buy" ? Math.min(...stops) : Math.max(...stops);
}

function netted(facts: NettingFacts): Commitment[] {
  if (!isNetting(facts)) return [];
  return facts.commitments.filter((one) => one.symbol === facts.proposal.symbol);
}

/** A volume without rounding errors of doubles. */
function roundLots(lots: number): number {
  return Number(lots.toFixed(8));
}
