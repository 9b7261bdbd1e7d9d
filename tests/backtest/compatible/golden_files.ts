/** The expected results beside the repository, and the series that they were made from. */

import { marketDataUrl } from "../../../tools/test_needs.ts";
import type { PriceBar } from "../../../src/backtest/compatible/bar_broker.ts";

/** The rows of a file, by the names of its header. */
export function rowsOf(path: string): Record<string, string>[] {
  const [header = "", ...lines] = Deno.readTextFileSync(new URL(path, marketDataUrl)).trim()
    .split(/\r?\n/);
  const names = header.match(/"[^"]*"|[^,]+|(?<=^|,)(?=,|$)/g)!.map((one) => one.replace(/"/g, ""));
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
  });
}

const sources = {
  goog: "golden/backtestingpy_GOOG.csv",
  eurusd: "golden/backtestingpy_EURUSD.csv",
  btcperp: "BTCPERP_M1_202201.csv",
} as const;
export type Source = keyof typeof sources;

export function priceBars(source: Source): PriceBar[] {
  return rowsOf(sources[source]).map((row) => {
    const of = (name: string) => Number(row[name] ?? row[name.toLowerCase()]);
    return { open: of("Open"), high: of("High"), low: of("Low"), close: of("Close") };
  });
}
