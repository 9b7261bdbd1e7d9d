/** What each calendar month changed the balance by, in money and in percent of its start. Pure. */

import type { ReportDeal } from "../trades/report_deal.ts";
import { dealAmount, isFlow } from "../../risk/day/deal_flow.ts";

export interface MonthResult {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  readonly net: number;
  /** Null when there was nothing to start with. */
  readonly percent: number | null;
}

/** Months of the broker's clock with deals, the oldest first. */
export function monthResults(deposit: number, deals: readonly ReportDeal[]): MonthResult[] {
  const months: MonthResult[] = [];
  let [balance, start, net, current] = [deposit, deposit, 0, NaN];
  const end = () => {
    if (Number.isNaN(current)) return;
    const percent = start > 0 ? net / start * 100 : null;
    months.push({ year: Math.floor(current / 12), month: current % 12, net, percent });
  };
  for (const deal of deals) {
    const at = new Date(deal.brokerMs);
    const month = at.getUTCFullYear() * 12 + at.getUTCMonth();
    if (month !== current) {
      end();
      [start, net, current] = [balance, 0, month];
    }
    if (deal.type === "credit") continue;
    const amount = dealAmount(deal);
    balance += amount;
    if (isFlow(deal.type)) start += amount;
    else net += amount;
  }
  end();
  return months;
}
