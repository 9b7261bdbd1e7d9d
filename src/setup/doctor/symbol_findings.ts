/**
 * Whether the broker knows the configured symbols, under which names, and how their orders are
 * filled. Pure.
 */

import { countText } from "../../models/figure_text.ts";
import { type Finding, passed, warned } from "./finding.ts";

export interface SymbolMapping {
  readonly symbol: string;
  readonly brokerSymbol: string;
  /** Separated by commas, such as `fok,ioc`. */
  readonly fillingModes: string;
}

/**
 * `wanted` is in the trader's order; an empty `known` means that no terminal has described any
 * symbols yet.
 */
export function symbolFindings(
  wanted: readonly string[],
  known: readonly SymbolMapping[],
): Finding[] {
  if (known.length === 0) return [];
  const mapped = known.filter(({ symbol }) => wanted.includes(symbol));
  const renamed = mapped.filter(({ symbol, brokerSymbol }) => symbol !== brokerSymbol);
  const names = renamed.map(({ symbol, brokerSymbol }) => `${symbol} is ${brokerSymbol}`);
  return [
    passed(
      { code: "symbols_mapped", title: "Symbol names" },
      names.length === 0 ? "the broker uses the configured names" : [...new Set(names)].join(", "),
    ),
    fillingFinding(mapped),
  ];
}

function fillingFinding(mapped: readonly SymbolMapping[]): Finding {
  const subject = { code: "filling_modes", title: "Filling modes" };
  const without = mapped.filter(({ fillingModes }) => fillingModes === "");
  if (without.length > 0) {
    const names = without.map(({ symbol }) => symbol).join(", ");
    return warned(subject, `none for ${names}`, "Ask the broker whether these can be traded");
  }
  const bySymbols = Map.groupBy(mapped, ({ fillingModes }) => fillingModes);
  const texts = Array.from(
    bySymbols,
    ([modes, ones]) => `${modes} (${countText(ones.length, "symbol")})`,
  );
  return passed(subject, texts.join(", "));
}
