/** Habits of a hosted terminal. */

export interface Unkindness {
  /** By the names in `quirks.hpp`. */
  readonly quirks: Readonly<Record<string, number>>;
  /** After an outage, what was missed is loaded so much later. */
  readonly historyLagMs: number;
  /** What fails while its disk is full. */
  readonly fullDisk: "failingWrites" | "failingFlushes";
}

export const kindly: Unkindness = {
  quirks: {
    lateListsMs: 0,
    unsyncedMs: 0,
    blockedReadMs: 0,
    selectedMax: 0,
    sendBytesMax: 0,
    idleReadable: 0,
    lateOutcomesMs: 0,
    timedOutSends: 0,
    uncountedBars: 0,
  },
  historyLagMs: 0,
  fullDisk: "failingWrites",
};
