/**
 * How much volume an order may have within the broker's limit for a symbol in one direction. Pure.
 */

import { orderDirection } from "../../models/mod.ts";
import { nettedLots } from "../facts/netting.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

/**
 * Positions and pending orders count, and so do orders in flight and approvals. Volume that closes
 * the opposite position on a netting account does not. Null: no limit.
 */
export function volumeRoomLots(facts: RiskFacts): number | null {
  const { proposal, account, commitments } = facts;
  const limit = account?.instruments.get(proposal.symbol)?.volumeLimitLots;
  if (limit === undefined) return null;
  const direction = orderDirection(proposal.type);
  const used = commitments
    .filter((one) => one.symbol === proposal.symbol && one.direction === direction)
    .reduce((sum, { volumeLots }) => sum + volumeLots, 0);
  return Number((Math.max(0, limit - used) + nettedLots(facts)).toFixed(8));
}
