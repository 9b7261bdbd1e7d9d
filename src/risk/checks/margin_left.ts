/** The margin that would be left after the trade, as the terminal calculates it. */

import type { Refusal } from "../../models/mod.ts";
import { moneyText, percentText } from "../../models/figure_text.ts";
import type { RiskFacts } from "../risk_facts.ts";

/** TRADE_RETCODE_NO_MONEY. */
const noMoney = 10019;

export function marginRefusal({ account, policy, brokerCheck }: RiskFacts): Refusal | null {
  if (account === null || brokerCheck === null) return null;
  const limit = policy.limits.minMarginLevelPct;
  if (!brokerCheck.ok) {
    const { error } = brokerCheck;
    return error.code === "call_refused" && error.retcode === noMoney
      ? refuse(`Not enough free margin: ${error.message}`)
      : null;
  }
  const { freeMargin, marginLevelPct } = brokerCheck.value;
  if (!(freeMargin > 0)) {
    const left = moneyText(freeMargin, account.identity.currency);
    return refuse(`Free margin after the trade would be ${left}`);
  }
  if (marginLevelPct === null || marginLevelPct >= limit) return null;
  return refuse(
    `Margin level after the trade would be ${percentText(marginLevelPct)} ` +
      `(minimum ${percentText(limit)}: MIN_MARGIN_LEVEL_PCT)`,
  );
}

function refuse(message: string): Refusal {
  return { code: "margin_too_low", message };
}
