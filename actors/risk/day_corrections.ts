/**
 * Stores and logs that deals which were listed late have corrected the start of a day. One that a
 * kill keeps from being stored follows from the deals again after the next start.
 */

import type { MoneyUnit } from "../../src/models/currency.ts";
import type { AccountDay } from "../../src/models/mod.ts";
import { moneyText } from "../../src/models/figure_text.ts";
import { RetryLoop } from "./retry_loop.ts";
import type { RiskContext } from "./risk_context.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";

export class DayCorrections {
  readonly #context: RiskContext;
  readonly #toStore: RetryLoop;
  /** The day as it began, or was corrected last. */
  #day: AccountDay | null = null;

  constructor(context: RiskContext) {
    this.#context = context;
    this.#toStore = new RetryLoop(async () => {
      if (this.#day === null) return "later";
      const timeout = { timeoutMs: storeTimeoutMs };
      const stored = await context.database.ask("correct_day", this.#day, timeout);
      return stored.ok ? "done" : "again";
    }, context);
  }

  began(day: AccountDay): void {
    this.#day = day;
  }

  /** Called with the current day; most of the time it is as it was. */
  note(day: AccountDay, currency: MoneyUnit): void {
    const before = this.#day;
    if (before === null || before === day) return;
    this.#day = day;
    this.#toStore.deliver();
    const { terminal, brokerDay, startEquity } = day;
    if (startEquity === before.startEquity) return;
    this.#context.log.warning("day_corrected", {
      ...{ terminal, day: brokerDay },
      equity: moneyText(startEquity, currency),
      before: moneyText(before.startEquity, currency),
    });
  }

  stop(): void {
    this.#toStore.stop();
  }
}
