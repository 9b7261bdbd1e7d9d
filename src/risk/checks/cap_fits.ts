/**
 * The volume must be within the Expert Advisor's own limit, an input that the trader has set there:
 * it would refuse the order.
 */

import { countText } from "../../models/figure_text.ts";
import type { Refusal } from "../../models/mod.ts";
import type { RiskFacts } from "../facts/risk_facts.ts";

export function capFits({ proposal, account, volumeLots }: RiskFacts): Refusal | null {
  const lotsMax = account?.caps?.lotsMax;
  if (lotsMax === undefined) return null;
  const least = account?.instruments.get(proposal.symbol)?.volumeMinLots ?? 0;
  const wanted = volumeLots ?? proposal.volumeLots ?? least;
  if (wanted <= lotsMax && least <= lotsMax) return null;
  return {
    code: "volume_above_maximum",
    message:
      `${
        countText(Math.max(wanted, least), "lot")
      } is above the ${lotsMax} that the Expert Advisor ` +
      "allows (its input InpMaxLots)",
  };
}
