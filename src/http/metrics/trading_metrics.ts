/**
 * Risk and trading as metrics: limits and how much of them is used, halts, open positions and
 * orders.
 */

import type { AccountShown } from "../api/account_routes.ts";
import type { RiskStatus } from "../../risk/halts/halt_requests.ts";
import type { RiskLimits } from "../../config/risk_limits.ts";
import type { MetricSet } from "./metric_set.ts";

export interface TradingFacts {
  readonly limits: RiskLimits;
  /** Null while the actor does not answer. */
  readonly accounts: readonly RiskStatus[] | null;
  readonly overviews:
    | readonly (Omit<AccountShown, "positions" | "orders"> & {
      readonly positions: readonly unknown[];
      readonly orders: readonly unknown[];
    })[]
    | null;
}

export function addTrading(set: MetricSet, { limits, accounts, overviews }: TradingFacts): void {
  addLimits(set, limits, {});
  for (const { terminal, name, limits: own, metrics, halts } of accounts ?? []) {
    if (name !== null) addLimits(set, own, { terminal });
    set.gauge("risk_halted", "1 while trading is halted", halts.length > 0, { terminal });
    set.gauge(
      "risk_known",
      "1 while equity is known; nothing is approved without",
      metrics !== null,
      { terminal },
    );
    if (metrics === null) continue;
    set.gauge(
      "risk_daily_loss_percent",
      "Daily loss in percent of the equity at the start of the day",
      metrics.dayLossPct,
      { terminal },
    );
    set.gauge("risk_drawdown_percent", "Drawdown from the equity high", metrics.drawdownPct, {
      terminal,
    });
  }
  for (const { terminal, mode, isReconciled, positions, orders, intents } of overviews ?? []) {
    set.gauge("positions", "Open positions", positions.length, { terminal, mode });
    set.gauge("orders", "Pending orders", orders.length, { terminal, mode });
    set.gauge("intents_open", "Requests that are not final", intents.length, { terminal, mode });
    const unknown = intents.filter(({ state }) => state === "unknown").length;
    set.gauge("intents_unknown", "Requests whose outcome is not known", unknown, {
      terminal,
      mode,
    });
    set.gauge(
      "account_reconciled",
      "1 when the account agrees with the terminal",
      isReconciled,
      { terminal, mode },
    );
  }
}

function addLimits(
  set: MetricSet,
  limits: RiskLimits,
  account: { readonly terminal?: string },
): void {
  const [gauge, help] = account.terminal === undefined
    ? ["risk_limit", "The configured limit"] as const
    : ["account_risk_limit", "The limit of an account that has its own"] as const;
  const limit = (name: string, value: number) =>
    set.gauge(gauge, help, value, { ...account, limit: name });
  limit("daily_loss_percent", limits.maxDailyLossPct);
  limit("drawdown_percent", limits.maxDrawdownPct);
  limit("trades", limits.maxSimultaneousTrades);
}
