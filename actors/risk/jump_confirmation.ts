/**
 * Holds back a message in which equity has jumped until the terminal has been asked, whose answer
 * shows the positions as well. Without an answer in time the message counts as it is.
 */

import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { TakenFigures } from "./account_readings.ts";
import { confirmTimeoutMs } from "./timeouts.ts";

/** The first may share an answer that is already on its way. */
const asksMax = 2;

export interface JumpConfirmationOptions {
  readonly clock: Clock;
  /** Asks the terminal; its answer arrives at `answered`. */
  readonly ask: (timeoutMs: number) => Promise<void>;
  /** Accepts the message when the terminal has not answered in time. */
  readonly onUnanswered: (figures: TakenFigures) => void;
}

export class JumpConfirmation {
  readonly #options: JumpConfirmationOptions;
  #held: TakenFigures | null = null;

  constructor(options: JumpConfirmationOptions) {
    this.#options = options;
  }

  get isPending(): boolean {
    return this.#held !== null;
  }

  /** A later message replaces the one that is held back. */
  async hold(figures: TakenFigures): Promise<void> {
    const isAsked = this.isPending;
    this.#held = figures;
    if (isAsked) return;
    const { clock, ask, onUnanswered } = this.#options;
    const inTime = sleep(clock, confirmTimeoutMs);
    for (let asked = 0; asked < asksMax && this.isPending; asked += 1) {
      await Promise.race([ask(confirmTimeoutMs), inTime]);
    }
    const unanswered = this.#held;
    this.#held = null;
    if (unanswered !== null) onUnanswered(unanswered);
  }

  /** An answer that was already on its way when the message arrived does not confirm it. */
  answered({ place }: TakenFigures): void {
    const held = this.#held?.place ?? null;
    const isOlder = held !== null && place !== null && place.source === held.source &&
      place.number < held.number;
    if (!isOlder) this.#held = null;
  }

  /** The terminal is gone. */
  end(): void {
    this.#held = null;
  }
}
