/**
 * The risk of all accounts, kept up to date from the start, because every view shows it in the
 * frame of the page.
 */

import { signal } from "@preact/signals";
import { read } from "./api.ts";
import { every } from "./browser_clock.ts";
import type { RiskLimits, RiskRow } from "./trading_types.ts";

const periodMs = 2_000;

/** Null until the bridge has sent them. */
export const limits = signal<RiskLimits | null>(null);
export const risk = signal<readonly RiskRow[]>([]);

export function keepRiskFresh(): void {
  every(periodMs, async () => {
    const answer = await read<{ limits: RiskLimits; accounts: readonly RiskRow[] }>("/risk");
    if (!answer.ok) return;
    limits.value = answer.value.limits;
    risk.value = answer.value.accounts;
  });
}
