/**
 * What would be lost at the stop, by the bridge's own calculation and by the terminal's: the larger
 * one counts, because the symbol's tick value may be stale.
 */

import type { Refusal } from "../../models/mod.ts";
import { approximate } from "../../models/ratio.ts";
import { allowedLossOf, excessText } from "../loss/allowed_loss.ts";
import { countText, moneyText } from "../../models/figure_text.ts";
import { addedTo } from "../facts/netting.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import { isMore } from "../sizing.ts";
import { riskOf } from "../loss/trade_loss.ts";

export function riskWithin(facts: RiskFacts): Refusal | null {
  const { account, proposal: { symbol } } = facts;
  const [risk, allowed] = [riskOf(facts), allowedLossOf(facts)];
  if (account === null || risk === null || allowed === null) return null;
  // On a netting account, volume that only closes the opposite position carries no risk.
  if (risk.over <= 0n || !isMore(risk, allowed.money)) return null;
  const currency = account.identity;
  const addition = addedTo(facts).length > 0 ? ` on top of existing ${symbol} trades` : "";
  return {
    code: "risk_above_limit",
    message: excessText(
      `${countText(facts.volumeLots ?? 0, "lot")}${addition} (risk ${
        moneyText(approximate(risk), currency)
      })`,
      allowed,
      currency,
    ),
  };
}
