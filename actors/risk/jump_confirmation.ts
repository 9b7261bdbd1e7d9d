/**
 * Holds back a message in which equity has jumped until the terminal has been asked, whose answer
 * shows the positions as well. Without an answer in time the message counts as it is.
 */

import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { TakenFigures } from "./account_readings.ts";
import { confirmTimeoutMs } from "./timeouts.ts";

export interface JumpConfirmationOptions {
  readonly clock: Clock;
  /** Asks the terminal; its answer ends the confirmation by `end`. */
  readonly ask: (timeoutMs: number) => Promise<void>;
  /** Takes the message that the terminal has not answered about. */
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
    await Promise.race([ask(confirmTimeoutMs), sleep(clock, confirmTimeoutMs)]);
    const unanswered = this.#held;
    this.#held = null;
    if (unanswered !== null) onUnanswered(unanswered);
  }

  /** The terminal has answered, or is gone. */
  end(): void {
    this.#held = null;
  }
}
