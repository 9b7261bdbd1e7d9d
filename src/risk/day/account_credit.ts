/**
 * The credit of an account. The terminal reports it, and the other parts of equity beyond balance
 * and floating profit: blocked commission and, on exchanges, assets and liabilities. If these do
 * not explain equity, the whole difference counts as credit, so that it has to be explained.
 */

import { type MoneyUnit, smallestAmount } from "../../models/currency.ts";
import type { AccountMetrics } from "../../models/mod.ts";

/** Each of the figures is rounded to the currency's smallest coin. */
const noiseCoins = 3;

export function creditOf(account: AccountMetrics, currency: MoneyUnit): number {
  const { equity, balance, profit, credit, commissionBlocked, assets, liabilities } = account;
  const beyond = equity - balance - profit;
  // Brokers differ in what they include.
  const owned = assets - liabilities;
  const explaining = [0, -commissionBlocked, owned, owned - commissionBlocked];
  const noise = noiseCoins * smallestAmount(currency);
  const isExplained = explaining.some((part) => Math.abs(beyond - credit - part) <= noise);
  return isExplained ? credit : beyond;
}
