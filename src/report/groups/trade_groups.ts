/**
 * What the trades have earned by symbol, strategy, side, exit, and by the hour, weekday and month
 * of the broker's clock in which they were opened. Pure.
 */

import type { ReportTrade } from "../trades/trade.ts";
import { type EarnedBy, type GroupResult, GroupTally } from "./group_tally.ts";

export interface TradeGroups {
  readonly bySymbol: readonly EarnedBy<string>[];
  /** Null: trades of no strategy. */
  readonly byStrategy: readonly EarnedBy<string | null>[];
  readonly bySide: readonly EarnedBy<string>[];
  /** By what closed them: a stop, a target, the expert and so on. */
  readonly byReason: readonly EarnedBy<string>[];
  readonly byHour: readonly EarnedBy<number>[];
  /** 0 is Sunday. */
  readonly byWeekday: readonly EarnedBy<number>[];
  /** 0 is January. */
  readonly byMonth: readonly EarnedBy<number>[];
}

export function tradeGroups(trades: readonly ReportTrade[]): TradeGroups {
  const bySymbol = new GroupTally<string>();
  const byStrategy = new GroupTally<string | null>();
  const bySide = new GroupTally<string>();
  const byReason = new GroupTally<string>();
  const byHour = new GroupTally<number>();
  const byWeekday = new GroupTally<number>();
  const byMonth = new GroupTally<number>();
  for (const trade of trades) {
    const earned = earnedBy(trade);
    const at = new Date(trade.openMs ?? trade.closeMs);
    bySymbol.add(trade.symbol, earned);
    byStrategy.add(trade.strategy, earned);
    bySide.add(trade.side, earned);
    byReason.add(trade.reason, earned);
    byHour.add(at.getUTCHours(), earned);
    byWeekday.add(at.getUTCDay(), earned);
    byMonth.add(at.getUTCMonth(), earned);
  }
  return {
    bySymbol: bySymbol.byNet,
    byStrategy: byStrategy.byNet,
    bySide: bySide.rows,
    byReason: byReason.byNet,
    byHour: inOrder(byHour),
    byWeekday: inOrder(byWeekday),
    byMonth: inOrder(byMonth),
  };
}

function earnedBy({ net }: ReportTrade): GroupResult {
  return { trades: 1, wins: net >= 0 ? 1 : 0, net };
}

function inOrder(tally: GroupTally<number>): EarnedBy<number>[] {
  return tally.rows.sort((one, other) => one.group - other.group);
}
