/**
 * What the deals of a range have earned: in all, and by symbol, strategy, weekday and hour (UTC).
 * The deals come in parts, in any order. Pure.
 */

import type { TerminalDealRow } from "../database/page_rows.ts";
import {
  bothResults,
  type EarnedBy,
  type GroupResult,
  GroupTally,
  nothingEarned,
} from "../report/groups/group_tally.ts";
import { dealAmount, dealNature } from "../risk/day/deal_flow.ts";

export interface TradingResults {
  readonly trades: GroupResult;
  /** Charges, interest, dividends and taxes that belong to no trade. */
  readonly otherResult: number;
  /** Deposits less withdrawals, with credit, bonus and corrections. */
  readonly flows: number;
  readonly bySymbol: readonly EarnedBy<string>[];
  /** Null: manual trades and those by command. */
  readonly byStrategy: readonly EarnedBy<string | null>[];
  /** 0 is Sunday. */
  readonly byWeekday: readonly EarnedBy<number>[];
  readonly byHour: readonly EarnedBy<number>[];
}

export class ResultsTally {
  #trades = nothingEarned;
  #otherResult = 0;
  #flows = 0;
  readonly #bySymbol = new GroupTally<string>();
  readonly #byStrategy = new GroupTally<string | null>();
  readonly #byWeekday = new GroupTally<number>();
  readonly #byHour = new GroupTally<number>();

  add(deals: readonly TerminalDealRow[]): void {
    for (const deal of deals) this.#add(deal);
  }

  get results(): TradingResults {
    return {
      trades: this.#trades,
      otherResult: this.#otherResult,
      flows: this.#flows,
      bySymbol: this.#bySymbol.byNet,
      byStrategy: this.#byStrategy.byNet,
      byWeekday: this.#byWeekday.byNet,
      byHour: this.#byHour.rows.sort((one, other) => one.group - other.group),
    };
  }

  #add(deal: TerminalDealRow): void {
    const { symbol, type, strategy, utcMs } = deal;
    if (symbol === null || (type !== "buy" && type !== "sell")) {
      if (dealNature(type) === "result") this.#otherResult += dealAmount(deal);
      else this.#flows += dealAmount(deal);
      return;
    }
    const at = new Date(utcMs);
    const earned = earnedBy(deal);
    this.#trades = bothResults(this.#trades, earned);
    this.#bySymbol.add(symbol, earned);
    this.#byStrategy.add(strategy, earned);
    this.#byWeekday.add(at.getUTCDay(), earned);
    this.#byHour.add(at.getUTCHours(), earned);
  }
}

/** A closing deal is a trade, and a win with a profit after its own costs. */
function earnedBy(deal: TerminalDealRow): GroupResult {
  const net = dealAmount(deal);
  const isClosing = deal.entry !== "in";
  return { trades: isClosing ? 1 : 0, wins: isClosing && net > 0 ? 1 : 0, net };
}
