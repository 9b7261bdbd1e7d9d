/** Where the prices of a requested backtest are. */

import { join } from "node:path";

/** The copy of stored bars, a catalogue, in the folder of the backtest while it runs. */
export function copiedPrices(folder: string): string {
  return join(folder, "history");
}
