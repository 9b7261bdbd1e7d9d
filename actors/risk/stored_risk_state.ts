/** What the store remembers of an account from earlier lives of the program: its day, its peak, and what was approved lately. */

import type { AccountDay, RiskDecision, RiskMetrics, TerminalId } from "../../src/models/mod.ts";
import { backoffMs } from "../../src/runtime/backoff.ts";
import { sleep } from "../../src/runtime/clock.ts";
import { storeTimeoutMs, untilDone } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export interface StoredRiskState {
  readonly day: AccountDay | null;
  readonly metrics: RiskMetrics | null;
  readonly decisions: readonly RiskDecision[];
}

/** More than can be approved within the age of a signal. */
const decisionsMax = 500;

/** Asks until the store has answered; null when it was given up by then. */
export async function storedRiskState(
  terminal: TerminalId,
  { database, clock, random }: RiskContext,
  signal: AbortSignal,
): Promise<StoredRiskState | null> {
  const timeout = { timeoutMs: storeTimeoutMs };
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    const [day, metrics, decisions] = await Promise.all([
      database.ask("latest_day", { terminal }, timeout),
      database.ask("latest_risk_metrics", { terminal }, timeout),
      database.ask("recent_decisions", { terminal, limit: decisionsMax }, timeout),
    ]);
    if (day.ok && day.value.ok && metrics.ok && metrics.value.ok && decisions.ok) {
      if (decisions.value.ok) {
        return {
          day: day.value.value,
          metrics: metrics.value.value,
          decisions: decisions.value.value,
        };
      }
    }
    await sleep(clock, backoffMs(untilDone, attempt, random));
  }
  return null;
}
