/**
 * Portfolio heat: what is lost if every stop of the account is hit. Positions count from the
 * current price, because their floating profit is in equity already; pending orders, orders in
 * flight and approvals count from their own price. Pure.
 */

import { isPendingType, type SymbolName } from "../../models/mod.ts";
import { approximate } from "../../models/ratio.ts";
import type { Commitment } from "../facts/commitments.ts";
import { stopLossOf } from "../facts/entry_price.ts";
import { addedTo, afterNetting, isNetting, stopsOver, worstStop } from "../facts/netting.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import { shownNoise, type ShownShares, shownShares } from "../facts/shown_value.ts";
import { hasValue, lossPerLot } from "../sizing.ts";
import { costsOf } from "./trading_costs.ts";

export interface OpenRisk {
  /** Without the proposal, and without the position that it adds to or closes. */
  readonly money: number;
  /** Symbols with trades of unknown risk: no stop loss, unless ignored, or no known tick value. */
  readonly unknown: readonly SymbolName[];
}

export function openRiskOf(facts: RiskFacts): OpenRisk {
  const own = addedTo(facts);
  const shares = shownShares(facts.account, facts.commitments);
  const others = afterNetting(facts).filter((one) => !own.includes(one));
  const { money, unknown } = lostAtStops(facts, others, shares);
  // A pending order leaves the position as it is until it fills.
  const held = isPendingType(facts.proposal.type) ? lostAtStops(facts, own).unknown : [];
  return { money, unknown: [...new Set([...unknown, ...held])] };
}

/** What these lose if all their stops are hit; `shares` are those of all that is open. */
export function lostAtStops(
  facts: AccountSide,
  commitments: readonly Commitment[],
  shares = shownShares(facts.account, commitments),
): OpenRisk {
  let money = 0;
  const unknown = new Set<SymbolName>();
  for (const one of commitments) {
    const stopLoss = stopOf(facts, one, commitments);
    const loss = lossOf(facts, one, { stopLoss, shares });
    const isIgnored = stopLossOf(one) === null && facts.policy.unprotectedTrades === "ignore";
    if (loss !== null && Number.isFinite(loss)) money += loss;
    else if (!isIgnored) unknown.add(one.symbol);
  }
  return { money, unknown: [...unknown] };
}

export function unknownRiskText(symbols: readonly SymbolName[]): string {
  return `risk of open trades in ${symbols.join(", ")} is unknown: add a stop loss to each that ` +
    "has none (UNPROTECTED_TRADES), and wait until the terminal reports the value of the others";
}

type AccountSide = Pick<RiskFacts, "account" | "policy">;

/**
 * On a netting account a filled pending order replaces the stop of the whole position, so the worst
 * stop counts. A trade without a stop is unknown itself, and leaves the others the worst known one.
 */
function stopOf(
  facts: AccountSide,
  one: Commitment,
  others: readonly Commitment[],
): number | null {
  const own = stopLossOf(one);
  if (own === null || !isNetting(facts)) return own;
  const sameSide = others
    .filter(({ symbol, direction }) => symbol === one.symbol && direction === one.direction);
  return worstStop(one.direction, stopsOver(one, sameSide).filter((stop) => stop !== null));
}

/** Null while unknown. */
function lossOf(
  facts: AccountSide,
  one: Commitment,
  { stopLoss, shares }: { readonly stopLoss: number | null; readonly shares: ShownShares },
): number | null {
  const { price, volumeLots, direction } = one;
  if (stopLoss === null || !(price > 0) || !Number.isFinite(price)) return null;
  const instrument = facts.account?.instruments.get(one.symbol);
  const away = direction === "buy" ? price - stopLoss : stopLoss - price;
  if (instrument === undefined || !hasValue(instrument)) {
    const perPrice = one.moneyPerPrice ?? one.mostMoneyPerPrice ?? null;
    return perPrice === null ? null : Math.max(0, away * perPrice);
  }
  const { tradePerLot, closingPerLot } = costsOf(facts, instrument, { price, direction });
  const byTick = away > 0 ? volumeLots * approximate(lossPerLot(instrument, price, stopLoss)) : 0;
  // What shows nothing of its own, such as a pending order, counts by what others show.
  const shown = one.moneyPerPrice === null
    ? byTick * (shares.get(instrument.profitCurrency) ?? 1)
    : Math.max(0, away * one.moneyPerPrice);
  const lost = shown > byTick * shownNoise ? shown : byTick;
  return lost + volumeLots * (one.isPosition ? closingPerLot : tradePerLot);
}
