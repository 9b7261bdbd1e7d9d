/** Command-line options that set a setting; they override the file and the environment. */

import { resolve } from "node:path";
import type { RawSettings } from "../../config/parse_settings.ts";
import type { RunOptions } from "../arguments/invocation.ts";

/**
 * Codes of crypto currencies that symbol names can begin with. A symbol of any other one must be
 * named in CRYPTO_PAIRS.
 */
const cryptoCodes = [
  "AAVE",
  "ADA",
  "ALGO",
  "ATOM",
  "AVAX",
  "BCH",
  "BNB",
  "BTC",
  "DASH",
  "DOGE",
  "DOT",
  "EOS",
  "ETC",
  "ETH",
  "FIL",
  "LINK",
  "LTC",
  "NEAR",
  "POL",
  "SHIB",
  "SOL",
  "TON",
  "TRX",
  "UNI",
  "XBT",
  "XLM",
  "XMR",
  "XRP",
  "XTZ",
] as const;

/** Relative paths on the command line start at `workingDir`. */
export function commandLineSettings(
  options: Pick<RunOptions, "dataDir" | "symbols"> & Partial<Pick<RunOptions, "mode">>,
  workingDir: string,
): RawSettings["commandLine"] {
  return {
    ...(options.dataDir === null ? {} : { DATA_DIR: resolve(workingDir, options.dataDir) }),
    ...(options.symbols === null ? {} : symbolSettings(options.symbols)),
    ...(options.mode ? { TRADING_MODE: options.mode } : {}),
  };
}

function symbolSettings(symbols: readonly string[]): RawSettings["commandLine"] {
  const isCrypto = (symbol: string) =>
    cryptoCodes.some((code) => symbol.toUpperCase().startsWith(code));
  return {
    FOREX_PAIRS: symbols.filter((symbol) => !isCrypto(symbol)).join(","),
    CRYPTO_PAIRS: symbols.filter(isCrypto).join(","),
    CRYPTO_ENABLED: "true",
  };
}
