/**
 * One line that is written again and again while something long is done: how much, how fast, how
 * long it will take. Nothing is written where nobody watches, such as into a file.
 */

import { durationText } from "../../models/figure_text.ts";
import type { Clock } from "../../runtime/clock.ts";

/** A line that changes faster than this cannot be read. */
const showEveryMs = 250;

export interface Progress {
  readonly done: number;
  readonly all: number;
  /** What is counted, in the plural. */
  readonly unit: string;
}

export class ProgressLine {
  readonly #clock: Clock;
  readonly #write: ((text: string) => void) | null;
  readonly #startMs: number;
  #shownMs = -Infinity;
  #isShown = false;

  /** `write` is null where nobody watches. */
  constructor(clock: Clock, write: ((text: string) => void) | null) {
    this.#clock = clock;
    this.#write = write;
    this.#startMs = clock.steadyMs();
  }

  show(progress: Progress): void {
    const nowMs = this.#clock.steadyMs();
    if (this.#write === null || nowMs - this.#shownMs < showEveryMs) return;
    this.#shownMs = nowMs;
    this.#isShown = true;
    this.#write(`\r${progressText(progress, nowMs - this.#startMs)}\x1b[K`);
  }

  /** Removes the line. */
  end(): void {
    if (this.#isShown) this.#write?.("\r\x1b[K");
    this.#isShown = false;
  }
}

/** `42 %, 420,000 of 1,000,000 bars, 210,000 a second, 3 s left`. */
export function progressText({ done, all, unit }: Progress, elapsedMs: number): string {
  const number = (value: number) => Math.round(value).toLocaleString("en-US");
  const percent = all === 0 ? 100 : Math.floor(done / all * 100);
  const rate = elapsedMs <= 0 ? 0 : done / elapsedMs * 1_000;
  const parts = [`${percent} %`, `${number(done)} of ${number(all)} ${unit}`];
  if (rate > 0) {
    const leftMs = (all - done) / rate * 1_000;
    parts.push(`${number(rate)} a second`, `${durationText(leftMs)} left`);
  }
  return parts.join(", ");
}
