/** Risk of all accounts, kept fresh from the first moment: the frame of the page shows it on every view. */

import { signal } from "@preact/signals";
import { read } from "./api.ts";
import { every } from "./browser_clock.ts";
import type { RiskRow } from "./trading_types.ts";

const periodMs = 2_000;

export const risk = signal<readonly RiskRow[]>([]);

export function keepRiskFresh(): void {
  every(periodMs, async () => {
    const answer = await read<readonly RiskRow[]>("/risk");
    if (answer.ok) risk.value = answer.value;
  });
}
