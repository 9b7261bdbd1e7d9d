/**
 * What a proposal would lose at its stop: the distance to it, commission, and what slippage, gaps
 * and swaps are expected to add. On a hedging account that is its own loss. On a netting account a
 * symbol has one position with one stop: an order that adds to it brings its own stop for all of
 * it, so what is lost is what the whole position would lose at that stop. Pending orders may fill
 * in any sequence, before it or after it: the worst stop of all of them counts.
 */

import { isPendingType, orderDirection, type SymbolName } from "../models/mod.ts";
import { inverse, one, product, type Ratio, ratio, sum, zero } from "../models/ratio.ts";
import type { Commitment } from "./commitments.ts";
import { entryPriceOf, stopLossOf } from "./entry_price.ts";
import type { RiskFacts } from "./risk_facts.ts";
import { hasValue, isMore, lossAtStop, lossPerLot } from "./sizing.ts";
import { costsOf } from "./trading_costs.ts";

export interface TradeLoss {
  /** The loss of the existing position at the stop that would then apply to all of it. */
  readonly heldMoney: Ratio;
  /** The loss of each lot that the order adds. */
  readonly perLot: Ratio;
  /** Lots of the order that only close an opposite position. */
  readonly nettedLots: number;
}

/** Null while unknown. */
export function tradeLossOf(facts: RiskFacts): TradeLoss | null {
  const { proposal, account, price } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  const [entry, stopLoss] = [entryPriceOf(proposal, price), resultingStop(facts)];
  if (instrument === undefined || !hasValue(instrument)) return null;
  if (entry === null || stopLoss === null) return null;
  const held = addedTo(facts);
  if (!held.every(({ price, volumeLots }) => isSound(price) && isSound(volumeLots))) return null;
  const share = saidShare(facts, lossPerLot(instrument, entry, stopLossOf(proposal) ?? stopLoss));
  const lossOf = (price: number) => product(lossPerLot(instrument, price, stopLoss), share);
  const direction = orderDirection(proposal.type) ?? "buy";
  const { tradePerLot, closingPerLot } = costsOf(facts, instrument, { price: entry, direction });
  if (!Number.isFinite(tradePerLot)) return null;
  const losses = held.map(({ price, volumeLots, isPosition }) => {
    const costs = ratio(isPosition ? closingPerLot : tradePerLot);
    return lossAtStop(volumeLots, sum(lossOf(price), costs));
  });
  return {
    heldMoney: sum(zero, ...losses),
    perLot: sum(lossOf(entry), ratio(tradePerLot)),
    nettedLots: nettedLots(facts),
  };
}

export function lossOfLots({ heldMoney, perLot, nettedLots }: TradeLoss, lots: number): Ratio {
  const openedLots = sum(ratio(lots), product(ratio(nettedLots), { over: -1n, under: 1n }));
  return openedLots.over <= 0n ? zero : sum(heldMoney, product(openedLots, perLot));
}

/**
 * The stop that applies once the order and the symbol's pending orders are filled; null when there
 * may be none.
 */
export function resultingStop(facts: RiskFacts): number | null {
  const waiting = addedTo(facts).filter(({ isPosition }) => !isPosition);
  const stops = [stopLossOf(facts.proposal), ...waiting.map(stopLossOf)];
  const sound = stops.filter((stop) => stop !== null);
  if (sound.length < stops.length) return null;
  return orderDirection(facts.proposal.type) === "buy" ? Math.min(...sound) : Math.max(...sound);
}

/**
 * On a netting account, the symbol's position and pending orders in the direction of the proposal.
 */
export function addedTo(facts: RiskFacts): Commitment[] {
  const direction = orderDirection(facts.proposal.type);
  return netted(facts, facts.proposal.symbol).filter((one) => one.direction === direction);
}

/**
 * The opposite position may be closed before a pending order fills, so only market orders net. What
 * is being closed, or is left to other orders in the same direction, cannot be closed once more.
 */
export function nettedLots(facts: RiskFacts): number {
  const { type, symbol } = facts.proposal;
  if (isPendingType(type)) return 0;
  const direction = orderDirection(type);
  const lots = netted(facts, symbol).map((one) => {
    if (one.direction === direction) return one.isPosition ? 0 : -one.volumeLots;
    return one.isPosition ? one.volumeLots - (one.closingLots ?? 0) : 0;
  });
  return Math.max(0, Number(lots.reduce((sum, one) => sum + one, 0).toFixed(8)));
}

function netted({ account, commitments }: RiskFacts, symbol: SymbolName): Commitment[] {
  if ((account?.identity.marginMode ?? "hedging") === "hedging") return [];
  return commitments.filter((one) => one.symbol === symbol);
}

/**
 * The terminal's loss as a multiple of the bridge's own figure, at least 1; they differ when the
 * tick value is stale.
 */
function saidShare({ brokerCheck, volumeLots }: RiskFacts, perLot: Ratio): Ratio {
  const own = volumeLots !== null && isSound(volumeLots) ? lossAtStop(volumeLots, perLot) : zero;
  const said = brokerCheck?.ok ? brokerCheck.value.lossAtStop : null;
  const isLarger = said !== null && Number.isFinite(said) && own.over > 0n &&
    isMore(ratio(said), own);
  return isLarger ? product(ratio(said), inverse(own)) : one;
}

function isSound(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
