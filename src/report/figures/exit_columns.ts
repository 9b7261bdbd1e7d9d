/**
 * The closing deals as columns: their results and the balances after them, from which most figures
 * follow. One pass over the deals. Pure.
 */

import type { DealType } from "../../models/mod.ts";
import { dealAmount, dealNature } from "../../risk/day/deal_flow.ts";
import { exactMoney } from "../trades/exact_money.ts";
import { isExit, isTradeDeal, type ReportDeal } from "../trades/report_deal.ts";
import { type Drawdowns, DrawdownTally } from "./drawdown.ts";

/** Row `i` of each column belongs to the closing deal `i`. */
export interface ExitColumns {
  readonly deposit: number;
  /** What MetaTrader counts as the result of a trade: the closing deal's own. */
  readonly results: Float64Array;
  readonly balances: Float64Array;
  /** What the balance was before, with money paid in or out in between. */
  readonly balancesBefore: Float64Array;
  /** 1 when the closed position was long. */
  readonly isLong: Uint8Array;
  readonly finalBalance: number;
  /** All deals, not only closing ones. */
  readonly tradeDeals: number;
  readonly balanceDrawdowns: Drawdowns;
  readonly costs: DealCosts;
  /** Deposits less withdrawals after the initial deposit, with bonus and corrections. */
  readonly flows: number;
  /** Those before the last closing deal. */
  readonly flowsAtLastExit: number;
  /** Commission and fee of deals that only opened something: no trade's own result has them. */
  readonly openingCosts: number;
  /** Charges, interest, dividends and taxes that belong to no trade. */
  readonly otherResult: number;
}

/** Sums over all trade deals; negative amounts were paid. */
export interface DealCosts {
  readonly commission: number;
  readonly fee: number;
  readonly swap: number;
}

/** `deposit` is the balance before the first of `deals`, which are in order of execution. */
export function exitColumns(deposit: number, deals: readonly ReportDeal[]): ExitColumns {
  const count = deals.reduce((sum, deal) => sum + (isExit(deal) ? 1 : 0), 0);
  const results = new Float64Array(count);
  const balances = new Float64Array(count);
  const balancesBefore = new Float64Array(count);
  const isLong = new Uint8Array(count);
  const tally = new DrawdownTally(deposit);
  const costs = { commission: 0, fee: 0, swap: 0 };
  const sums = { tradeDeals: 0, flows: 0, otherResult: 0, flowsAtLastExit: 0, openingCosts: 0 };
  let [balance, before, row] = [deposit, deposit, 0];
  for (const deal of deals) {
    const amount = balanceChange(deal);
    balance = exactMoney(balance + amount);
    if (!isTradeDeal(deal)) {
      if (isPaid(deal.type)) {
        before += amount;
        sums.flows += amount;
        tally.shift(amount);
      } else sums.otherResult += amount;
      tally.add(balance);
      continue;
    }
    sums.tradeDeals++;
    costs.commission += deal.commission;
    costs.fee += deal.fee;
    costs.swap += deal.swap;
    tally.add(balance);
    if (!isExit(deal)) {
      sums.openingCosts += amount;
      continue;
    }
    results[row] = amount;
    balances[row] = balance;
    balancesBefore[row] = before;
    isLong[row] = deal.type === "sell" ? 1 : 0;
    before = balance;
    sums.flowsAtLastExit = sums.flows;
    row++;
  }
  return {
    deposit,
    results,
    balances,
    balancesBefore,
    isLong,
    finalBalance: balance,
    balanceDrawdowns: tally.drawdowns,
    costs,
    ...sums,
  };
}

function isPaid(type: DealType): boolean {
  return dealNature(type) !== "result";
}

/** Credit changes equity, not the balance. */
function balanceChange(deal: ReportDeal): number {
  return deal.type === "credit" ? 0 : exactMoney(dealAmount(deal));
}
