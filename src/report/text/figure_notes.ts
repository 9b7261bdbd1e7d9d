/** Sentences that a reader needs with the figures of this report. */

import { moneyText } from "../../models/figure_text.ts";
import type { Report } from "../report.ts";

export function figureNotes({ figures, about: { currency }, record }: Report): string[] {
  const { openingCosts, equityDrawdowns } = figures;
  return [
    ...(Math.abs(openingCosts) >= 0.005
      ? [
        `Total Net Profit counts closing deals, as MetaTrader does: ${
          moneyText(openingCosts, currency)
        } ` +
        "that opening deals were charged are in the balance, not in it, nor in the other figures " +
        "of trades.",
      ]
      : []),
    ...(equityDrawdowns === null && record.deals.length > 0
      ? [
        "Equity is not known: figures that need it are left out, and drawdowns are of the balance.",
      ]
      : []),
  ];
}
