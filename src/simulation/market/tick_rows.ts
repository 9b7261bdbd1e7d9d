/** Collects ticks row by row and returns them as columns. */

import type { TickColumns } from "../../models/mod.ts";

/**
 * The tick flags of MetaTrader that are used here, and one of our own: in a bar that is played, the
 * price has been everywhere since the tick before.
 */
export const tickFlags = { onTheWay: 1, bid: 2, ask: 4, last: 8, volume: 16 } as const;

export class TickRows {
  readonly #brokerMs: number[] = [];
  readonly #bid: number[] = [];
  readonly #ask: number[] = [];
  readonly #last: number[] = [];
  readonly #volume: number[] = [];
  readonly #flags: number[] = [];

  get length(): number {
    return this.#brokerMs.length;
  }

  add(row: {
    readonly brokerMs: number;
    readonly bid: number;
    readonly ask: number;
    readonly last: number;
    readonly volume: number;
    readonly flags: number;
  }): void {
    this.#brokerMs.push(row.brokerMs);
    this.#bid.push(row.bid);
    this.#ask.push(row.ask);
    this.#last.push(row.last);
    this.#volume.push(row.volume);
    this.#flags.push(row.flags);
  }

  columns(): TickColumns {
    return {
      brokerMs: new Float64Array(this.#brokerMs),
      bid: new Float64Array(this.#bid),
      ask: new Float64Array(this.#ask),
      last: new Float64Array(this.#last),
      volume: new Float64Array(this.#volume),
      flags: new Uint8Array(this.#flags),
    };
  }
}
