/**
 * The stop loss must be on the losing side of the price and the take profit on the winning side.
 */

import { orderDirection, type Refusal } from "../../models/mod.ts";
import { entryPriceOf, exitPriceOf } from "../facts/entry_price.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function stopSide({ proposal, price }: RiskFacts): Refusal | null {
  const { stopLoss, takeProfit, type } = proposal;
  const [entry, exit] = [entryPriceOf(proposal, price), exitPriceOf(proposal, price)];
  if (entry === null || exit === null) return null;
  const sign = orderDirection(type) === "buy" ? 1 : -1;
  const word = sign === 1 ? ["buy", "below", "above"] : ["sell", "above", "below"];
  if (stopLoss !== null && !(sign * (exit - stopLoss) > 0)) {
    return refuse(`Stop loss ${stopLoss} of a ${word[0]} must be ${word[1]} ${exit}`);
  }
  if (takeProfit !== null && !(sign * (takeProfit - entry) > 0)) {
    return refuse(`Take profit ${takeProfit} of a ${word[0]} must be ${word[2]} ${entry}`);
  }
  return null;
}

function refuse(message: string): Refusal {
  return { code: "stop_wrong_side", message };
}
