/** The text of a daily or weekly report. Pure. */

import type { ReportPeriod } from "../../models/alert.ts";
import type { AccountCurrency } from "../../models/currency.ts";
import { countText, moneyText, percentText, signedMoneyText } from "../../models/figure_text.ts";
import type { RiskStatus } from "../../risk/halts/halt_requests.ts";
import type { GroupResult } from "../../report/groups/group_tally.ts";

export interface ReportFacts {
  readonly period: ReportPeriod;
  readonly day: string;
  readonly terminal: string;
  readonly currency: AccountCurrency | string;
  readonly risk: RiskStatus;
  /** Results of the period; null when the store did not answer. */
  readonly results: {
    readonly trades: GroupResult;
    readonly flows: number;
    readonly bySymbol: readonly ({ readonly group: string } & GroupResult)[];
  } | null;
}

/** The symbols that are named. */
const symbolsShown = 5;

export function periodReportText(facts: ReportFacts): string {
  const { period, day, terminal, currency, risk: { metrics, halts }, results } = facts;
  const title = period === "daily" ? `Day ${day}` : `Week to ${day}`;
  const lines = [`${title}, ${terminal}`];
  if (results === null) lines.push("The deals could not be read");
  else {
    const { trades, flows } = results;
    const won = trades.trades === 0 ? "" : `, ${trades.wins} won`;
    lines.push(
      `Closed: ${signedMoneyText(trades.net, currency)} in ` +
        `${countText(trades.trades, "trade")}${won}`,
    );
    if (flows !== 0) lines.push(`Paid in and out: ${signedMoneyText(flows, currency)}`);
    for (const { group, net, trades: count } of results.bySymbol.slice(0, symbolsShown)) {
      lines.push(`${group}: ${signedMoneyText(net, currency)} in ${countText(count, "trade")}`);
    }
  }
  if (metrics !== null) {
    lines.push(
      `Equity ${moneyText(metrics.equity, currency)}, balance ${
        moneyText(metrics.balance, currency)
      }`,
      `Drawdown ${percentText(metrics.drawdownPct)}`,
    );
  }
  for (const { reason } of halts) lines.push(`HALTED: ${reason}`);
  return lines.join("\n");
}
