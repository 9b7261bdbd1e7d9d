/**
 * A close of more than the broker takes in one deal is asked for part by part. A whole position is
 * closed by the same request again and again, each for as much as one deal may be, so that asking
 * too often does no harm; a given volume by parts of it. Pure.
 */

import {
  type Instrument,
  isFinalIntent,
  type TradeIntent,
  type VenueRequest,
} from "../models/mod.ts";

export type CloseRequest = Extract<VenueRequest, { readonly kind: "close_position" }>;

/** Volumes that should be equal differ by less. */
const tolerance = 1e-9;

export interface ClosingFacts {
  readonly wanted: CloseRequest;
  /** Of the position, as far as it is known. */
  readonly openLots: number;
  /** Null for a symbol that is not configured: what one deal may be is not known. */
  readonly volumes: Pick<Instrument, "volumeMinLots" | "volumeMaxLots"> | null;
  /** What was asked for so far, oldest first. */
  readonly parts: readonly TradeIntent[];
}

/**
 * The next part to ask for; null when there is none, or the last one came to nothing or may still
 * be executed.
 */
export function nextPart({ wanted, parts, openLots, volumes }: ClosingFacts): CloseRequest | null {
  const last = parts.at(-1);
  if (last === undefined && volumes === null) return wanted;
  const largestLots = volumes?.volumeMaxLots ?? Infinity;
  const isCut = (wanted.volumeLots ?? openLots + closedLots(parts)) > largestLots + tolerance;
  if (last !== undefined && !(isCut && isExecuted(last, largestLots))) return null;
  if (wanted.volumeLots === null) return openLots > tolerance ? wanted : null;
  const restLots = wanted.volumeLots - closedLots(parts);
  if (last !== undefined && restLots <= tolerance) return null;
  return { ...wanted, volumeLots: partOf(restLots, volumes) };
}

/** How many deals close a whole position. */
export function dealsToClose(openLots: number, largestLots: number | null): number {
  if (largestLots === null || !(largestLots > 0)) return 1;
  return Math.max(1, Math.ceil((openLots - tolerance) / largestLots));
}

/** In full: as much as was asked for, or as one deal may be. */
function isExecuted({ state, request, filledLots }: TradeIntent, largestLots: number): boolean {
  const askedLots = request.kind === "close_position" ? request.volumeLots : null;
  return isFinalIntent(state) && filledLots >= (askedLots ?? largestLots) - tolerance;
}

function closedLots(parts: readonly TradeIntent[]): number {
  return parts.reduce((sum, { filledLots }) => sum + filledLots, 0);
}

/** None leaves less than the broker takes. */
function partOf(lots: number, volumes: ClosingFacts["volumes"]): number {
  if (volumes === null || lots <= volumes.volumeMaxLots) return rounded(lots);
  const { volumeMaxLots, volumeMinLots } = volumes;
  const isTooLittleLeft = lots - volumeMaxLots < volumeMinLots - tolerance;
  return rounded(isTooLittleLeft ? volumeMaxLots - volumeMinLots : volumeMaxLots);
}

/** MetaTrader counts volumes in 1e-8 lots. */
function rounded(lots: number): number {
  return Number(lots.toFixed(8));
}
