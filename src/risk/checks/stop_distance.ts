/** Brokers refuse stops nearer to the price than their stops level. */

import type { Refusal } from "../../models/mod.ts";
import { countText } from "../../models/figure_text.ts";
import { exitPriceOf } from "../facts/entry_price.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function stopDistance({ proposal, price, account }: RiskFacts): Refusal | null {
  const instrument = account?.instruments.get(proposal.symbol);
  const exit = exitPriceOf(proposal, price);
  if (instrument === undefined || exit === null) return null;
  const { digits, stopsLevelPoints } = instrument;
  const pointsTo = (level: number) => Math.round(Math.abs(exit - level) * 10 ** digits);
  const levels = { "Stop loss": proposal.stopLoss, "Take profit": proposal.takeProfit };
  for (const [name, level] of Object.entries(levels)) {
    if (level === null || pointsTo(level) >= stopsLevelPoints) continue;
    return {
      code: "stop_too_near",
      message: `${name} ${level} is only ${countText(pointsTo(level), "point")} from ${exit} ` +
        `(minimum at this broker: ${stopsLevelPoints})`,
    };
  }
  return null;
}
