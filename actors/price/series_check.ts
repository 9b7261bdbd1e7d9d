/**
 * Checks one series with the ticks: builds its bars, compares them with the terminal's, and
 * requests a bar that is overdue after a tick of a later bar.
 */

import {
  barAt,
  type BarColumns,
  type SeriesKey,
  type TerminalId,
  type TickBatch,
} from "../../src/models/mod.ts";
import { BarBuilder } from "../../src/price/bar_builder.ts";
import { BarCheck, type Correction } from "../../src/price/bar_check.ts";
import type { TimerId } from "../../src/runtime/clock.ts";
import type { PriceContext } from "./price_context.ts";

/**
 * A terminal sends a closed bar within one timer period; after two seconds the message must be
 * lost.
 */
const overdueMs = 2_000;
/** Only the newest bars of a page can have been built here. */
const truthsMax = 16;

export interface SeriesCheckOptions {
  readonly key: SeriesKey;
  readonly digits: number;
  readonly terminal: TerminalId;
  readonly context: PriceContext;
  /** Requests the terminal's bars; true when it replied. */
  readonly askTerminal: () => Promise<boolean>;
}

export class SeriesCheck {
  readonly #options: SeriesCheckOptions;
  #digits: number;
  #builder: BarBuilder;
  #check: BarCheck;
  #timer: TimerId | undefined;

  constructor(options: SeriesCheckOptions) {
    this.#options = options;
    this.#digits = options.digits;
    this.#builder = new BarBuilder(options.key.timeframe, options.digits);
    this.#check = new BarCheck(options.digits);
  }

  get counts() {
    return this.#check.counts;
  }

  /** The broker may have changed the symbol's digits, so bars begun before are dropped. */
  describe(digits: number): void {
    if (digits === this.#digits) return;
    this.#digits = digits;
    this.#builder = new BarBuilder(this.#options.key.timeframe, digits);
    this.#check = new BarCheck(digits);
  }

  /** Accepted ticks, and the times of ticks between them that were rejected for their prices. */
  ticks(ticks: TickBatch, doubtfulMs: readonly number[]): void {
    for (const ms of doubtfulMs) this.#builder.doubt(ms);
    for (const built of this.#builder.add(ticks)) this.#note(this.#check.built(built));
    if (this.#check.awaitedMs !== null && this.#timer === undefined) this.#watch();
  }

  /** The terminal's own closed bars, oldest first. */
  truths(bars: BarColumns): void {
    const { length } = bars.brokerMs;
    for (let at = Math.max(0, length - truthsMax); at < length; at++) {
      this.#note(this.#check.truth(barAt(bars, at)));
    }
  }

  /** Call when ticks are missing. */
  interrupt(): void {
    this.#builder.interrupt();
    this.#options.context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #watch(): void {
    this.#timer = this.#options.context.clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#askOverdue();
    }, overdueMs);
  }

  async #askOverdue(): Promise<void> {
    const awaitedMs = this.#check.awaitedMs;
    if (awaitedMs === null) return;
    if (await this.#options.askTerminal()) this.#check.settleUpTo(awaitedMs);
  }

  #note(correction: Correction | null): void {
    if (correction === null) return;
    const { key, terminal, context } = this.#options;
    const time = new Date(correction.truth.brokerMs).toISOString();
    context.log.debug("bar_corrected", { terminal, ...key, time });
  }
}
