/**
 * Splits a close that exceeds the largest volume of one deal. A whole position is closed by
 * repeating one request, each for at most one deal, until nothing of it is left: the largest deal
 * need not be known. A given volume is split into parts. Pure.
 */

import {
  type Instrument,
  isFinalIntent,
  lotsTolerance,
  type TradeIntent,
  type VenueRequest,
} from "../models/mod.ts";

export type CloseRequest = Extract<VenueRequest, { readonly kind: "close_position" }>;

export interface ClosingFacts {
  readonly wanted: CloseRequest;
  /** Open volume of the position, as far as known. */
  readonly openLots: number;
  /** Null for a symbol that is not configured: the largest volume of a deal is unknown. */
  readonly volumes: Pick<Instrument, "volumeMinLots" | "volumeMaxLots"> | null;
  /** Parts requested so far, oldest first. */
  readonly parts: readonly TradeIntent[];
}

/**
 * The next part to request; null when none is left, or the last one failed or may still be
 * executed.
 */
export function nextPart({ wanted, parts, openLots, volumes }: ClosingFacts): CloseRequest | null {
  const last = parts.at(-1);
  if (wanted.volumeLots === null) {
    const isLeft = last !== undefined && isFilledInPart(last) && openLots > lotsTolerance;
    return last === undefined || isLeft ? wanted : null;
  }
  if (last === undefined && volumes === null) return wanted;
  const largestLots = volumes?.volumeMaxLots ?? Infinity;
  const isCut = wanted.volumeLots > largestLots + lotsTolerance;
  if (last !== undefined && !(isCut && isExecuted(last, largestLots))) return null;
  const restLots = wanted.volumeLots - closedLots(parts);
  if (last !== undefined && restLots <= lotsTolerance) return null;
  return { ...wanted, volumeLots: partOf(restLots, volumes) };
}

/** How many deals close a whole position. */
export function dealsToClose(openLots: number, largestLots: number | null): number {
  if (largestLots === null || !(largestLots > 0)) return 1;
  return Math.max(1, Math.ceil((openLots - lotsTolerance) / largestLots));
}

function isFilledInPart({ state, filledLots }: TradeIntent): boolean {
  return isFinalIntent(state) && filledLots > lotsTolerance;
}

/** Whether the part was filled in full, up to its volume or the largest of one deal. */
function isExecuted({ state, request, filledLots }: TradeIntent, largestLots: number): boolean {
  const askedLots = request.kind === "close_position" ? request.volumeLots : null;
  return isFinalIntent(state) && filledLots >= (askedLots ?? largestLots) - lotsTolerance;
}

function closedLots(parts: readonly TradeIntent[]): number {
  return parts.reduce((sum, { filledLots }) => sum + filledLots, 0);
}

/** No part leaves a remainder below the broker's minimum volume. */
function partOf(lots: number, volumes: ClosingFacts["volumes"]): number {
  if (volumes === null || lots <= volumes.volumeMaxLots) return rounded(lots);
  const { volumeMaxLots, volumeMinLots } = volumes;
  const isTooLittleLeft = lots - volumeMaxLots < volumeMinLots - lotsTolerance;
  return rounded(isTooLittleLeft ? volumeMaxLots - volumeMinLots : volumeMaxLots);
}

/** MetaTrader counts volumes in 1e-8 lots. */
function rounded(lots: number): number {
  return Number(lots.toFixed(8));
}
