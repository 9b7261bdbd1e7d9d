/**
 * How many tasks run at a time: MAX_WORKERS slots, one of them reserved for CRITICAL, so that a
 * risk check never waits for a history download. CRITICAL tasks may use the other slots too.
 *
 * With MAX_WORKERS=1 the reserved slot is an extra one: one task at a time, plus a CRITICAL one.
 */

export interface SlotUse {
  /** The result of `slotCount`. */
  readonly slots: number;
  readonly activeCritical: number;
  readonly activeOthers: number;
}

/** Which waiting tasks may use a free slot. */
export type Admission = "any" | "critical_only" | "none";

export function slotCount(maxWorkers: number): number {
  if (!Number.isSafeInteger(maxWorkers) || maxWorkers < 1) {
    throw new RangeError(`maxWorkers must be a whole number from 1, not ${maxWorkers}`);
  }
  return Math.max(2, maxWorkers);
}

export function admission(use: SlotUse): Admission {
  if (use.activeCritical + use.activeOthers >= use.slots) return "none";
  return use.activeOthers < use.slots - 1 ? "any" : "critical_only";
}
