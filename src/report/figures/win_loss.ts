/**
 * How many trades won and lost, and how much, as MetaTrader counts: a trade that earned exactly
 * nothing is a profit trade.
 */

import type { ExitColumns } from "./exit_columns.ts";

export interface SideCount {
  readonly trades: number;
  readonly won: number;
}

export interface WinLoss {
  readonly trades: number;
  readonly won: number;
  readonly lost: number;
  readonly long: SideCount;
  readonly short: SideCount;
  /** The sum of what winning trades earned, and of what losing trades lost (negative). */
  readonly grossProfit: number;
  readonly grossLoss: number;
  readonly net: number;
  /** Null when nothing was lost. */
  readonly profitFactor: number | null;
  /** The net result of an average trade; null without a trade. */
  readonly expectedPayoff: number | null;
  readonly largestProfit: number;
  readonly largestLoss: number;
  readonly averageProfit: number | null;
  readonly averageLoss: number | null;
}

export function winLoss({ results, isLong }: ExitColumns): WinLoss {
  const trades = results.length;
  const long = { trades: 0, won: 0 };
  const short = { trades: 0, won: 0 };
  let [grossProfit, grossLoss, largestProfit, largestLoss] = [0, 0, 0, 0];
  for (let i = 0; i < trades; i++) {
    const result = results[i]!;
    const side = isLong[i] === 1 ? long : short;
    side.trades++;
    if (result >= 0) {
      side.won++;
      grossProfit += result;
      largestProfit = Math.max(largestProfit, result);
    } else {
      grossLoss += result;
      largestLoss = Math.min(largestLoss, result);
    }
  }
  const won = long.won + short.won;
  const lost = trades - won;
  const net = grossProfit + grossLoss;
  return {
    trades,
    won,
    lost,
    long,
    short,
    grossProfit,
    grossLoss,
    net,
    profitFactor: grossLoss < 0 ? grossProfit / -grossLoss : null,
    expectedPayoff: trades > 0 ? net / trades : null,
    largestProfit,
    largestLoss,
    averageProfit: won > 0 ? grossProfit / won : null,
    averageLoss: lost > 0 ? grossLoss / lost : null,
  };
}
