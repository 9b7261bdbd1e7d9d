/**
 * Reads a `symbols` reply. A malformed description is left out with the reason, and the others are
 * taken: one symbol that the bridge cannot read must not stop the trade in all of them.
 */

import { ok, type Result } from "../models/result.ts";
import { parseWith } from "./parse_with.ts";
import {
  symbolsSchema,
  type WireSymbol,
  type WireSymbols,
  wireSymbolSchema,
} from "./wire_symbols.ts";
import type { WireError } from "./wire_error.ts";

export interface RefusedSymbol {
  /** Null when not even that can be read. */
  readonly name: string | null;
  readonly error: WireError;
}

export interface SymbolsReply extends WireSymbols {
  readonly refused: readonly RefusedSymbol[];
}

export function parseSymbols(data: unknown): Result<SymbolsReply, WireError> {
  const parsed = parseWith(symbolsSchema, data, "symbols");
  if (!parsed.ok) return parsed;
  const symbols: WireSymbol[] = [];
  const refused: RefusedSymbol[] = [];
  for (const [index, value] of parsed.value.symbols.entries()) {
    const symbol = parseWith(wireSymbolSchema, value, `symbols.symbols.${index}`);
    if (symbol.ok) symbols.push(symbol.value);
    else refused.push({ name: nameOf(value), error: symbol.error });
  }
  const { names, unwatched } = parsed.value;
  return ok({ names, symbols, refused, unwatched });
}

function nameOf(value: unknown): string | null {
  const fields: { readonly name?: unknown } = Object(value);
  const name = wireSymbolSchema.shape.name.safeParse(fields.name);
  return name.success ? name.data : null;
}
