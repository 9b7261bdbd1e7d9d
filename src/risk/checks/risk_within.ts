/**
 * What would be lost at the stop, by the bridge's own calculation and by the terminal's: the larger
 * one counts, because the symbol's tick value may be stale.
 */

import type { Refusal } from "../../models/mod.ts";
import { approximate, type Ratio } from "../../models/ratio.ts";
import { allowanceOf, excessText } from "../allowance.ts";
import { moneyText } from "../../models/figure_text.ts";
import { addedTo } from "../netting.ts";
import type { OrderFacts, RiskFacts } from "../risk_facts.ts";
import { isMore } from "../sizing.ts";
import { lossOfLots, tradeLossOf } from "../trade_loss.ts";

export function riskWithin(facts: RiskFacts): Refusal | null {
  const { account, proposal: { symbol } } = facts;
  const [risk, allowed] = [riskOf(facts), allowanceOf(facts)];
  if (account === null || risk === null || allowed === null) return null;
  // On a netting account, volume that only closes the opposite position carries no risk.
  if (risk.over <= 0n || !isMore(risk, allowed.money)) return null;
  const currency = account.identity;
  const addition = addedTo(facts).length > 0 ? ` on top of existing ${symbol} trades` : "";
  return {
    code: "risk_above_limit",
    message: excessText(
      `${facts.volumeLots} lots${addition} (risk ${moneyText(approximate(risk), currency)})`,
      allowed,
      currency,
    ),
  };
}

/**
 * The loss at the stop with the volume of `facts`, including the position that the order would
 * become part of; null while unknown.
 */
export function riskOf(facts: OrderFacts): Ratio | null {
  const { volumeLots } = facts;
  const loss = tradeLossOf(facts);
  if (loss === null || volumeLots === null || !Number.isFinite(volumeLots)) return null;
  return lossOfLots(loss, volumeLots);
}
