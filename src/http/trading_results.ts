/**
 * What the deals of a range have earned: in all, and by symbol, strategy, weekday and hour (UTC).
 * The deals come in parts, in any order. Pure.
 */

import type { TerminalDealRow } from "../database/page_rows.ts";
import { dealAmount, dealNature } from "../risk/deal_flow.ts";

export interface GroupResult {
  /** Deals that closed a position or a part of one. */
  readonly trades: number;
  /** Closing deals with a profit, after their own costs. */
  readonly wins: number;
  /** Profit including swap, commission and fee, those of opening deals, too. */
  readonly net: number;
}

export interface EarnedBy<G> extends GroupResult {
  readonly group: G;
}

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

const nothing: GroupResult = { trades: 0, wins: 0, net: 0 };

export class ResultsTally {
  #trades = nothing;
  #otherResult = 0;
  #flows = 0;
  readonly #bySymbol = new Map<string, GroupResult>();
  readonly #byStrategy = new Map<string | null, GroupResult>();
  readonly #byWeekday = new Map<number, GroupResult>();
  readonly #byHour = new Map<number, GroupResult>();

  add(deals: readonly TerminalDealRow[]): void {
    for (const deal of deals) this.#add(deal);
  }

  get results(): TradingResults {
    return {
      trades: this.#trades,
      otherResult: this.#otherResult,
      flows: this.#flows,
      bySymbol: byNet(this.#bySymbol),
      byStrategy: byNet(this.#byStrategy),
      byWeekday: byNet(this.#byWeekday),
      byHour: rowsOf(this.#byHour).sort((one, other) => one.group - other.group),
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
    this.#trades = withDeal(this.#trades, deal);
    count(this.#bySymbol, symbol, deal);
    count(this.#byStrategy, strategy, deal);
    count(this.#byWeekday, at.getUTCDay(), deal);
    count(this.#byHour, at.getUTCHours(), deal);
  }
}

function withDeal({ trades, wins, net }: GroupResult, deal: TerminalDealRow): GroupResult {
  const amount = dealAmount(deal);
  const isClosing = deal.entry !== "in";
  return {
    trades: trades + (isClosing ? 1 : 0),
    wins: wins + (isClosing && amount > 0 ? 1 : 0),
    net: net + amount,
  };
}

function count<G>(groups: Map<G, GroupResult>, group: G, deal: TerminalDealRow): void {
  groups.set(group, withDeal(groups.get(group) ?? nothing, deal));
}

function rowsOf<G>(groups: ReadonlyMap<G, GroupResult>): EarnedBy<G>[] {
  return Array.from(groups, ([group, earned]) => ({ group, ...earned }));
}

function byNet<G>(groups: ReadonlyMap<G, GroupResult>): EarnedBy<G>[] {
  return rowsOf(groups).sort((one, other) => other.net - one.net);
}
