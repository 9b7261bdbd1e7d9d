/** Risk of all accounts, kept fresh from the first moment: the frame of the page shows it on every view. */

import { signal } from "@preact/signals";
import { read } from "./api.ts";
import { every } from "./browser_clock.ts";
import type { RiskLimits, RiskRow } from "./trading_types.ts";

const periodMs = 2_000;

/** Null before the bridge has said them. */
export const limits = signal<RiskLimits | null>(null);
export const risk = signal<readonly RiskRow[]>([]);
/** Why everything is halted, also what connects later. */
export const generalHalts = signal<readonly { readonly id: string; readonly reason: string }[]>([]);

export function keepRiskFresh(): void {
  every(periodMs, async () => {
    const answer = await read<{
      limits: RiskLimits;
      accounts: readonly RiskRow[];
      generalHalts: typeof generalHalts.value;
    }>("/risk");
    if (!answer.ok) return;
    generalHalts.value = answer.value.generalHalts;
    limits.value = answer.value.limits;
    risk.value = answer.value.accounts;
  });
}
