/**
 * Compares bars built from ticks with the terminal's closed bars, which are authoritative. Either
 * may come first: the terminal may report a closed bar before its last ticks arrive. Prices are
 * compared in points; volume and spread are always the terminal's, because it counts ticks that are
 * refused here.
 */

import { type Bar, barPrices, toPoints } from "../models/mod.ts";
import type { BuiltBar } from "./bar_builder.ts";

/**
 * The most bars of each kind that wait for their counterpart. Usually one waits; more do only after
 * an interrupted stream.
 */
const waitingMax = 16;

export interface Correction {
  readonly built: Bar;
  readonly truth: Bar;
}

export class BarCheck {
  readonly #digits: number;
  readonly #built = new Map<number, Bar>();
  readonly #truths = new Map<number, Bar>();
  #confirmed = 0;
  #mismatched = 0;
  #unconfirmed = 0;

  constructor(digits: number) {
    this.#digits = digits;
  }

  get counts(): { confirmed: number; mismatched: number; unconfirmed: number } {
    return {
      confirmed: this.#confirmed,
      mismatched: this.#mismatched,
      unconfirmed: this.#unconfirmed,
    };
  }

  /**
   * Open time of the newest built bar that the terminal has not confirmed; null when there is none.
   */
  get awaitedMs(): number | null {
    return [...this.#built.keys()].at(-1) ?? null;
  }

  /** A bar closed by a later tick. Returns the correction when the terminal's own bar differs. */
  built({ bar, isWhole }: BuiltBar): Correction | null {
    const truth = this.#truths.get(bar.brokerMs);
    this.#truths.delete(bar.brokerMs);
    if (!isWhole) return null;
    if (truth !== undefined) return this.#compare(bar, truth);
    this.#built.set(bar.brokerMs, bar);
    if (trim(this.#built)) this.#unconfirmed++;
    return null;
  }

  /** The terminal's own closed bar. Returns the correction when the built one differs. */
  truth(truth: Bar): Correction | null {
    const bar = this.#built.get(truth.brokerMs);
    if (bar === undefined) {
      this.#truths.set(truth.brokerMs, truth);
      trim(this.#truths);
      return null;
    }
    this.#built.delete(truth.brokerMs);
    return this.#compare(bar, truth);
  }

  /** The terminal has replied that it has no other bars up to this time. */
  settleUpTo(brokerMs: number): void {
    for (const openMs of this.#built.keys()) {
      if (openMs > brokerMs) continue;
      this.#built.delete(openMs);
      this.#unconfirmed++;
    }
  }

  #compare(built: Bar, truth: Bar): Correction | null {
    if (isSameBar(built, truth, this.#digits)) {
      this.#confirmed++;
      return null;
    }
    this.#mismatched++;
    return { built, truth };
  }
}

/** Open, high, low and close agree to the point. */
function isSameBar(left: Bar, right: Bar, digits: number): boolean {
  return barPrices.every((price) =>
    toPoints(left[price], digits) === toPoints(right[price], digits)
  );
}

/** Drops the oldest entry of a map that is over its limit. */
function trim(map: Map<number, Bar>): boolean {
  if (map.size <= waitingMax) return false;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    break;
  }
  return true;
}
