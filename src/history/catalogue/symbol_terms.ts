/**
 * What a backtest must know of symbols besides their prices: their terms at a broker, stored once
 * with the history, as `symbols.json` in the catalogue.
 */

import { join } from "node:path";
import { z } from "zod";
import type { Instrument } from "../../models/instrument.ts";
import { err, ok, type Result } from "../../models/result.ts";
import type { CatalogueFault } from "./catalogue_fault.ts";
import { systemMessage, writeWhole } from "./catalogue_files.ts";

const symbolsFile = "symbols.json";

export type HistoryInstrument = Omit<Instrument, "tradeMode" | "calcMode">;

export interface HistoryTerms {
  readonly source: string;
  /** When they were read, ISO in UTC. */
  readonly readAt: string;
  /** Without what may change at any moment. */
  readonly instrument: HistoryInstrument;
}

/** The terms are the bridge's own words; only what names them is checked. */
const factsSchema = z.object({
  format: z.literal(1),
  symbols: z.array(z.object({
    source: z.string(),
    readAt: z.string(),
    instrument: z.looseObject({
      symbol: z.string(),
      digits: z.int().min(0).max(16),
      tickSize: z.number().nonnegative(),
      contractSize: z.number().positive(),
    }),
  })),
});

export function readSymbolTerms(dir: string): Result<readonly HistoryTerms[], CatalogueFault> {
  const path = join(dir, symbolsFile);
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok([]);
    return err({ code: "history_unreadable", path, detail: systemMessage(error) });
  }
  const parsed = factsSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) {
    const detail = "it is no list of symbols";
    return err({ code: "history_file_damaged", path, detail });
  }
  return ok(parsed.data.symbols as unknown as readonly HistoryTerms[]);
}

/** Replaces the facts of the same source and symbol. The caller holds the catalogue's lock. */
export function writeSymbolTerms(
  dir: string,
  facts: readonly HistoryTerms[],
): Result<null, CatalogueFault> {
  const stored = readSymbolTerms(dir);
  if (!stored.ok) return stored;
  const keyOf = ({ source, instrument }: HistoryTerms) => `${source}\n${instrument.symbol}`;
  const byKey = new Map([...stored.value, ...facts].map((one) => [keyOf(one), one]));
  const text = JSON.stringify({ format: 1, symbols: [...byKey.values()] }, null, 2);
  return writeWhole(join(dir, symbolsFile), new TextEncoder().encode(`${text}\n`));
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
