/** Checks the table of further series in a trader's file. */

import { timeframes } from "../../models/timeframe.ts";
import { maxSeriesWanted } from "./column_strategy.ts";
import { describedValue, isTable, nameProblem } from "./parameter_table.ts";
import { shortened, withoutHidden } from "../strategy_error.ts";

/** A broker's names are shorter. */
export const maxSymbolLength = 64;

/** What is wrong with the table, as the rest of a sentence; null when nothing is. */
export function seriesProblem(found: unknown): string | null {
  if (!isTable(found)) {
    return `series is ${
      describedValue(found)
    }; it must be a table such as { trend: { timeframe: 'H4' } }`;
  }
  const entries: readonly (readonly [string, unknown])[] = Object.entries(found);
  if (entries.length > maxSeriesWanted) {
    return `its strategy has ${entries.length} series (limit ${maxSeriesWanted})`;
  }
  for (const [name, wanted] of entries) {
    const problem = nameProblem(name) ?? wantedProblem(wanted);
    if (problem !== null) return `the series ${withoutHidden(shortened(name))} has ${problem}`;
  }
  return null;
}

/** As the end of a sentence; null when nothing is wrong. */
export function wantedProblem(wanted: unknown): string | null {
  if (!isTable(wanted)) return `${describedValue(wanted)} in place of { timeframe: 'H4' }`;
  const { symbol, timeframe } = { ...wanted } as { symbol?: unknown; timeframe?: unknown };
  if (symbol !== undefined && (typeof symbol !== "string" || symbol.length > maxSymbolLength)) {
    return `${describedValue(symbol)} as its symbol; it must be a configured name`;
  }
  if (timeframe === undefined || timeframes.some((known) => known === timeframe)) return null;
  return `${describedValue(timeframe)} as its timeframe; it must be one of ${
    timeframes.join(", ")
  }`;
}
