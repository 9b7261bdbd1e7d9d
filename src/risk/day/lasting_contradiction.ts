/**
 * Handles an account whose floating profit does not match its positions. At first one of the two
 * may merely be late, so the figures are ignored. When they have not matched for `believedAfterMs`,
 * the lower equity counts for the limits, so that an outdated list cannot hide a loss. Nothing is
 * opened until they match again.
 */

import type { MoneyUnit } from "../../models/currency.ts";
import type { AccountMetrics, VenuePosition } from "../../models/mod.ts";
import { contradiction, listedProfit } from "./figure_plausibility.ts";

const believedAfterMs = 60_000;

export interface UsableFigures {
  readonly account: AccountMetrics;
  /** Why nothing may be opened; null when nothing is wrong. */
  readonly problem: string | null;
  /** Limits are watched with them. */
  readonly isCounted: boolean;
}

export class LastingContradiction {
  readonly #steadyMs: () => number;
  #first: { readonly problem: string; readonly sinceSteadyMs: number } | null = null;

  constructor(steadyMs: () => number) {
    this.#steadyMs = steadyMs;
  }

  /** `problem`: of these figures alone. Without positions they neither contradict nor end it. */
  judged(
    account: AccountMetrics,
    { problem, positions, currency }: {
      readonly problem: string | null;
      readonly positions: readonly VenuePosition[] | null;
      readonly currency: MoneyUnit;
    },
  ): UsableFigures {
    const ignored = { account, problem, isCounted: problem === null };
    if (positions === null) return { ...ignored, problem: problem ?? this.#first?.problem ?? null };
    if (problem === null) this.end();
    if (problem === null || problem !== contradiction(account, { positions, currency })) {
      return ignored;
    }
    const nowMs = this.#steadyMs();
    this.#first = { problem, sinceSteadyMs: this.#first?.sinceSteadyMs ?? nowMs };
    if (nowMs - this.#first.sinceSteadyMs < believedAfterMs) return ignored;
    return { account: worseOf(account, positions), problem, isCounted: true };
  }

  /** The terminal is gone: it begins with other figures. */
  end(): void {
    this.#first = null;
  }
}

function worseOf(account: AccountMetrics, positions: readonly VenuePosition[]): AccountMetrics {
  const profit = listedProfit(positions);
  if (profit >= account.profit) return account;
  return { ...account, profit, equity: account.equity - account.profit + profit };
}
