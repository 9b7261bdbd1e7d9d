/** A symbol the trader wants, and the bars of it that matter. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { AssetClass } from "./instrument.ts";
import type { Timeframe } from "./timeframe.ts";

export interface WantedSymbol {
  readonly symbol: SymbolName;
  readonly assetClass: AssetClass;
  readonly timeframe: Timeframe;
  /** The only terminal it is wanted of; of every one when left out. */
  readonly terminal?: TerminalId;
}

/** What of all that is wanted concerns one terminal. */
export function wantedOf(wanted: readonly WantedSymbol[], terminal: TerminalId): WantedSymbol[] {
  return wanted.filter((one) => one.terminal === undefined || one.terminal === terminal);
}
