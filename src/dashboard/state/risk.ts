/**
 * The risk of all accounts, kept up to date from the start, because every view shows it in the
 * frame of the page.
 */

import { computed, signal } from "@preact/signals";
import type { AccountRiskDocument, RiskDocument } from "../../http/api/risk_routes.ts";
import { read } from "./api.ts";
import { every, steadyNow, thisMoment } from "./browser_clock.ts";
import { isOutdated, type LastAnswer, noAnswerYet, withReply } from "./last_answer.ts";

const periodMs = 2_000;

export const lastRisk = signal<LastAnswer<RiskDocument>>(noAnswerYet);

export const risk = computed((): readonly AccountRiskDocument[] =>
  lastRisk.value.value?.accounts ?? []
);
/** Halts of all accounts, also of those that connect later. */
export const generalHalts = computed((): RiskDocument["generalHalts"] =>
  lastRisk.value.value?.generalHalts ?? []
);
export const accountGroups = computed((): RiskDocument["groups"] =>
  lastRisk.value.value?.groups ?? []
);
export const isRiskOutdated = computed(() =>
  isOutdated(lastRisk.value, { steadyMs: steadyNow.value, periodMs })
);

export function keepRiskFresh(): void {
  every(periodMs, async () => {
    const reply = await read<RiskDocument>("/risk");
    lastRisk.value = withReply(lastRisk.value, reply, thisMoment());
  });
}
