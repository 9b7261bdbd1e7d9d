/**
 * Live ticks of one symbol that wait while history before them is being fetched. Bounded: when
 * full, all are let go, as history will hold them too; the caller must then fetch once more.
 */

import type { TickBatch, UnixMs } from "../models/mod.ts";

export interface LiveTicks {
  readonly batch: TickBatch;
  readonly utcOffsetMs: number;
  readonly receivedMs: UnixMs;
  readonly arrivedSteadyMs: number;
}

/** A busy symbol brings this in some minutes; about 3 MB. */
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

  /** False when the bound was reached and everything was let go, the given ticks included. */
  push(live: LiveTicks): boolean {
    this.#ticks += live.batch.brokerMs.length;
    if (this.#ticks > heldTicksMax) {
      this.clear();
      return false;
    }
    this.#held.push(live);
    return true;
  }

  /** Takes the first batch away, or puts what is left of it in its place. */
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
