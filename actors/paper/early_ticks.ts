/** Ticks that arrive while a paper account is being loaded or waits for its beginning. */

import type { Logger } from "../../src/models/logger.ts";
import type { TerminalId, TickBatch } from "../../src/models/mod.ts";
import { tickCount, waitingTicksMax } from "../../src/mt5/tick_merge.ts";

export class EarlyTicks {
  readonly #terminal: TerminalId;
  readonly #log: Logger;
  #held: (readonly TickBatch[])[] = [];
  #count = 0;
  #skipped = 0;
  #isSkipLogged = true;

  constructor(terminal: TerminalId, log: Logger) {
    this.#terminal = terminal;
    this.#log = log;
  }

  /** All that did not fit since the program started. */
  get skipped(): number {
    return this.#skipped;
  }

  /** False when they do not fit: they are skipped, and the next quote fills what it reaches. */
  add(batches: readonly TickBatch[]): boolean {
    const count = tickCount(batches);
    if (this.#count + count > waitingTicksMax) {
      this.#skipped += count;
      this.#isSkipLogged = false;
      return false;
    }
    this.#count += count;
    this.#held.push(batches);
    return true;
  }

  /** Hands them over in the order in which they came. */
  take(): readonly (readonly TickBatch[])[] {
    const held = this.#held;
    this.clear();
    return held;
  }

  clear(): void {
    this.#held = [];
    this.#count = 0;
  }

  /** One line for all that were skipped since the last one. */
  logSkipped(): void {
    if (this.#isSkipLogged) return;
    this.#isSkipLogged = true;
    this.#log.warning("paper_ticks_skipped", { terminal: this.#terminal, ticks: this.#skipped });
  }
}
