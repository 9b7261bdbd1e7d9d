/**
 * How long changes are gathered before they are passed on. Each delivery wakes another actor's
 * thread, which costs more than what it delivers.
 */
export interface GatherPace {
  /** After a pause: what belongs together arrives within this time. */
  readonly gatherMs: number;
  /** The least time between two deliveries. */
  readonly everyMs: number;
}

/** The delay of the next delivery, `sinceLastMs` after the last one. */
export function gatherDelayMs({ gatherMs, everyMs }: GatherPace, sinceLastMs: number): number {
  return Math.max(gatherMs, everyMs - sinceLastMs);
}
