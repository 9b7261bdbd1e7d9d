/**
 * The equity high of an earlier run, adjusted by the deposits and withdrawals since its figures
 * were stored. The balance shows which those are; the time of the row does not, because the
 * computer's clock may have been wrong.
 */

import type { AccountDay, RiskMetrics, VenueDeal } from "../../models/mod.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";
import { inDealOrder } from "./deal_order.ts";
import { correctedPeak, type EquityPeak, raisePeak } from "./equity_peak.ts";

/** Sums of cents in doubles are off by less than this. */
const balanceNoise = 1e-6;

/**
 * `day` is the day of the stored figures, `deals` are those from its start on. Null where they do
 * not explain the stored balance. The peak is rebased: its flows are zero.
 */
export function peakSince(
  metrics: RiskMetrics,
  day: AccountDay,
  deals: readonly VenueDeal[],
): EquityPeak | null {
  const { equity, balance, dayFlows } = metrics;
  const all = deals.toSorted(inDealOrder);
  const included = sumsAfterEach(all)
    .filter((sums) => Math.abs(day.startBalance + sums.balance - balance) <= balanceNoise)
    .map((sums) => sums.flows);
  // Deals that leave the balance as it is, such as credit, count as the stored flows say.
  const flows = included.find((one) => Math.abs(one - dayFlows) <= balanceNoise) ?? included.at(-1);
  if (flows === undefined) return null;
  const total = flowsOf(all);
  const then = peakThen(metrics, day, flows);
  return { ...raisePeak(then, equity + total - flows, total), flows: 0 };
}

/**
 * The peak as of the stored figures, with the flows that they really contained. The start of the
 * day may have been corrected after they were stored, so that a deposit which they counted as part
 * of the start is a flow now.
 */
function peakThen(
  { peakEquity, equity, dayFlows, dayStartEquity }: RiskMetrics,
  { startEquity, reconstruction }: AccountDay,
  flows: number,
): EquityPeak {
  const peak = { peakEquity, flows: dayFlows };
  if (reconstruction === null || startEquity === dayStartEquity) {
    return raisePeak(peak, equity, flows);
  }
  return correctedPeak({ before: reconstruction.peakEquity, peak, seen: null }, equity, flows);
}

/** What the deals up to each one, and before the first, did to the balance, and their flows. */
function sumsAfterEach(deals: readonly VenueDeal[]) {
  let sums = { balance: 0, flows: 0 };
  return [
    sums,
    ...deals.map((deal) => {
      const [nature, amount] = [dealNature(deal.type), dealAmount(deal)];
      sums = {
        balance: sums.balance + (nature === "credit" ? 0 : amount),
        flows: sums.flows + (nature === "result" ? 0 : amount),
      };
      return sums;
    }),
  ];
}

export function flowsOf(deals: readonly VenueDeal[]): number {
  return deals.filter(({ type }) => dealNature(type) !== "result")
    .reduce((sum, deal) => sum + dealAmount(deal), 0);
}
