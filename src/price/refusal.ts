/** Why a tick is refused, and counts of refusals. */

export const refusalReasons = [
  /** A price is NaN or infinite, or the time is not a positive whole number of milliseconds. */
  "not_finite",
  "negative",
  /** Larger than any price or volume. */
  "absurd",
  "zero",
  /** Bid above ask. */
  "crossed",
  /** Far from the last accepted price, and not yet confirmed as a new level. */
  "jump",
  /** Earlier than the preceding tick of the same stream. */
  "stale",
  /** Later than the broker's own time. */
  "future",
  /** Already received: the stream and the history overlap. */
  "duplicate",
  /** More ticks in one millisecond than the ordinal can represent. */
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
