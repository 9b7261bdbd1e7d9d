/**
 * The account's figures: equity = balance + credit - blocked commission + profit, where profit is
 * the result of closing all positions now, each rounded to the account's digits, including swap;
 * free margin = equity - margin; margin level = equity / margin, null without margin.
 */

import type { AccountMetrics } from "../../models/mod.ts";
import type { BrokerContext } from "./broker_context.ts";
import { marginMinor } from "./margin.ts";
import { floatingEstimate, floatingMinor } from "./profit.ts";
import { fromMinor, toMinor } from "./quantity.ts";

export type AccountState = Omit<AccountMetrics, "terminal" | "utcMs">;

export function accountState(context: BrokerContext): AccountState {
  const { balanceMinor, creditMinor, commissionBlockedMinor } = context.state;
  const money = (minor: number) => fromMinor(minor, context.account.currencyDigits);
  const equity = equityMinor(context);
  const margin = marginMinor(context);
  return {
    balance: money(balanceMinor),
    credit: money(creditMinor),
    commissionBlocked: money(commissionBlockedMinor),
    assets: 0,
    liabilities: 0,
    profit: money(equity - balanceMinor - creditMinor + commissionBlockedMinor),
    equity: money(equity),
    margin: money(margin),
    freeMargin: money(equity - margin),
    marginLevelPct: margin === 0 ? null : equity / margin * 100,
  };
}

export function equityMinor(context: BrokerContext): number {
  const { balanceMinor, creditMinor, commissionBlockedMinor, positions } = context.state;
  let floating = 0;
  for (const position of positions.values()) {
    floating += floatingMinor(context, position) +
      toMinor(position.swap, context.account.currencyDigits);
  }
  return balanceMinor + creditMinor - commissionBlockedMinor + floating;
}

/** Equity calculated with doubles, which is off by less than a cent for each position. */
export function equityEstimate(context: BrokerContext): number {
  const { balanceMinor, creditMinor, commissionBlockedMinor, positions } = context.state;
  const ownMinor = balanceMinor + creditMinor - commissionBlockedMinor;
  let equity = fromMinor(ownMinor, context.account.currencyDigits);
  for (const position of positions.values()) {
    equity += floatingEstimate(context, position) + position.swap;
  }
  return equity;
}
