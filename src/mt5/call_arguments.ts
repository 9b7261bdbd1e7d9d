/** Arguments of the calls, between typed records and the text they travel as. */

import { z } from "zod";
import type { Result } from "../models/result.ts";
import { tradingArgumentSchemas, wholeText as whole } from "./trading_schemas.ts";
import type { CallArguments } from "./wire.ts";
import type { WireError } from "./wire_error.ts";
import { ratesLimitMax, ticksLimitMax, timeMsMax } from "./wire_limits.ts";
import { parseWith } from "./wire_schemas.ts";

export type KnownVerb = keyof CallArguments;

const symbol = z.string().min(1);
const from = whole(0, timeMsMax);

const schemas: { readonly [V in KnownVerb]: z.ZodType<CallArguments[V]> } = {
  subscribe: z.object({ series: z.string() }),
  rates: z.object({ symbol, timeframe: z.string(), from, limit: whole(1, ratesLimitMax) }),
  ticks: z.object({
    symbol,
    from,
    skip: whole(0, ticksLimitMax),
    limit: whole(1, ticksLimitMax),
  }),
  symbols: z.object({ names: z.string() }),
  account: z.object({}),
  ...tradingArgumentSchemas,
};

/** Digits behind the point: finer than any price or volume. */
const decimalsMax = 10;

/** The shortest text that is the number; terminals read no exponents and no noise of doubles: 1e-7 is 0.0000001, 0.1 + 0.2 is 0.3. */
function argumentText(value: string | number): string {
  const text = String(value);
  if (typeof value === "string") return text;
  const decimals = text.length - 1 - text.indexOf(".");
  const isPlain = !text.includes("e") && (!text.includes(".") || decimals <= decimalsMax);
  return isPlain ? text : value.toFixed(decimalsMax).replace(/\.?0+$/, "");
}

/** `{ limit: 5 }` as `{ limit: "5" }`. */
export function callArgumentTexts<V extends KnownVerb>(
  args: CallArguments[V],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, argumentText(value)]));
}

/** Reads the arguments of a call to `verb`, as a terminal must. */
export function parseCallArguments<V extends KnownVerb>(
  verb: V,
  texts: Readonly<Record<string, string>>,
): Result<CallArguments[V], WireError> {
  return parseWith(schemas[verb], texts, verb);
}
