/** Converts call arguments between typed records and their text on the wire. */

import type { z } from "zod";
import type { Result } from "../models/result.ts";
import { type CallArguments, callSchemas, type Verb } from "./call_schemas.ts";
import { encodeWith, parseWith } from "./parse_with.ts";
import type { WireError } from "./wire_error.ts";

export type ArgumentTexts = Readonly<Record<string, string>>;

const schemas: { readonly [V in Verb]: z.ZodType<CallArguments[V], ArgumentTexts> } = callSchemas;

/** `{ limit: 5 }` as `{ limit: "5" }`; an error for values that no terminal accepts. */
export function callArgumentTexts<V extends Verb>(
  verb: V,
  args: CallArguments[V],
): Result<ArgumentTexts, WireError> {
  return encodeWith(schemas[verb], args, verb);
}

/** Parses the arguments of a call to `verb`, as a terminal does. */
export function parseCallArguments<V extends Verb>(
  verb: V,
  texts: ArgumentTexts,
): Result<CallArguments[V], WireError> {
  return parseWith(schemas[verb], texts, verb);
}
