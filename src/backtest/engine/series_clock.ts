/** Tells which bars of a strategy's series a new bar of the data closes. */

import { barStart } from "../ticks/point_bars.ts";

/** A series that a strategy decides on: a symbol by its index, and the period of a bar. */
export interface EngineSeries {
  readonly symbol: number;
  /** A multiple of the period of the data. */
  readonly minutes: number;
}

export class SeriesClock {
  readonly symbol: number;
  /** The bar that is open, counted from 0; -1 before the first. */
  bar = -1;
  readonly #minutes: number;
  #openMinute = -1;

  constructor({ symbol, minutes }: EngineSeries) {
    this.symbol = symbol;
    this.#minutes = minutes;
  }

  /** The start of the open bar in broker time. */
  get openMs(): number {
    return this.#openMinute * 60_000;
  }

  /** Whether data that begin at this minute belong to a later bar than the open one. */
  isClosedBy(minute: number): boolean {
    return barStart(minute, this.#minutes) !== this.#openMinute;
  }

  /** Opens the bar that contains this minute. */
  open(minute: number): void {
    this.#openMinute = barStart(minute, this.#minutes);
    this.bar++;
  }
}
