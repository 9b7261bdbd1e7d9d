/**
 * What the trader says of symbols: `symbol-terms.json` beside the `.env`. No program can know what
 * the contract of a share or an index is at a broker.
 */

import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { err, ok, type Result } from "../../models/result.ts";
import { accountCurrencies } from "../../simulation/market/instrument_catalog.ts";
import { homeFolder } from "../settings/load_run_settings.ts";

const positive = z.number().positive();

const symbolFacts = z.strictObject({
  /** Units of the symbol in one lot. */
  contractSize: positive,
  /** The currency of its prices. */
  profitCurrency: z.enum(accountCurrencies),
  volumeMin: positive.default(0.01),
  volumeStep: positive.default(0.01),
  volumeMax: positive.default(1_000),
  /** In points. */
  spreadPoints: z.number().nonnegative().default(0),
  /** Points of price for one lot and night; negative is charged. */
  swapLong: z.number().default(0),
  swapShort: z.number().default(0),
});

export type TraderTerms = z.output<typeof symbolFacts>;

const factsFile = "symbol-terms.json";
const example = '{"AAPL": {"contractSize": 1, "profitCurrency": "USD"}}';

function factsPath(envFile: string | null): string {
  return join(envFile === null ? homeFolder() : dirname(resolve(envFile)), factsFile);
}

/** Null when the file says nothing of the symbol; the error is a sentence. */
export function factsOf(
  symbol: string,
  envFile: string | null,
): Result<TraderTerms | null, string> {
  const path = factsPath(envFile);
  let value: unknown;
  try {
    value = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return ok(null);
    if (!(error instanceof SyntaxError)) throw error;
    return err(`${path} is not JSON, such as ${example}`);
  }
  const all = z.record(z.string(), symbolFacts).safeParse(value);
  if (all.success) return ok(all.data[symbol] ?? null);
  const [issue] = all.error.issues;
  return err(`${path}: ${issue?.path.join(".")} is wrong (${issue?.message}), such as ${example}`);
}

export function unknownSymbolText(symbol: string, envFile: string | null): string {
  return `The terms of ${symbol} are not known: its contract, currency and volumes. Write them ` +
    `into ${factsPath(envFile)}, such as ${example}`;
}
