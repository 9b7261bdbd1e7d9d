/** Arguments of the calls, between typed records and the text they travel as. */

import type { z } from "zod";
import type { Result } from "../models/result.ts";
import { type CallArguments, callSchemas, type Verb } from "./call_schemas.ts";
import { encodeWith, parseWith } from "./parse_with.ts";
import type { WireError } from "./wire_error.ts";

export type ArgumentTexts = Readonly<Record<string, string>>;

const schemas: { readonly [V in Verb]: z.ZodType<CallArguments[V], ArgumentTexts> } = callSchemas;

/** `{ limit: 5 }` as `{ limit: "5" }`; an error where no terminal could take it. */
export function callArgumentTexts<V extends Verb>(
  verb: V,
  args: CallArguments[V],
): Result<ArgumentTexts, WireError> {
  return encodeWith(schemas[verb], args, verb);
}

/** Reads the arguments of a call to `verb`, as a terminal must. */
export function parseCallArguments<V extends Verb>(
  verb: V,
  texts: ArgumentTexts,
): Result<CallArguments[V], WireError> {
  return parseWith(schemas[verb], texts, verb);
}
