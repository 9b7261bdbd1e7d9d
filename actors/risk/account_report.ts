/**
 * Logs one line a minute for each traded account: equity, open trades, the day's profit or loss.
 * Nothing is logged when nothing has changed.
 */

import type { MoneyUnit } from "../../src/models/currency.ts";
import { isPaperTerminal, type RiskMetrics, type TerminalId } from "../../src/models/mod.ts";
import {
  countText,
  moneyText,
  percentText,
  signedMoneyText,
} from "../../src/models/figure_text.ts";
import { dayBase } from "../../src/risk/day/day_base.ts";
import type { AccountRisk } from "./account_risk.ts";
import { tradeTimeoutMs } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export class AccountReport {
  readonly #context: RiskContext;
  readonly #published = new Map<TerminalId, string>();

  constructor(context: RiskContext) {
    this.#context = context;
  }

  async log(accounts: readonly AccountRisk[]): Promise<void> {
    const { trade, policy, log } = this.#context;
    const overviews = await trade.ask("accounts", {}, { timeoutMs: tradeTimeoutMs });
    if (!overviews.ok) return;
    const isTraded = (terminal: TerminalId) =>
      isPaperTerminal(terminal) === (policy.tradingMode === "paper");
    for (const { terminal, facts } of accounts) {
      const metrics = facts?.metrics ?? null;
      const overview = overviews.value.find((one) => one.terminal === terminal);
      if (!isTraded(terminal) || facts === null || metrics === null || overview === undefined) {
        continue;
      }
      const figures = {
        equity: moneyText(metrics.equity, facts.identity),
        openTrades: countText(overview.positions.length, "open trade"),
        today: todayText(metrics, facts.identity),
      };
      const text = Object.values(figures).join(" ");
      if (this.#published.get(terminal) === text) continue;
      this.#published.set(terminal, text);
      log.info("account_report", { terminal, ...figures });
    }
  }
}

/** `+8.87 USD (+0.09 %)`, without deposits and withdrawals. */
function todayText(metrics: RiskMetrics, currency: MoneyUnit): string {
  const change = metrics.equity - metrics.dayStartEquity - metrics.dayFlows;
  const base = dayBase(metrics);
  const money = signedMoneyText(change, currency);
  if (base <= 0) return money;
  const share = change / base * 100;
  return `${money} (${share > 0 ? "+" : ""}${percentText(share)})`;
}
