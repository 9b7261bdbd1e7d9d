/**
 * What a report needs to know of a deal. Every deal of the bridge fits: those of a terminal, of the
 * paper account, of a backtest and of an imported report.
 */

import type { Deal } from "../../models/mod.ts";

export interface ReportDeal extends
  Pick<
    Deal<string>,
    | "position"
    | "symbol"
    | "type"
    | "entry"
    | "volumeLots"
    | "price"
    | "profit"
    | "swap"
    | "commission"
    | "fee"
    | "reason"
    | "comment"
    | "brokerMs"
  > {
  /** The stop of the order that made the deal; missing where the venue does not tell it. */
  readonly stopLoss?: number | null;
}

/** Whether it opened, closed or reversed a position, rather than only moving money. */
export function isTradeDeal({ type, position }: ReportDeal): boolean {
  return position !== null && (type === "buy" || type === "sell");
}

/** Whether MetaTrader counts it as a trade: it closed a position, or a part of one. */
export function isExit(deal: ReportDeal): boolean {
  return deal.entry !== "in" && isTradeDeal(deal);
}
