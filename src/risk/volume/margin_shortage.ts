/**
 * The margin that would be left after the trade, as the terminal calculates it. An order that only
 * closes part of a netting position, and uses no more margin, is allowed at any margin level.
 */

import { moneyText, percentText } from "../../models/figure_text.ts";
import { nettedLots } from "../facts/netting.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

/** TRADE_RETCODE_NO_MONEY. */
const noMoney = 10019;

/** A sentence for the trader; null when there is enough or it is unknown. */
export function marginShortage(facts: RiskFacts): string | null {
  const { account, policy, brokerCheck } = facts;
  if (account === null || brokerCheck === null) return null;
  const limit = policy.limits.minMarginLevelPct;
  if (!brokerCheck.ok) {
    const { error } = brokerCheck;
    return error.code === "call_refused" && error.retcode === noMoney
      ? `Not enough free margin: ${error.message}`
      : null;
  }
  const { margin, freeMargin, marginLevelPct } = brokerCheck.value;
  if (isOnlyClosing(facts) && margin <= (account.usedMargin ?? 0)) return null;
  if (!(freeMargin > 0)) {
    const left = moneyText(freeMargin, account.identity);
    return `Free margin after the trade would be ${left}`;
  }
  if (marginLevelPct === null || marginLevelPct >= limit) return null;
  return `Margin level after the trade would be ${percentText(marginLevelPct)} ` +
    `(minimum ${percentText(limit)}: MIN_MARGIN_LEVEL_PCT)`;
}

/** By the bridge's own list, which may be older than the terminal's. */
function isOnlyClosing(facts: RiskFacts): boolean {
  return facts.volumeLots !== null && facts.volumeLots <= nettedLots(facts);
}
