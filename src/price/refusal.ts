/** Why a tick is not believed, and how often that happened. */

export const refusalReasons = [
  /** A price is NaN or infinite, or the time is no whole positive millisecond. */
  "not_finite",
  "negative",
  "zero",
  /** Bid above ask. */
  "crossed",
  /** Far from the last accepted price, and not (yet) a lasting level. */
  "jump",
  /** Earlier than a tick before it in the same stream: time went back. */
  "stale",
  /** Later than any clock error explains. */
  "future",
  /** The same tick of the terminal came before: overlap of stream and history. */
  "duplicate",
  /** More ticks in one millisecond than their ordinal can count. */
  "crowded",
] as const;

export type RefusalReason = typeof refusalReasons[number];

export type RefusalCounts = { [Reason in RefusalReason]: number };

export function noRefusals(): RefusalCounts {
  return Object.fromEntries(refusalReasons.map((reason) => [reason, 0])) as RefusalCounts;
}

/** Adds `counts` to `total`. */
export function addRefusals(total: RefusalCounts, counts: Readonly<RefusalCounts>): void {
  for (const reason of refusalReasons) total[reason] += counts[reason];
}
