/** What earlier runs stored about an account: its day, its peak, and its recent approvals. */

import type { StoreError } from "../../src/database/store_error.ts";
import {
  type AccountDay,
  type BrokerMs,
  brokerMs,
  ok,
  type Result,
  type RiskDecision,
  type RiskMetrics,
  type TerminalId,
  type VenueDeal,
} from "../../src/models/mod.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { retry } from "../../src/runtime/retry.ts";
import { storeTimeoutMs, untilDone } from "./timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export interface StoredRiskState {
  readonly day: AccountDay | null;
  readonly metrics: RiskMetrics | null;
  readonly decisions: readonly RiskDecision[];
  /** Of the last days: they show the usual commissions. */
  readonly deals: readonly VenueDeal[];
}

/** More than can be approved before a signal is too old. */
const decisionsMax = 500;
const dealsBackMs = 14 * 86_400_000;

/** Asks until the store has answered; null when aborted first. */
export async function storedRiskState(
  terminal: TerminalId,
  { database, clock, random }: RiskContext,
  signal: AbortSignal,
): Promise<StoredRiskState | null> {
  const fromBrokerMs = brokerMs(clock.nowMs() - dealsBackMs);
  const attempt = () => readOnce(terminal, { database, fromBrokerMs });
  const read = await retry(attempt, { clock, random, backoff: untilDone, signal });
  return read.ok ? read.value : null;
}

async function readOnce(
  terminal: TerminalId,
  { database, fromBrokerMs }: {
    readonly database: RiskContext["database"];
    readonly fromBrokerMs: BrokerMs;
  },
): Promise<Result<StoredRiskState, StoreError | AskError>> {
  const timeout = { timeoutMs: storeTimeoutMs };
  const [day, metrics, decisions, deals] = await Promise.all([
    database.ask("latest_day", { terminal }, timeout),
    database.ask("latest_risk_metrics", { terminal }, timeout),
    database.ask("recent_decisions", { terminal, limit: decisionsMax }, timeout),
    database.ask("deals_between", { terminal, fromBrokerMs, toBrokerMs: null }, timeout),
  ]);
  if (!day.ok) return day;
  if (!metrics.ok) return metrics;
  if (!decisions.ok) return decisions;
  if (!deals.ok) return deals;
  return ok({
    day: day.value,
    metrics: metrics.value,
    decisions: decisions.value,
    deals: deals.value,
  });
}
