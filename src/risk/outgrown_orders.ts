/**
 * Pending orders that no longer fit the account: approved when it had more to lose, and waiting
 * overnight, over a weekend or through losses and withdrawals since. Pure.
 */

import { intentOfMagic, isPendingType, type OrderTicket } from "../models/mod.ts";
import { moneyText } from "../models/figure_text.ts";
import { heatLimits, limitText } from "./allowance.ts";
import { commitmentsOf } from "./commitments.ts";
import type { OpenPositions } from "./open_positions.ts";
import { lostAtStops, type OpenRisk } from "./open_risk.ts";
import type { RiskFacts } from "./risk_facts.ts";

export interface OutgrownOrder {
  readonly order: OrderTicket;
  /** A sentence for the trader. */
  readonly reason: string;
  /** For how long it must be named before it is cancelled. */
  readonly graceMs: number;
}

/** A trader who opens a position by hand may need a moment to add its stop loss. */
const unknownGraceMs = 60_000;

/** Prices and figures are of slightly different moments. */
const tolerance = 1.1;

/**
 * The bridge's own pending orders to cancel, newest first, until what is lost if every stop is hit
 * fits the limits of the account. Trades by hand count, and stay. Beside a trade of unknown risk
 * nothing may be opened, and no pending order may fill either.
 */
export function outgrownOrders(
  facts: Pick<RiskFacts, "account" | "policy">,
  openPositions: OpenPositions,
): OutgrownOrder[] {
  const { account } = facts;
  if (account?.metrics === null || account === null) return [];
  const { currency } = account.identity;
  const limit = heatLimits(account, account.metrics, facts.policy.limits)
    .reduce((least, other) => other.money < least.money ? other : least);
  const own = openPositions.orders
    .filter(({ type, magic }) => isPendingType(type) && intentOfMagic(magic) !== null)
    .toSorted((one, other) => one.setupMs - other.setupMs);
  const tickets = new Set(own.map(({ ticket }) => ticket));
  const others = openPositions.orders.filter(({ ticket }) => !tickets.has(ticket));
  const { unknown } = lostBeside(facts, { ...openPositions, orders: others });
  if (unknown.length > 0) {
    const reason = `the risk of open trades in ${unknown.join(", ")} is unknown, add a stop loss ` +
      "to each (UNPROTECTED_TRADES)";
    return own.reverse().map(({ ticket: order }) => ({ order, reason, graceMs: unknownGraceMs }));
  }
  const outgrown: OutgrownOrder[] = [];
  let left = openPositions;
  for (let next = own.pop(); next !== undefined; next = own.pop()) {
    const { money } = lostBeside(facts, left);
    if (money <= Math.max(0, limit.money) * tolerance) break;
    const { ticket } = next;
    left = { ...left, orders: left.orders.filter((order) => order.ticket !== ticket) };
    const allowed = limitText(limit, currency);
    const reason = `${moneyText(money, currency)} would be lost at the stops, above ${allowed}`;
    outgrown.push({ order: ticket, reason, graceMs: 0 });
  }
  return outgrown;
}

function lostBeside(
  facts: Pick<RiskFacts, "account" | "policy">,
  openPositions: OpenPositions,
): OpenRisk {
  const identity = facts.account?.identity ?? null;
  return lostAtStops(facts, commitmentsOf(openPositions, [], identity));
}
