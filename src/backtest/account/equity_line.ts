/**
 * Equity as a line of one symbol's quotes, which it is from one event to the next where a point is
 * worth a whole number of minor units: then a quote costs two products instead of a look at every
 * position.
 */

import type { Ledger } from "./ledger.ts";

/** Call it after each event. */
export function findEquityLine(ledger: Ledger): void {
  const { positions, positionCount } = ledger;
  ledger.lineSymbol = null;
  if (positionCount === 0) return;
  let base = ledger.balanceMinor;
  let perBid = 0;
  let perAsk = 0;
  for (let at = 0; at < positionCount; at++) {
    const { symbol: index, direction, pointMinor, openPoints, swapMinor } = positions[at]!;
    if (index !== positions[0]!.symbol || pointMinor === 0) return;
    const gain = direction === "buy" ? pointMinor : 0 - pointMinor;
    base += swapMinor - openPoints * gain;
    if (direction === "buy") perBid += gain;
    else perAsk += gain;
  }
  if (!isExact(base, perBid, perAsk)) return;
  ledger.lineBase = base;
  ledger.linePerBid = perBid;
  ledger.linePerAsk = perAsk;
  ledger.lineSymbol = ledger.symbols[positions[0]!.symbol]!;
}

/** No price has more points. */
const mostPoints = 2 ** 31;

/** Whether no product and no sum of whole numbers is rounded at any price. */
function isExact(base: number, perBid: number, perAsk: number): boolean {
  const most = Math.abs(base) + (Math.abs(perBid) + Math.abs(perAsk)) * mostPoints;
  return most <= Number.MAX_SAFE_INTEGER;
}
