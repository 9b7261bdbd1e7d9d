/** How far the prices of a symbol are. */

/** `backfilling`: history from before the stream, or older bars, are still being fetched. */
export const symbolStates = ["waiting", "backfilling", "live"] as const;
export type SymbolState = typeof symbolStates[number];
