/**
 * The trader's own strategies: files `strategies/<name>.ts` beside the program, each with one
 * strategy as its default export. A file imports `mt5-bridge` and nothing else; runners receive it
 * as text, because they have no read permission.
 */

import { err, ok, type Result } from "../../models/mod.ts";
import type { ColumnStrategy } from "../contract/column_strategy.ts";
import type { AnyStrategy } from "../contract/define_strategy.ts";
import { parameterSpecs } from "../contract/parameter_table.ts";
import { seriesProblem } from "../contract/series_table.ts";
import type { Strategy } from "../contract/strategy.ts";

/** Far more than a person writes. */
export const maxSourceBytes = 1_000_000;

/** More than anybody sets; all of them may have to be named in one sentence. */
export const maxParameters = 64;

/** The path in messages; errors name it with line and column. */
export function fileOf(strategy: string): string {
  return `strategies/${strategy}.ts`;
}

/** The functions that make an object a strategy, by its form. */
export const functionsOf = {
  window: ["barsNeeded", "onBars"],
  columns: ["columns", "onBar"],
} as const;

/** The strategy that a file exports, with its shape checked; the error is a sentence. */
export function pluginStrategy(name: string, found: unknown): Result<AnyStrategy, string> {
  if (typeof found !== "object" || found === null) {
    return err(`${name}: its default export is not a strategy`);
  }
  const strategy = { ...found } as Partial<Strategy & ColumnStrategy>; // reads each property once
  const form = "columns" in strategy || "onBar" in strategy ? "columns" : "window";
  const missing = functionsOf[form].filter((one) => typeof strategy[one] !== "function");
  if (missing.length > 0) return err(`${name}: its strategy has no ${missing.join(" and no ")}`);
  if (form === "columns" && "onBars" in strategy) {
    return err(`${name}: its strategy has onBar and onBars; keep one of them`);
  }
  if (strategy.name !== undefined && strategy.name !== name) {
    return err(
      `${name}: its strategy is named ${strategy.name}; name the file ${strategy.name}.ts`,
    );
  }
  const noFunction = (["contradiction", "onTicks"] as const).find((one) =>
    strategy[one] !== undefined && typeof strategy[one] !== "function"
  );
  if (noFunction !== undefined) return err(`${name}: its ${noFunction} is not a function`);
  const { length: count } = Object.keys(strategy.parameters ?? {});
  if (count > maxParameters) {
    return err(`${name}: its strategy has ${count} parameters (limit ${maxParameters})`);
  }
  const wrongSeries = seriesProblem(strategy.series ?? {});
  if (wrongSeries !== null) return err(`${name}: in ${fileOf(name)} ${wrongSeries}`);
  const parameters = parameterSpecs(`${name}: in ${fileOf(name)}`, strategy.parameters ?? {});
  if (!parameters.ok) return parameters;
  return ok({ description: "", ...strategy, parameters: parameters.value, name } as AnyStrategy);
}
