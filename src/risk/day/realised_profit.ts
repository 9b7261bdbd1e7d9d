/**
 * Floating profit that has become balance. When a position is closed, its profit moves from the
 * floating profit to the balance in one step; until the deal is listed nothing explains the
 * balance. Such a gain must not be mistaken for a deposit: otherwise a winner closed around
 * midnight, whose profit is part of the day's starting equity, would look like a daily loss.
 */

import type { AccountMetrics } from "../../models/mod.ts";

/** Steps between messages that are further apart may hold a loss and a deposit. */
const stepMaxMs = 20_000;

interface Step {
  readonly profit: number;
  /** The part of the balance that no deal explains. */
  readonly unexplained: number;
  readonly steadyMs: number;
}

export class RealisedProfit {
  #last: Step | null = null;
  #money = 0;

  /** The part of the unexplained gain of the balance that was floating profit before. */
  get money(): number {
    return this.#money;
  }

  /** With each sound reading, in their order. */
  take(account: Pick<AccountMetrics, "profit">, unexplained: number, steadyMs: number): void {
    const before = this.#last;
    this.#last = { profit: account.profit, unexplained, steadyMs };
    if (before !== null && steadyMs - before.steadyMs <= stepMaxMs) {
      const gained = unexplained - before.unexplained;
      // A floating loss that grows beside a deposit is a loss.
      const realised = Math.max(0, before.profit) - Math.max(0, account.profit);
      this.#money += Math.max(0, Math.min(gained, realised));
    }
    this.#money = Math.min(this.#money, Math.max(0, unexplained));
  }

  /** What happened in between is not known. */
  interrupted(): void {
    this.#last = null;
  }
}
