/** The results of deals, grouped. Pure. */

import type { DealDocument } from "../../http/api/trading_schemas.ts";

export interface Earned {
  readonly group: string;
  readonly deals: number;
  /** Profit including swap, commission and fee, in the account's currency. */
  readonly net: number;
  readonly wins: number;
}

/** Deposits and other money operations are not trades. */
function isTrade({ symbol, type }: DealDocument): boolean {
  return symbol !== null && (type === "buy" || type === "sell");
}

/**
 * The costs of opening belong to the group of the opening deal, so `groupOf` must handle opening
 * deals too.
 */
export function earned(
  deals: readonly DealDocument[],
  groupOf: (deal: DealDocument) => string,
): Earned[] {
  const groups = Map.groupBy(deals.filter(isTrade), groupOf);
  return Array.from(groups, ([group, members]) => {
    const closing = members.filter(({ entry }) => entry !== "in");
    return {
      group,
      deals: closing.length,
      net: members.reduce((sum, deal) => sum + netOf(deal), 0),
      wins: closing.filter((deal) => netOf(deal) > 0).length,
    };
  });
}

function netOf({ profit, swap, commission, fee }: DealDocument): number {
  return profit + swap + commission + fee;
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

export function weekdayOf({ utcMs }: DealDocument): string {
  return weekdays[new Date(utcMs).getUTCDay()]!;
}

export function hourOf({ utcMs }: DealDocument): string {
  return `${String(new Date(utcMs).getUTCHours()).padStart(2, "0")}:00`;
}
