/**
 * What a proposal would lose at its stop: the distance to it, commission, and what slippage, gaps
 * and swaps are expected to add. On a hedging account that is its own loss. On a netting account a
 * symbol has one position with one stop: an order that adds to it sets its own stop for all of it,
 * so the loss of the whole position at that stop counts. Pending orders may fill in any order,
 * before or after it, or after the position was stopped out, so the worst of all their stops
 * counts.
 */

import {
  type Direction,
  type Instrument,
  isPendingType,
  orderDirection,
  type OrderType,
} from "../../models/mod.ts";
import { smallestAmount } from "../../models/currency.ts";
import {
  approximate,
  inverse,
  one,
  product,
  type Ratio,
  ratio,
  sum,
  zero,
} from "../../models/ratio.ts";
import type { Commitment } from "../facts/commitments.ts";
import { entryPriceOf, stopLossOf } from "../facts/entry_price.ts";
import { addedTo, nettedLots, stopsOver, worstStop } from "../facts/netting.ts";
import type { OrderFacts } from "../facts/risk_facts.ts";
import { shownShares } from "../facts/shown_value.ts";
import { hasValue, isMore, lossAtStop, lossPerLot } from "../sizing.ts";
import { costsOf } from "./trading_costs.ts";

export interface TradeLoss {
  /** The loss of the existing position at the stop that would then apply to all of it. */
  readonly heldMoney: Ratio;
  /** The loss of each lot that the order adds. */
  readonly perLot: Ratio;
  /** Lots of the order that only close an opposite position. */
  readonly nettedLots: number;
}

/**
 * The loss at the stop with the volume of `facts`, including the position that the order would
 * become part of; null while unknown.
 */
export function riskOf(facts: OrderFacts): Ratio | null {
  const { volumeLots } = facts;
  const loss = tradeLossOf(facts);
  if (loss === null || volumeLots === null || !Number.isFinite(volumeLots)) return null;
  return lossOfLots(loss, volumeLots);
}

/** Null while unknown. */
export function tradeLossOf(facts: OrderFacts): TradeLoss | null {
  const { proposal, account, price } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  const [entry, stopLoss] = [entryPriceOf(proposal, price), resultingStop(facts)];
  if (instrument === undefined || !hasValue(instrument)) return null;
  if (entry === null || stopLoss === null) return null;
  const held = addedTo(facts);
  if (!held.every(({ price, volumeLots }) => isSound(price) && isSound(volumeLots))) return null;
  const own = lossPerLot(instrument, entry, stopLossOf(proposal) ?? stopLoss);
  const shown = shownShare(facts, instrument);
  const ownShare = saidShare(facts, own) ?? shown;
  const share = certainShare(facts, own) ?? shown;
  const direction = orderDirection(proposal.type) ?? "buy";
  const { tradePerLot, closingPerLot } = costsOf(facts, instrument, { price: entry, direction });
  if (!Number.isFinite(tradePerLot)) return null;
  const losses = held.map((one) => {
    const costs = ratio(one.isPosition ? closingPerLot : tradePerLot);
    const stop = heldStop(one, stopLoss, proposal.type);
    const lost = isLosing(direction, one.price, stop)
      ? product(lossPerLot(instrument, one.price, stop), share)
      : zero;
    return lossAtStop(one.volumeLots, sum(lost, costs));
  });
  return {
    heldMoney: sum(zero, ...losses),
    perLot: sum(product(lossPerLot(instrument, entry, stopLoss), ownShare), ratio(tradePerLot)),
    nettedLots: nettedLots(facts),
  };
}

/**
 * A market order replaces the stop of the position at once. Until a pending one fills, the old stop
 * stands: the position may be stopped there, and the order be filled and stopped afterwards.
 */
function heldStop(one: Commitment, resulting: number, type: OrderType): number {
  const own = stopLossOf(one);
  if (!one.isPosition || !isPendingType(type) || own === null) return resulting;
  return worstStop(one.direction, [own, resulting]);
}

function lossOfLots({ heldMoney, perLot, nettedLots }: TradeLoss, lots: number): Ratio {
  const openedLots = sum(ratio(lots), product(ratio(nettedLots), { over: -1n, under: 1n }));
  return openedLots.over <= 0n ? zero : sum(heldMoney, product(openedLots, perLot));
}

/**
 * The stop that applies once the order and the symbol's pending orders are filled; null when there
 * may be none.
 */
export function resultingStop(facts: OrderFacts): number | null {
  const stops = stopsOver(facts.proposal, addedTo(facts));
  const sound = stops.filter((stop) => stop !== null);
  if (sound.length < stops.length) return null;
  return worstStop(orderDirection(facts.proposal.type), sound);
}

/**
 * The terminal's loss as a multiple of the bridge's own figure, at least 1; they differ when the
 * tick value is stale. Null when the terminal has said nothing.
 */
function saidShare(
  { brokerCheck, volumeLots }: OrderFacts,
  perLot: Ratio,
  roundedBy = 0,
): Ratio | null {
  const own = volumeLots !== null && isSound(volumeLots) ? lossAtStop(volumeLots, perLot) : zero;
  const said = brokerCheck?.ok ? brokerCheck.value.lossAtStop : null;
  if (said === null || !(said > 0) || !Number.isFinite(said)) return null;
  const certain = ratio(Math.max(0, said - roundedBy));
  const isLarger = own.over > 0n && isMore(certain, own);
  return isLarger ? product(certain, inverse(own)) : one;
}

/**
 * What the check shows of other trades than the one that it was about: its loss is rounded by less
 * than the smallest amount, which is nothing for a large order, and several percent of a small one.
 */
function certainShare(facts: OrderFacts, perLot: Ratio): Ratio | null {
  const { account } = facts;
  return account === null ? null : saidShare(facts, perLot, smallestAmount(account.identity));
}

/** The same by what is open, where the terminal has not been asked about the order. */
function shownShare(facts: OrderFacts, { profitCurrency }: Instrument): Ratio {
  const shares = facts.shares ?? shownShares(facts.account, facts.commitments);
  return ratio(shares.get(profitCurrency) ?? 1);
}

/**
 * What a lot is worth for each whole unit of price, where the terminal's check shows more than the
 * value of a tick; null where it does not.
 */
export function shownPerLot(facts: OrderFacts): number | null {
  const { proposal, account, price, volumeLots } = facts;
  const instrument = account?.instruments.get(proposal.symbol);
  const [entry, stopLoss] = [entryPriceOf(proposal, price), stopLossOf(proposal)];
  if (instrument === undefined || !hasValue(instrument)) return null;
  if (entry === null || stopLoss === null || volumeLots === null) return null;
  const perLot = lossPerLot(instrument, entry, stopLoss);
  const share = certainShare(facts, perLot);
  return share !== null && isMore(share, one)
    ? approximate(product(share, perLot)) / Math.abs(entry - stopLoss)
    : null;
}

function isLosing(direction: Direction, price: number, stop: number): boolean {
  return direction === "buy" ? price > stop : price < stop;
}

function isSound(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}
