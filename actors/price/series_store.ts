/**
 * The stored end of one series: writes bars, knows the newest one, and reports each step to the
 * strategies.
 */

import {
  type BarColumns,
  type BrokerMs,
  brokerMs,
  type Result,
  type SeriesKey,
  type TerminalId,
} from "../../src/models/mod.ts";
import type { BarsStored } from "../../src/database/store_rows.ts";
import { BarDoubt, type BarReading } from "../../src/price/bar_doubt.ts";
import type { PriceContext } from "./price_context.ts";
import type { FetchError } from "./protocol.ts";

export interface SeriesStoreOptions {
  readonly key: SeriesKey;
  readonly digits: number;
  readonly terminal: TerminalId;
  readonly context: PriceContext;
  /** The latest possible server time. */
  serverNowMs(): BrokerMs;
}

export class SeriesStore {
  readonly doubt = new BarDoubt();
  readonly #options: SeriesStoreOptions;
  #digits: number;
  #last: BrokerMs | null = null;
  #isAnnounced = false;

  constructor(options: SeriesStoreOptions) {
    this.#options = options;
    this.#digits = options.digits;
  }

  /** Open time of the newest bar in the store. */
  get lastMs(): BrokerMs | null {
    return this.#last;
  }

  /**
   * The series in the store ends with `stored`, and the terminal has described the symbol again.
   */
  resume(stored: BrokerMs | null, digits: number): void {
    this.#digits = digits;
    if (stored !== null && (this.#last === null || stored > this.#last)) this.#last = stored;
  }

  /** Writes bars; safe to repeat. */
  async store(bars: BarColumns, utcMs: Float64Array): Promise<Result<BarsStored, FetchError>> {
    const { key, terminal, context } = this.#options;
    const stored = await context.barWriter.store(terminal, { ...key, bars, utcMs });
    if (!stored.ok) return stored;
    const [first = Infinity] = bars.brokerMs;
    this.doubt.stored(first);
    const newest = bars.brokerMs.at(-1);
    const isAhead = newest !== undefined && (this.#last === null || newest > this.#last);
    if (isAhead) this.#last = brokerMs(newest);
    if (isAhead || stored.value.corrected > 0) this.announce();
    return stored;
  }

  /**
   * A reading up to the newest bar (null: it had none) has stored everything. A bar that was stored
   * in doubt and that the terminal does not list had not closed; it is stored again when it has.
   */
  wasRead(reading: BarReading, newestMs: BrokerMs | null): void {
    if (!this.doubt.wasRead(reading)) return;
    if (newestMs !== null && this.#last !== null && newestMs < this.#last) this.#last = newestMs;
    this.announce();
  }

  /** For an end that an earlier run has stored, and on which it may not have decided. */
  announceOnce(): void {
    if (!this.#isAnnounced) this.announce();
  }

  /**
   * Sends the strategies the end of the stored bars, unless they are in doubt; while they are busy,
   * only the newest message is kept.
   */
  announce(): void {
    if (this.#last === null || this.doubt.isHeld) return;
    this.#isAnnounced = true;
    const { key, terminal, context, serverNowMs } = this.#options;
    context.strategy.tell({
      type: "bar_stored",
      terminal,
      series: key,
      lastBarBrokerMs: this.#last,
      serverNowMs: serverNowMs(),
      digits: this.#digits,
    }, {
      key: `bar_stored/${terminal}/${key.symbol}/${key.timeframe}`,
      merge: (_earlier, later) => later,
    });
  }
}
