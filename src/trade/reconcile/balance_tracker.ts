/**
 * Tracks an account's balance across readings: how far back the next reading must go, and which
 * change remains unexplained.
 */

import { currencyDigits, type MoneyUnit } from "../../models/currency.ts";
import type { Discrepancy, TerminalId, VenueDeal, VenueSnapshot } from "../../models/mod.ts";
import { isOverdue, newBalanceWatch, rebase, unexplained, watchBalance } from "./balance_watch.ts";
import type { DealsDepth } from "./deals_window.ts";

export class BalanceTracker {
  readonly #terminal: TerminalId;
  #watch = newBalanceWatch;
  #needsWhole = false;
  /** The whole history was read, and does not explain the balance so far. */
  #wasWholeRead = false;

  constructor(terminal: TerminalId) {
    this.#terminal = terminal;
  }

  /** Whether the next reading must cover the whole history. */
  get needsWhole(): boolean {
    return this.#needsWhole;
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
    this.#wasWholeRead = verdict === "read_whole_history" &&
      (this.#wasWholeRead || depth === "whole");
    const isOver = isOverdue(watch, steadyMs);
    this.#needsWhole = verdict === "read_whole_history" && depth !== "whole" &&
      (isOver || !this.#wasWholeRead);
    if (verdict !== "read_whole_history" || depth !== "whole" || !isOver) return null;
    this.#watch = rebase(watch, balance);
    this.#wasWholeRead = false;
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
