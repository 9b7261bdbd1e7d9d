/**
 * Judges the prices of one symbol's ticks, one after the other. A quote that is not a number, not
 * positive, crossed or larger than any price is refused. So is one whose bid or ask lies more than
 * `maxJumpPct` from the last accepted one; but a market may really jump: the `lastingTicks`th
 * refused tick in a row, each within `maxJumpPct` of the one before it, is accepted as the new
 * level. A tick back at the old level restarts the count.
 */

import { priceMax } from "../models/mod.ts";
import type { RefusalReason } from "./refusal.ts";

/** Bad quotes come alone or in pairs; a real level is quoted repeatedly within seconds. */
export const lastingTicks = 5;

export class QuoteCheck {
  readonly #maxJump: number;
  #bid = 0;
  #ask = 0;
  #candidateBid = 0;
  #candidateAsk = 0;
  #candidates = 0;

  constructor(maxJumpPct: number) {
    if (!(maxJumpPct > 0)) throw new RangeError(`maxJumpPct must be positive, is ${maxJumpPct}`);
    this.#maxJump = maxJumpPct / 100;
  }

  /** Null accepts the quote, and the next one is compared with it. */
  judge(bid: number, ask: number): RefusalReason | null {
    // NaN and both infinities give NaN here, in one comparison.
    if ((bid - bid) + (ask - ask) !== 0) return "not_finite";
    if (bid < 0 || ask < 0) return "negative";
    if (bid === 0 || ask === 0) return "zero";
    if (bid > ask) return "crossed";
    if (ask > priceMax) return "absurd";
    const isFar = this.#isOff(bid, this.#bid) || this.#isOff(ask, this.#ask);
    if (isFar && !this.#isLasting(bid, ask)) return "jump";
    this.#candidates = 0;
    this.#bid = bid;
    this.#ask = ask;
    return null;
  }

  /** Before the first accepted quote (`from` 0) nothing is off. */
  #isOff(price: number, from: number): boolean {
    return from !== 0 && Math.abs(price - from) > from * this.#maxJump;
  }

  #isLasting(bid: number, ask: number): boolean {
    const isNear = this.#candidates > 0 && !this.#isOff(bid, this.#candidateBid) &&
      !this.#isOff(ask, this.#candidateAsk);
    this.#candidates = isNear ? this.#candidates + 1 : 1;
    this.#candidateBid = bid;
    this.#candidateAsk = ask;
    return this.#candidates >= lastingTicks;
  }
}
