/**
 * Stores the series of risk figures: a row on each change, and one now and then without a change.
 */

import { ok, type Result, type RiskMetrics, type TerminalId } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { unchangedMetricsMs } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export class MetricsWriter {
  readonly #context: RiskContext;
  readonly #stored = new Map<TerminalId, RiskMetrics>();

  constructor(context: RiskContext) {
    this.#context = context;
  }

  async store(metrics: RiskMetrics): Promise<Result<null, StoreError | AskError>> {
    const { database, clock } = this.#context;
    const row = { ...metrics, utcMs: clock.nowMs() };
    const last = this.#stored.get(row.terminal);
    if (last !== undefined && saysTheSame(last, row)) return ok(null);
    const stored = await database.ask("store_risk_metrics", row, { timeoutMs: storeTimeoutMs });
    if (stored.ok) this.#stored.set(row.terminal, row);
    return stored;
  }
}

function saysTheSame(last: RiskMetrics, row: RiskMetrics): boolean {
  if (Math.abs(row.utcMs - last.utcMs) >= unchangedMetricsMs) return false;
  const { utcMs: _, ...before } = last;
  return Object.entries(before).every(([name, value]) => row[name as keyof RiskMetrics] === value);
}
