/** How much of an account's past is kept. Money does not depend on it: the balance is kept as such. */

import type { BrokerState } from "./broker_context.ts";

/** Deals, and ended orders: years of a busy account, some 20 MB; a long demo must not grow for ever. */
export const historyRowsMax = 20_000;

/** Rows beyond the bound before any are dropped: dropping them one by one would move all others each time. */
const slack = 1.1;

/** Drops the oldest rows when there are too many. */
export function dropOldHistory({ deals, historyOrders }: BrokerState, rowsMax: number): void {
  for (const rows of [deals, historyOrders]) {
    if (rows.length > rowsMax * slack) rows.splice(0, rows.length - rowsMax);
  }
}
