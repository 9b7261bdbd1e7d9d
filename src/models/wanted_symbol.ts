/** A symbol that the trader wants, in one timeframe; with several it is listed once for each. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { AssetClass } from "./instrument.ts";
import type { Timeframe } from "./timeframe.ts";

export interface WantedSymbol {
  readonly symbol: SymbolName;
  readonly assetClass: AssetClass;
  readonly timeframe: Timeframe;
  /** The only terminal that it is wanted from; when omitted, every terminal. */
  readonly terminal?: TerminalId;
}

/** The part of the wanted symbols that concerns one terminal. */
export function wantedOf(wanted: readonly WantedSymbol[], terminal: TerminalId): WantedSymbol[] {
  return wanted.filter((one) => one.terminal === undefined || one.terminal === terminal);
}
