/**
 * Deals of a reconstructed day that were listed after its start had been worked out: the balance of
 * that moment contained them, so the start contains them as well, and is corrected once they
 * explain the account.
 */

import { type BrokerMs, brokerMs, type VenueDeal } from "../models/mod.ts";
import { dealAmount, dealNature } from "./deal_flow.ts";

/** How much too high the start is, by kind. */
export interface StartExcess {
  readonly balance: number;
  readonly credit: number;
  readonly deals: readonly VenueDeal[];
}

export class LateDeals {
  /** When the day was reconstructed; null for a day whose start was seen. */
  #reconstructedMs: BrokerMs | null = null;
  #isRecalled = false;
  /** By time. */
  #deals: VenueDeal[] = [];
  /** When the latest of them was listed. */
  #listedMs = brokerMs(0);

  /** The start was worked out from the deals so far; those of before `time` are late from here. */
  begin(time: BrokerMs): void {
    this.#reconstructedMs = time;
  }

  /**
   * The same for a day of an earlier run. A deposit or withdrawal that is listed late then corrects
   * nothing: the peak of before the day, which it moves, is not known any more.
   */
  beginRecalled(time: BrokerMs): void {
    this.#isRecalled = true;
    this.begin(time);
  }

  /** `listedMs`: when the venue listed it. */
  add(deal: VenueDeal, listedMs: BrokerMs): void {
    if (this.#reconstructedMs === null || deal.brokerMs > this.#reconstructedMs) return;
    this.#deals.push(deal);
    this.#deals.sort((one, other) => one.brokerMs - other.brokerMs);
    this.#listedMs = brokerMs(Math.max(this.#listedMs, listedMs));
  }

  /**
   * What the start may contain too much, most first: the last of them may have come after the day
   * was reconstructed, dated back by the broker. Nothing before `settledMs` has passed since they
   * were listed: the account may not contain them yet.
   */
  *excesses(time: BrokerMs, settledMs: number): Generator<StartExcess> {
    if (time < this.#listedMs + settledMs) return;
    for (let count = this.#deals.length; count > 0; count -= 1) {
      const deals = this.#deals.slice(0, count);
      if (this.#isRecalled && deals.some(({ type }) => dealNature(type) !== "result")) continue;
      const credits = deals.filter(({ type }) => dealNature(type) === "credit");
      const credit = sumOf(credits);
      yield { balance: sumOf(deals) - credit, credit, deals };
    }
  }

  /** The start does not contain them any more. */
  corrected(deals: readonly VenueDeal[]): void {
    this.#deals = this.#deals.filter((deal) => !deals.includes(deal));
  }
}

function sumOf(deals: readonly VenueDeal[]): number {
  return deals.reduce((sum, deal) => sum + dealAmount(deal), 0);
}
