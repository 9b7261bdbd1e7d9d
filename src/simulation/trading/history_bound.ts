/**
 * Limits how much of an account's history is kept. Money does not depend on it, because the balance
 * is stored separately.
 */

import type { BrokerState } from "./broker_context.ts";

/**
 * The limit for deals and for ended orders: years of a busy account, about 20 MB. A long demo must
 * not grow forever.
 */
export const historyRowsMax = 20_000;

/**
 * How far the limit may be exceeded before rows are dropped: dropping them one by one would move
 * all the others each time.
 */
const slack = 1.1;

/** Drops the oldest rows when there are too many. */
export function dropOldHistory({ deals, historyOrders }: BrokerState, rowsMax: number): void {
  for (const rows of [deals, historyOrders]) {
    if (rows.length > rowsMax * slack) rows.splice(0, rows.length - rowsMax);
  }
}
