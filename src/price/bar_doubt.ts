/**
 * Bars that were read while a terminal had lost its broker, or had just got it back, may be cut
 * short. Strategies do not get them until they have been read again from a terminal that has
 * settled. Pure.
 */

import { type BrokerMs, brokerMs } from "../models/mod.ts";

/** A reading of a series up to its newest bar. */
export interface BarReading {
  /** Open time of the first bar to read; null for a series without bars. */
  readonly fromMs: BrokerMs | null;
  /** Null when it proves nothing. */
  readonly proves: number | null;
}

export class BarDoubt {
  /** Counts the outages; a reading of an earlier one proves nothing. */
  #outages = 0;
  #state: "none" | "unsettled" | "unread" = "none";
  /** Open time of the first bar that may be cut; infinite while none was stored. */
  #fromMs = Infinity;

  get isHeld(): boolean {
    return this.#state !== "none";
  }

  /** The terminal has lost its broker; `lastMs` is the open time of the newest stored bar. */
  begin(lastMs: BrokerMs | null): void {
    this.#outages++;
    this.#state = "unsettled";
    this.#fromMs = Math.min(this.#fromMs, lastMs ?? Infinity);
  }

  /** The terminal has been connected for long enough; what is read from now on is whole. */
  settle(): void {
    if (this.#state === "unsettled") this.#state = "unread";
  }

  /** Bars from this open time on were stored. */
  stored(firstMs: number): void {
    if (this.isHeld && this.#fromMs === Infinity) this.#fromMs = firstMs;
  }

  /** A reading begins. */
  read(lastMs: BrokerMs | null): BarReading {
    const fromMs = lastMs === null ? null : brokerMs(Math.min(lastMs, this.#fromMs));
    return { fromMs, proves: this.#state === "unread" ? this.#outages : null };
  }

  /** The reading has stored everything. True when the bars are no longer in doubt. */
  wasRead({ proves }: BarReading): boolean {
    if (this.#state !== "unread" || proves !== this.#outages) return false;
    this.#state = "none";
    this.#fromMs = Infinity;
    return true;
  }
}
