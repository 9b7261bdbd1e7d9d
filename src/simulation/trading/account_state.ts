/**
 * The account's figures: equity = balance + credit + profit, where profit is what all positions would bring if closed
 * now, each rounded to the account's digits, swaps included; free margin = equity - margin; margin level =
 * equity / margin, null without margin.
 */

import type { AccountMetrics } from "../../models/mod.ts";
import type { Desk } from "./desk.ts";
import { marginMinor } from "./margin.ts";
import { floatingEstimate, floatingMinor } from "./profit.ts";
import { fromMinor, toMinor } from "./quantity.ts";

export interface AccountState extends Omit<AccountMetrics, "terminal" | "utcMs"> {
  readonly credit: number;
}

export function accountState(desk: Desk): AccountState {
  const { balanceMinor, creditMinor } = desk.book;
  const money = (minor: number) => fromMinor(minor, desk.account.currencyDigits);
  const equity = equityMinor(desk);
  const margin = marginMinor(desk);
  return {
    balance: money(balanceMinor),
    credit: money(creditMinor),
    profit: money(equity - balanceMinor - creditMinor),
    equity: money(equity),
    margin: money(margin),
    freeMargin: money(equity - margin),
    marginLevelPct: margin === 0 ? null : equity / margin * 100,
  };
}

export function equityMinor(desk: Desk): number {
  const { balanceMinor, creditMinor, positions } = desk.book;
  let floating = 0;
  for (const position of positions.values()) {
    floating += floatingMinor(desk, position) + toMinor(position.swap, desk.account.currencyDigits);
  }
  return balanceMinor + creditMinor + floating;
}

/** Equity in doubles, off by less than a cent a position. */
export function equityEstimate(desk: Desk): number {
  const { balanceMinor, creditMinor, positions } = desk.book;
  let equity = fromMinor(balanceMinor + creditMinor, desk.account.currencyDigits);
  for (const position of positions.values()) {
    equity += floatingEstimate(desk, position) + position.swap;
  }
  return equity;
}
