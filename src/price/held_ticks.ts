/**
 * Buffers live ticks of one symbol while the history before them is being fetched. Bounded: when
 * full, all are dropped, because history will contain them too; the caller must then fetch again.
 */

import type { TickBatch, UnixMs } from "../models/mod.ts";

export interface LiveTicks {
  readonly batch: TickBatch;
  readonly utcOffsetMs: number;
  readonly receivedMs: UnixMs;
  readonly arrivedSteadyMs: number;
}

/** A busy symbol reaches this in a few minutes; about 3 MB. */
const heldTicksMax = 50_000;

export class HeldTicks {
  #held: LiveTicks[] = [];
  #ticks = 0;

  /** Batches held. */
  get length(): number {
    return this.#held.length;
  }

  get first(): LiveTicks | undefined {
    return this.#held[0];
  }

  /** False when the bound was reached and everything was dropped, including the given ticks. */
  push(live: LiveTicks): boolean {
    this.#ticks += live.batch.brokerMs.length;
    if (this.#ticks > heldTicksMax) {
      this.clear();
      return false;
    }
    this.#held.push(live);
    return true;
  }

  /** Removes the first batch, or replaces it with its remainder. */
  replaceFirst(rest: LiveTicks | null): void {
    const first = this.#held.shift();
    if (first === undefined) throw new RangeError("Nothing is held");
    this.#ticks -= first.batch.brokerMs.length;
    if (rest === null) return;
    this.#held.unshift(rest);
    this.#ticks += rest.batch.brokerMs.length;
  }

  clear(): void {
    this.#held = [];
    this.#ticks = 0;
  }
}
