/** What a genuine report prints differently from what its own deals give here, in plain words. */

import { type FigureName, figureNames, figureTable } from "../figures/figure_table.ts";
import { countText } from "../../models/figure_text.ts";
import type { PrintedFigures } from "../figures/printed_figures.ts";
import type { ImportedFigures } from "./printed_results.ts";

/** Taken as printed, because deals do not tell them. */
const taken: readonly FigureName[] = [
  "equityDrawdownAbsolute",
  "equityDrawdownMaximal",
  "equityDrawdownRelative",
  "marginLevel",
];

/** What depends on which deals belong to one position: the report does not say it. */
const guessed: readonly FigureName[] = ["shortestHolding", "longestHolding", "averageHolding"];

export function importDifferences(printed: ImportedFigures, ours: PrintedFigures): string[] {
  if (printed.size === 0) {
    return ["The file prints no figures of a test: all figures are worked out from its deals."];
  }
  const compared = figureNames.filter((name) => printed.has(name) && !taken.includes(name));
  const known = compared.filter((name) => ours[name] !== null);
  const different = known.filter((name) => !isSameText(printed.get(name)!, ours[name]!));
  const unknown = compared.filter((name) => ours[name] === null);
  const equal = known.length - different.length;
  return [
    `${countText(equal, "figure")} of MetaTrader's report ${equal === 1 ? "comes" : "come"} out ` +
    "the same from its deals, to the last printed digit.",
    ...different.map((name) => {
      const reason = guessed.includes(name)
        ? "the report does not say which deals belong to one position"
        : "the formulas or the deals differ";
      return `${figureTable[name].label}: MetaTrader prints ${printed.get(name)}, here it is ` +
        `${ours[name]}, because ${reason}.`;
    }),
    "Drawdowns of equity and the margin level are taken from the report: deals do not tell them.",
    ...(unknown.length === 0 ? [] : [
      `Not worked out, because they need the prices of every tick: ${
        unknown.map((name) => `${figureTable[name].label} (${printed.get(name)})`).join(", ")
      }.`,
    ]),
  ];
}

/** Whatever stands between thousands. */
function isSameText(one: string, other: string): boolean {
  return one.replace(/[\s,]/g, "") === other.replace(/[\s,]/g, "");
}
