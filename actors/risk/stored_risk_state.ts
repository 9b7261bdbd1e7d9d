/**
 * What earlier runs stored about an account: its day, its peak, and its recent approvals. Times are
 * counted from the last stored day: the computer's clock may be wrong.
 */

import type { StoreError } from "../../src/database/store_error.ts";
import {
  type AccountDay,
  brokerMs,
  ok,
  type Result,
  type RiskDecision,
  type RiskMetrics,
  type TerminalId,
  type TradeIntent,
  type VenueDeal,
} from "../../src/models/mod.ts";
import { dayMs } from "../../src/models/time.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { retry } from "../../src/runtime/retry.ts";
import { untilDone } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export interface StoredRiskState {
  readonly day: AccountDay | null;
  readonly metrics: RiskMetrics | null;
  readonly decisions: readonly RiskDecision[];
  /** How many orders were sent again after a requote since the newest approval. */
  readonly repeats: number;
  /** The deals of the last days: they show the usual commissions. */
  readonly deals: readonly VenueDeal[];
}

/** More than can be approved before a signal is too old. */
const decisionsMax = 500;
/** More than are made while one order is sent again. */
const intentsMax = 100;
const dealsBackMs = 14 * dayMs;

/** Asks until the store has answered; null when aborted first. */
export async function storedRiskState(
  terminal: TerminalId,
  { database, clock, random }: RiskContext,
  signal: AbortSignal,
): Promise<StoredRiskState | null> {
  const attempt = () => readOnce(terminal, database);
  const read = await retry(attempt, { clock, random, backoff: untilDone, signal });
  return read.ok ? read.value : null;
}

/**
 * Both newest first. An order is sent again beside later decisions: what was sent again before the
 * newest one is in its count. Where that sent nothing, the one before it shows the place.
 */
function repeatsSince(decisions: readonly RiskDecision[], intents: readonly TradeIntent[]): number {
  const approved = new Set(decisions.map(({ id }) => id));
  const isOfThem = ({ approval }: TradeIntent) => approval !== null && approved.has(approval);
  const newest = intents.findIndex((intent) => intent.attempt === 1 && isOfThem(intent));
  return intents.slice(0, Math.max(0, newest))
    .filter((intent) => intent.attempt > 1 && isOfThem(intent)).length;
}

async function readOnce(
  terminal: TerminalId,
  database: RiskContext["database"],
): Promise<Result<StoredRiskState, StoreError | AskError>> {
  const timeout = { timeoutMs: storeTimeoutMs };
  // A refused order is neither sent nor a reason to refuse its signal again.
  const approved = { terminal, limit: decisionsMax, outcome: "approved" } as const;
  const [day, metrics, decisions, intents] = await Promise.all([
    database.ask("latest_day", { terminal }, timeout),
    database.ask("latest_risk_metrics", { terminal }, timeout),
    database.ask("recent_decisions", approved, timeout),
    database.ask("recent_intents", { terminal, limit: intentsMax }, timeout),
  ]);
  if (!day.ok) return day;
  if (!metrics.ok) return metrics;
  if (!decisions.ok) return decisions;
  if (!intents.ok) return intents;
  const repeats = repeatsSince(decisions.value, intents.value);
  const recalled = { decisions: decisions.value, repeats };
  const state = { day: day.value, metrics: metrics.value, ...recalled };
  if (day.value === null) return ok({ ...state, deals: [] });
  const fromBrokerMs = brokerMs(day.value.startedBrokerMs - dealsBackMs);
  const range = { terminal, fromBrokerMs, toBrokerMs: null };
  const deals = await database.ask("deals_between", range, timeout);
  return deals.ok ? ok({ ...state, deals: deals.value }) : deals;
}
