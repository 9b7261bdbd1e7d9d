/** Virtual trades beside the state of a strategy, in the text that is stored with each decision. */

import { noVirtualTrades, type VirtualTrades } from "./virtual_trades.ts";

export interface StoredState {
  /** What the strategy's realm gets; null before its first decision. */
  readonly state: string | null;
  readonly virtual: VirtualTrades;
}

export function storedStateOf(text: string | null): StoredState {
  if (text === null) return { state: null, virtual: noVirtualTrades };
  const { virtual, ...state } = JSON.parse(text) as { readonly virtual?: VirtualTrades };
  return { state: JSON.stringify(state), virtual: virtual ?? noVirtualTrades };
}

/** Without virtual trades it is the strategy's own state alone, as in paper and live mode. */
export function textOfState({ state, virtual }: StoredState): string | null {
  const { positions, orders, closedTrades } = virtual;
  if (state === null || positions.length + orders.length + closedTrades.length === 0) return state;
  return JSON.stringify({ ...JSON.parse(state), virtual });
}
