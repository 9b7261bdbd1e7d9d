/**
 * The trader's own strategies: files `strategies/<name>.ts` beside the program, each with one
 * strategy as its default export. A file is self-contained and imports types only; runners receive
 * it as text, because they have no read permission.
 */

import { err, ok, type Result } from "../models/mod.ts";
import type { Strategy } from "./strategy.ts";

/** A `data:` address, so that the runtime imports the text without reading files. */
export function moduleAddress(source: string): string {
  const bytes = new TextEncoder().encode(source);
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `data:application/typescript;base64,${btoa(letters)}`;
}

/** The strategy that a plug-in module exports, with its shape checked; the error is a sentence. */
export function pluginStrategy(name: string, module: unknown): Result<Strategy, string> {
  const found = (module as { readonly default?: unknown }).default;
  if (typeof found !== "object" || found === null) {
    return err(`${name}: its default export is not a strategy`);
  }
  const strategy = found as Partial<Strategy>;
  const missing = (["barsNeeded", "onBars"] as const).filter((one) =>
    typeof strategy[one] !== "function"
  );
  if (missing.length > 0) return err(`${name}: its strategy has no ${missing.join(" and no ")}`);
  if (strategy.name !== undefined && strategy.name !== name) {
    return err(
      `${name}: its strategy is named ${strategy.name}; name the file ${strategy.name}.ts`,
    );
  }
  return ok({ description: "", parameters: {}, ...strategy, name } as Strategy);
}
