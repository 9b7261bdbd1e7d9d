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
  /** When it began, in minutes since 1970. */
  openMinute = -1;
  /** When it ends. */
  endMinute = -1;
  readonly #minutes: number;

  constructor({ symbol, minutes }: EngineSeries) {
    this.symbol = symbol;
    this.#minutes = minutes;
  }

  /** Whether data that begin at this minute belong to a later bar than the open one. */
  isClosedBy(minute: number): boolean {
    return minute >= this.endMinute;
  }

  /** Opens the bar that contains this minute. */
  open(minute: number): void {
    // Mostly the bar right after the last one, for which nothing needs to be divided.
    const isNext = minute < this.endMinute + this.#minutes && this.bar >= 0;
    this.openMinute = isNext ? this.endMinute : barStart(minute, this.#minutes);
    this.endMinute = this.openMinute + this.#minutes;
    this.bar++;
  }
}
