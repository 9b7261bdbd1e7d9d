/**
 * Strategies of the trader's own: files `strategies/<name>.ts` beside the program, each with one
 * strategy as its default export. A file stands for itself, without imports but those of types; it
 * is handed to the runners as text, because they may read nothing.
 */

import { err, ok, type Result } from "../models/mod.ts";
import type { Strategy } from "./strategy.ts";

/** As the runtime imports a text: nothing is read from anywhere. */
export function moduleAddress(source: string): string {
  const bytes = new TextEncoder().encode(source);
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `data:application/typescript;base64,${btoa(letters)}`;
}

/**
 * What the module of a plug-in exports, checked as far as a strategy can be; the error is a
 * sentence.
 */
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
