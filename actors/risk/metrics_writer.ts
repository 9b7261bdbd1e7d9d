/**
 * Stores the series of risk figures: a row on each change, one now and then without a change, and
 * one at once for a new equity high, from which the drawdown is counted after a restart.
 */

import { ok, type Result, type RiskMetrics, type TerminalId } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { NewestWrites } from "../../src/runtime/newest_writes.ts";
import { unchangedMetricsMs, untilDone } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { RiskContext } from "./risk_context.ts";

export class MetricsWriter {
  readonly #context: RiskContext;
  readonly #stored = new Map<TerminalId, RiskMetrics>();
  readonly #measured = new Map<TerminalId, RiskMetrics>();
  readonly #highs: NewestWrites<TerminalId>;

  constructor(context: RiskContext) {
    this.#context = context;
    const { clock, random } = context;
    const write = (terminal: TerminalId) => {
      const metrics = this.#measured.get(terminal);
      return metrics === undefined ? Promise.resolve(ok(null)) : this.store(metrics);
    };
    this.#highs = new NewestWrites({ clock, random, backoff: untilDone, write });
  }

  /** Stores the figures when they hold an equity high that a restart would not know. */
  measured(metrics: RiskMetrics): void {
    const { terminal } = metrics;
    this.#measured.set(terminal, metrics);
    const stored = this.#stored.get(terminal);
    if (this.#highs.isWaiting(terminal)) return;
    if (stored === undefined || hasNewHigh(stored, metrics)) this.#highs.changed(terminal);
  }

  stop(): void {
    this.#highs.stop();
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

/** The share of the equity high that a restart may lose: fewer rows than one a tick. */
const highNoise = 1e-4;

/** A new day, or another sum of deposits, has a high of its own. */
function hasNewHigh(stored: RiskMetrics, { peakEquity, dayFlows, brokerDay }: RiskMetrics) {
  return brokerDay !== stored.brokerDay || dayFlows !== stored.dayFlows ||
    peakEquity > stored.peakEquity * (1 + highNoise);
}

function saysTheSame(last: RiskMetrics, row: RiskMetrics): boolean {
  if (Math.abs(row.utcMs - last.utcMs) >= unchangedMetricsMs) return false;
  const { utcMs: _, ...before } = last;
  return Object.entries(before).every(([name, value]) => row[name as keyof RiskMetrics] === value);
}
