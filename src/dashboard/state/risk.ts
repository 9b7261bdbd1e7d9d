/**
 * The risk of all accounts, kept up to date from the start, because every view shows it in the
 * frame of the page.
 */

import { signal } from "@preact/signals";
import type { AccountRiskDocument, RiskDocument } from "../../http/api/risk_routes.ts";
import { read } from "./api.ts";
import { every } from "./browser_clock.ts";

const periodMs = 2_000;

/** Null before the first answer of the bridge. */
export const limits = signal<RiskDocument["limits"] | null>(null);
export const risk = signal<readonly AccountRiskDocument[]>([]);
/** Halts of all accounts, also of those that connect later. */
export const generalHalts = signal<RiskDocument["generalHalts"]>([]);

export function keepRiskFresh(): void {
  every(periodMs, async () => {
    const answer = await read<RiskDocument>("/risk");
    if (!answer.ok) return;
    generalHalts.value = answer.value.generalHalts;
    limits.value = answer.value.limits;
    risk.value = answer.value.accounts;
  });
}
