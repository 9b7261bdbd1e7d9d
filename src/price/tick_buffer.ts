/**
 * Accepted ticks waiting for the store: a first-in first-out buffer over all terminals, bounded in
 * ticks. When the store is unavailable until it is full, the oldest ticks are dropped and counted.
 */

import { type AcceptedTicks, joinAccepted, type TerminalId } from "../models/mod.ts";

export interface TickLoad {
  readonly terminal: TerminalId;
  readonly batches: readonly AcceptedTicks[];
  readonly ticks: number;
}

interface Parcel {
  readonly terminal: TerminalId;
  readonly accepted: AcceptedTicks;
}

export class TickBuffer {
  readonly #ticksMax: number;
  #parcels: Parcel[] = [];
  /** Parcels before this index are taken; they are cut off from time to time. */
  #head = 0;
  #size = 0;
  #dropped = 0;

  constructor(ticksMax: number) {
    this.#ticksMax = ticksMax;
  }

  /** Ticks waiting. */
  get size(): number {
    return this.#size;
  }

  /** Ticks lost because the buffer was full, since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  push(terminal: TerminalId, accepted: AcceptedTicks): void {
    this.#parcels.push({ terminal, accepted });
    this.#size += accepted.utcMs.length;
    while (this.#size > this.#ticksMax && this.#head < this.#parcels.length - 1) {
      this.#dropped += this.#shift().accepted.utcMs.length;
    }
  }

  /**
   * Takes about `ticks` of the oldest ticks, all of one terminal, joined by symbol; null when
   * empty.
   */
  take(ticks: number): TickLoad | null {
    const first = this.#parcels[this.#head];
    if (first === undefined) return null;
    const bySymbol = new Map<string, AcceptedTicks[]>();
    let taken = 0;
    while (taken < ticks && this.#parcels[this.#head]?.terminal === first.terminal) {
      const { accepted } = this.#shift();
      taken += accepted.utcMs.length;
      const parts = bySymbol.get(accepted.ticks.symbol);
      if (parts === undefined) bySymbol.set(accepted.ticks.symbol, [accepted]);
      else parts.push(accepted);
    }
    return {
      terminal: first.terminal,
      ticks: taken,
      batches: [...bySymbol.values()].map(joinAccepted),
    };
  }

  #shift(): Parcel {
    const parcel = this.#parcels[this.#head++]!;
    this.#size -= parcel.accepted.utcMs.length;
    if (this.#head > 1_024 || this.#head === this.#parcels.length) {
      this.#parcels = this.#parcels.slice(this.#head);
      this.#head = 0;
    }
    return parcel;
  }
}
