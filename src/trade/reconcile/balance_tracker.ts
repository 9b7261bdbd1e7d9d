/**
 * Tracks an account's balance across readings: how far back the next reading must go, and which
 * change remains unexplained.
 */

import { currencyDigits, type MoneyUnit } from "../../models/currency.ts";
import type { Discrepancy, TerminalId, VenueDeal, VenueSnapshot } from "../../models/mod.ts";
import { isOverdue, newBalanceWatch, rebase, unexplained, watchBalance } from "./balance_watch.ts";
import type { DealsDepth } from "./deals_window.ts";

/**
 * A deal may be listed late and with a time before the usual readings, so the whole history is read
 * again after this long.
 */
const wholeAgainMs = 1_000;

export class BalanceTracker {
  readonly #terminal: TerminalId;
  #watch = newBalanceWatch;
  #isSearching = false;
  /** When the whole history was last read, by the steady clock, and did not explain the balance. */
  #wholeReadMs: number | null = null;

  constructor(terminal: TerminalId) {
    this.#terminal = terminal;
  }

  /** The same state, which then goes on by itself. */
  copy(): BalanceTracker {
    const copy = new BalanceTracker(this.#terminal);
    copy.#watch = this.#watch;
    copy.#isSearching = this.#isSearching;
    copy.#wholeReadMs = this.#wholeReadMs;
    return copy;
  }

  /** Whether a reading that begins now must cover the whole history. */
  needsWhole(steadyMs: number): boolean {
    return this.#isSearching &&
      (this.#wholeReadMs === null || steadyMs - this.#wholeReadMs >= wholeAgainMs);
  }

  /** Whether the deals add up to the balance. */
  get isExplained(): boolean {
    return this.#watch.unexplainedReadings === 0;
  }

  /** The discrepancy that even the whole history does not explain; usually null. */
  read(
    { account, takenBrokerMs, takenMs }: VenueSnapshot,
    newDeals: readonly VenueDeal[],
    { depth, steadyMs, currency }: {
      readonly depth: DealsDepth;
      /** When the reading began. */
      readonly steadyMs: number;
      readonly currency: MoneyUnit;
    },
  ): Discrepancy | null {
    const { balance } = account;
    const { watch, verdict } = watchBalance(this.#watch, {
      balance,
      takenBrokerMs,
      newDeals,
      steadyMs,
      currency,
    });
    this.#watch = watch;
    this.#isSearching = verdict === "read_whole_history";
    if (!this.#isSearching) this.#wholeReadMs = null;
    if (!this.#isSearching || depth !== "whole") return null;
    this.#wholeReadMs = steadyMs;
    if (!isOverdue(watch, steadyMs)) return null;
    this.#watch = rebase(watch, balance);
    this.#isSearching = false;
    this.#wholeReadMs = null;
    const digits = currencyDigits(currency);
    const amount = unexplained(watch, balance).toFixed(digits);
    const subject = balance.toFixed(digits);
    return {
      id: [this.#terminal, "balance_unexplained", subject, amount].join("/"),
      terminal: this.#terminal,
      kind: "balance_unexplained",
      subject,
      detail: `The balance changed by ${amount} without a matching deal in the history`,
      foundMs: takenMs,
    };
  }
}
