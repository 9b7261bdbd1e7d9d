/** Without a stop loss the risk of a trade is unknown. */

import type { Refusal } from "../../models/mod.ts";
import { stopLossOf } from "../facts/entry_price.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";
import { resultingStop } from "../loss/trade_loss.ts";

export function stopPresent(facts: RiskFacts): Refusal | null {
  const { proposal } = facts;
  if (stopLossOf(proposal) === null) {
    return refuse("No stop loss: risk cannot be calculated. Add one.");
  }
  return resultingStop(facts) !== null ? null : refuse(
    `A pending order of ${proposal.symbol} has no stop loss: once filled, the whole position would ` +
      "have none. Add one, or cancel the order.",
  );
}

function refuse(message: string): Refusal {
  return { code: "stop_missing", message };
}
