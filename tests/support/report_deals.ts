/** Deals for reports, written briefly: what a test does not name is of no importance to it. */

import { brokerMs } from "../../src/models/time.ts";
import { ticket } from "../../src/models/ticket.ts";
import type { ReportDeal } from "../../src/report/trades/report_deal.ts";

const firstMs = Date.UTC(2024, 0, 1, 10);
const stepMs = 60_000;

type Given = Partial<Omit<ReportDeal, "position" | "brokerMs">> & {
  /** The number of the position; null for deals that only move money. */
  readonly position?: number | null;
  /** Minutes after the first moment. */
  readonly minute?: number;
};

export function reportDeal({ position = 1, minute = 0, ...given }: Given): ReportDeal {
  return {
    symbol: position === null ? null : "EURUSD",
    type: "buy",
    entry: "in",
    volumeLots: 1,
    price: 1.1,
    profit: 0,
    swap: 0,
    commission: 0,
    fee: 0,
    reason: "expert",
    comment: "",
    ...given,
    position: position === null ? null : ticket(String(position)),
    brokerMs: brokerMs(firstMs + minute * stepMs),
  };
}

/** Long positions, one after the other, each closed with the next of the results. */
export function dealsWithResults(results: readonly number[]): ReportDeal[] {
  return results.flatMap((profit, index) => [
    reportDeal({ position: index + 1, minute: 2 * index }),
    reportDeal({
      position: index + 1,
      minute: 2 * index + 1,
      type: "sell",
      entry: "out",
      price: 1.1 + profit / 100_000,
      profit,
    }),
  ]);
}
