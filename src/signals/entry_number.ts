/**
 * The numbers of entries from outside. They tell when the signal was sent, so that a change never
 * concerns what was sent after it, however late it arrives. Pure.
 */

import type { UnixMs } from "../models/time.ts";

const partsMax = 4;
/** Messages of one millisecond that have numbers of their own. */
const messagesMax = 250;
const perMs = partsMax * messagesMax;

export function entryNumber(sentMs: UnixMs, message: number, part: number): number {
  return sentMs * perMs + (message % messagesMax) * partsMax + part;
}

/** When the signal with this entry was sent. */
export function sentMsOfEntry(number: number): UnixMs {
  return Math.floor(number / perMs) as UnixMs;
}
