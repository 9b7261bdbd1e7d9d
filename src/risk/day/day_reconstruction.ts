/**
 * A day's start that is worked out backwards: from the account as it was read once, less the deals
 * of the day until then. Deals that the venue lists late give another start from the same figures,
 * in this run of the bridge or in a later one.
 */

import type { BrokerMs, DayReconstruction, VenueDeal } from "../../models/mod.ts";
import { dealAmount, dealNature, isFlow } from "./deal_flow.ts";

export interface ReconstructedStart {
  readonly startBalance: number;
  readonly startEquity: number;
  /** Credit at the start of the day. */
  readonly credit: number;
}

/** `deals` are those of the day that the figures contain. */
export function reconstructedStart(
  reconstruction: DayReconstruction,
  deals: readonly VenueDeal[],
): ReconstructedStart {
  const { balance, credit, floating } = reconstruction;
  const credits = deals.filter(({ type }) => dealNature(type) === "credit");
  const given = sumOf(credits);
  const startBalance = wholeMoney(balance - (sumOf(deals) - given));
  const creditBefore = wholeMoney(credit - given);
  // It is unknown when commission was blocked, so all of it counts as lost today.
  const lost = floating - withdrawnLate(reconstruction, deals);
  const startEquity = wholeMoney(startBalance + creditBefore + lost);
  return { startBalance, startEquity, credit: creditBefore };
}

/** The money that counts as lost and that a withdrawal listed later explains. */
function withdrawnLate({ missing }: DayReconstruction, deals: readonly VenueDeal[]): number {
  if (missing === undefined) return 0;
  const flows = sumOf(deals.filter(({ type }) => isFlow(type)));
  return Math.min(missing.money, Math.max(0, missing.flows - flows));
}

/**
 * All possible starts, the most likely one first: the figures contain the deals of their time and
 * before, except perhaps the last of them, which may have come later and been dated back by the
 * broker, by `settledMs` at most. `deals` are those of the day, by time.
 */
export function* possibleStarts(
  reconstruction: DayReconstruction,
  deals: readonly VenueDeal[],
  settledMs: number,
): Generator<ReconstructedStart> {
  const { brokerMs } = reconstruction;
  const until = deals.filter((deal) => deal.brokerMs <= brokerMs);
  for (let count = until.length; count >= 0; count -= 1) {
    yield reconstructedStart(reconstruction, until.slice(0, count));
    const last = until[count - 1];
    if (last === undefined || isSettled(last, brokerMs, settledMs)) return;
  }
}

function isSettled(deal: VenueDeal, brokerMs: BrokerMs, settledMs: number): boolean {
  return deal.brokerMs <= brokerMs - settledMs;
}

function sumOf(deals: readonly VenueDeal[]): number {
  return deals.reduce((sum, deal) => sum + dealAmount(deal), 0);
}

/** Without the rounding errors of doubles; enough decimals for any currency. */
function wholeMoney(money: number): number {
  return Number(money.toFixed(8));
}
