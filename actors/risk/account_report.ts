/**
 * Logs one line a minute for each traded account: equity, open trades, the day's profit or loss.
 * Nothing is logged when nothing has changed.
 */

import { isPaperTerminal, type TerminalId } from "../../src/models/mod.ts";
import { countText, moneyText } from "../../src/models/figure_text.ts";
import { todayText } from "../../src/risk/day/today_text.ts";
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
    const { trade, policies, log } = this.#context;
    const overviews = await trade.ask("accounts", {}, { timeoutMs: tradeTimeoutMs });
    if (!overviews.ok) return;
    const isTraded = (terminal: TerminalId) =>
      isPaperTerminal(terminal) === (policies.of(terminal).tradingMode === "paper");
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
