/**
 * Finds pending orders that no longer fit the account: they were approved when more could be lost,
 * and have been pending overnight, over a weekend, or through losses and withdrawals. Pure.
 */

import { intentOfMagic, isPendingType, type OrderTicket } from "../../models/mod.ts";
import type { PendingType, RiskMetrics, VenueOrder, VenuePosition } from "../../models/mod.ts";
import { moneyText } from "../../models/figure_text.ts";
import { approximate } from "../../models/ratio.ts";
import { heatLimits, limitText, tradeMoney } from "../loss/allowed_loss.ts";
import { commitmentsOf } from "../facts/commitments.ts";
import { exceededExposures } from "../exposure/exposure_limit.ts";
import type { OpenPositions } from "../facts/open_positions.ts";
import { lostAtStops, type OpenRisk, unknownRiskText } from "../loss/open_risk.ts";
import type { AccountFacts, OrderFacts, RiskFacts } from "../facts/risk_facts.ts";
import { type ShownShares, shownShares } from "../facts/shown_value.ts";
import { riskOf } from "../loss/trade_loss.ts";

export interface OutgrownOrder {
  readonly order: OrderTicket;
  /** A sentence for the trader. */
  readonly reason: string;
  /** For how long it must be named before it is cancelled. */
  readonly graceMs: number;
}

/** An account whose figures are known. */
interface Judged {
  readonly account: AccountFacts;
  readonly metrics: RiskMetrics;
  readonly policy: RiskFacts["policy"];
  readonly shares: ShownShares;
}

type PendingOrder = VenueOrder & { readonly type: PendingType };

/** Why an order does not fit beside all that is open; null when it does. */
type Misfit = (
  facts: Judged,
  order: PendingOrder,
  open: OpenPositions,
) => Omit<OutgrownOrder, "order"> | null;

/** A trader who opens a position manually may need a moment to add its stop loss. */
const unknownGraceMs = 60_000;

/** Allows for prices and account figures from slightly different moments. */
const tolerance = 1.1;

/**
 * The bridge's own pending orders to cancel: first those that no longer fit on their own, then the
 * newest ones, until the exposure and the loss at all stops fit the account's limits. Manual trades
 * count, but are not cancelled. While a trade with unknown risk is open nothing may be opened, so
 * no pending order may fill either.
 */
export function outgrownOrders(
  { account, policy }: Pick<RiskFacts, "account" | "policy">,
  openPositions: OpenPositions,
): OutgrownOrder[] {
  if (account === null || account.metrics === null) return [];
  const shares = shownShares(account, commitmentsOf(openPositions, [], account.identity));
  const facts: Judged = { account, metrics: account.metrics, policy, shares };
  const own = openPositions.orders
    .filter(isOwnPending)
    .toSorted((one, other) => other.setupMs - one.setupMs);
  const { unknown } = lostBeside(facts, own.reduce(without, openPositions));
  if (unknown.length > 0) {
    const reason = `the ${unknownRiskText(unknown)}`;
    return own.map(({ ticket: order }) => ({ order, reason, graceMs: unknownGraceMs }));
  }
  const outgrown: OutgrownOrder[] = [];
  let open = openPositions;
  for (const misfit of [tradeMisfit, exposureMisfit, heatMisfit]) {
    for (const order of own.filter((one) => open.orders.includes(one))) {
      const found = misfit(facts, order, open);
      if (found === null) continue;
      open = without(open, order);
      outgrown.push({ order: order.ticket, ...found });
    }
  }
  return outgrown;
}

/**
 * Above RISK_PER_TRADE. The profit of a position is not counted as its risk here, or every order
 * that adds to a winner would go before it can fill.
 */
const tradeMisfit: Misfit = (facts, order, open) => {
  const { account: { identity: currency }, metrics, policy } = facts;
  const positions = open.positions.map(withoutProfit);
  const risk = riskOf(orderFacts(facts, order, { ...open, positions }));
  const allowed = approximate(tradeMoney(metrics, policy.limits));
  if (risk === null || approximate(risk) <= allowed * tolerance) return null;
  const lost = moneyText(approximate(risk), currency);
  const limit = moneyText(allowed, currency);
  return {
    reason: `${lost} would be lost at its stop, above the risk per trade (${limit})`,
    graceMs: 0,
  };
};

const exposureMisfit: Misfit = (facts, order, open) => {
  const [exceeded] = exceededExposures(orderFacts(facts, order, open), tolerance);
  if (exceeded === undefined) return null;
  const { refusal: { message: reason }, isUnknown } = exceeded;
  return { reason, graceMs: isUnknown ? unknownGraceMs : 0 };
};

/** Above what all stops together may lose. */
const heatMisfit: Misfit = (facts, _order, open) => {
  const { account, metrics, policy } = facts;
  const currency = account.identity;
  const { money } = lostBeside(facts, open);
  const limit = heatLimits(account, metrics, policy.limits)
    .reduce((least, other) => other.money < least.money ? other : least);
  if (money <= Math.max(0, limit.money) * tolerance) return null;
  const allowed = limitText(limit, currency);
  return {
    reason: `${moneyText(money, currency)} would be lost at the stops, above ${allowed}`,
    graceMs: 0,
  };
};

/** The order as a proposal beside everything else. */
function orderFacts(
  { account, policy, shares }: Judged,
  order: PendingOrder,
  open: OpenPositions,
): OrderFacts {
  const commitments = commitmentsOf(without(open, order), [], account.identity);
  const volumeLots = order.volumeCurrentLots;
  return {
    account,
    policy,
    shares,
    commitments,
    volumeLots,
    proposal: order,
    price: null,
    brokerCheck: null,
  };
}

/** An accepted order is listed as an intent as well. */
function without(open: OpenPositions, { ticket, magic }: VenueOrder): OpenPositions {
  return {
    ...open,
    orders: open.orders.filter((one) => one.ticket !== ticket),
    intents: open.intents.filter(({ id, order }) =>
      order !== ticket && id !== intentOfMagic(magic)
    ),
  };
}

function isOwnPending(order: VenueOrder): order is PendingOrder {
  return isPendingType(order.type) && intentOfMagic(order.magic) !== null;
}

function withoutProfit(position: VenuePosition): VenuePosition {
  const { direction, openPrice, currentPrice } = position;
  const worse = direction === "buy" ? Math.min : Math.max;
  return { ...position, currentPrice: worse(openPrice, currentPrice) };
}

function lostBeside(facts: Judged, openPositions: OpenPositions): OpenRisk {
  const commitments = commitmentsOf(openPositions, [], facts.account.identity);
  return lostAtStops(facts, commitments, facts.shares);
}
