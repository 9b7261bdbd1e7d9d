/** The stand-in for the mt5 and price actors, with replies as in their protocols. */

import type { Mt5Protocol, TerminalStatus } from "../../../actors/mt5/protocol.ts";
import type { PriceProtocol, SymbolStatus } from "../../../actors/price/protocol.ts";

export interface MarketConfig {
  readonly terminals: readonly TerminalStatus[];
  readonly symbols: readonly SymbolStatus[];
}

/** One worker can replace either actor. */
export type MarketProtocol = {
  tell: { type: "terminal_state"; state: TerminalStatus["state"] };
  ask: Pick<Mt5Protocol["ask"], "terminals"> & Pick<PriceProtocol["ask"], "symbols">;
};
