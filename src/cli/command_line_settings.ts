/** Options of the command line that stand for settings; they win over file and environment. */

import { resolve } from "node:path";
import type { RawSettings } from "../config/parse_settings.ts";
import type { RunInvocation, RunOptions } from "./parse_arguments.ts";

/** Codes of crypto currencies that symbol names begin with; a symbol of another is named in CRYPTO_PAIRS. */
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

/**
 * `workingDir` is where relative paths of the command line count from. The folder of a demo is no setting: it must
 * not take the place of the real one, from which `demoSettings` keeps it apart.
 */
export function commandLineSettings(
  { command, options: { dataDir, symbols } }: RunInvocation,
  workingDir: string,
): RawSettings["commandLine"] {
  return {
    ...(dataDir === null || command === "demo" ? {} : { DATA_DIR: resolve(workingDir, dataDir) }),
    ...(symbols === null ? {} : symbolSettings(symbols)),
  };
}

/** The absolute folder asked for with `demo --data-dir`, for `demoSettings`; null when none is. */
export function demoDataDir({ dataDir }: RunOptions, workingDir: string): string | null {
  return dataDir === null ? null : resolve(workingDir, dataDir);
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
