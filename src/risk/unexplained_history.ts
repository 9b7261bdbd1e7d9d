/**
 * How long a change that no deal explains has lasted. Changes follow each other on a busy account:
 * the time in which one may still be explained begins with it, not with an earlier one.
 */

import type { Unexplained } from "./day_ledger.ts";

interface Seen {
  readonly unexplained: Unexplained;
  readonly steadyMs: number;
}

export class UnexplainedHistory {
  readonly #lastsAfterMs: number;
  /** By time; the first is the one that held when the time to explain began. */
  #seen: readonly Seen[] = [];

  /** A change lasts when it has stood for so long. */
  constructor(lastsAfterMs: number) {
    this.#lastsAfterMs = lastsAfterMs;
  }

  /** With each reading, in their order. */
  take(unexplained: Unexplained, steadyMs: number): void {
    this.#seen = [...this.#since(steadyMs), { unexplained, steadyMs }];
  }

  /** Changes are counted from another start. */
  forget(): void {
    this.#seen = [];
  }

  /** The part of it that may still be explained. */
  freshOf({ balance, credit }: Unexplained, steadyMs: number): Unexplained {
    const seen = this.#since(steadyMs);
    const [first] = seen;
    const isCovered = first !== undefined && this.#isLasting(first, steadyMs);
    const stood = (name: keyof Unexplained) =>
      isCovered ? seen.map(({ unexplained }) => unexplained[name]) : [0];
    return {
      balance: balance - lastingOf(balance, stood("balance")),
      credit: credit - lastingOf(credit, stood("credit")),
    };
  }

  #since(steadyMs: number): readonly Seen[] {
    const first = this.#seen.findLastIndex((one) => this.#isLasting(one, steadyMs));
    return this.#seen.slice(Math.max(0, first));
  }

  #isLasting(one: Seen, steadyMs: number): boolean {
    return steadyMs - one.steadyMs >= this.#lastsAfterMs;
  }
}

/** How much of `amount` was there all the time. */
function lastingOf(amount: number, stood: readonly number[]): number {
  const lasting = amount < 0 ? Math.max(amount, ...stood) : Math.min(amount, ...stood);
  return amount < 0 ? Math.min(0, lasting) : Math.max(0, lasting);
}
