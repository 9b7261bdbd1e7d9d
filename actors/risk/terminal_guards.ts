/** Keeps the limits of every account at its terminal. */

import type { BrokerMs, RiskMetrics, TerminalId, TradingMode } from "../../src/models/mod.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { terminalLimits } from "../../src/risk/halts/terminal_limits.ts";
import type { VenueEvent } from "../../src/venue/venue_events.ts";
import type { RiskContext } from "./risk_context.ts";
import { TerminalGuard } from "./terminal_guard.ts";

export class TerminalGuards {
  readonly #context: RiskContext;
  readonly #guards = new Map<TerminalId, TerminalGuard>();

  constructor(context: RiskContext) {
    this.#context = context;
  }

  synced(event: Extract<VenueEvent, { type: "venue_synced" }>): void {
    const { terminal } = event.identity;
    let guard = this.#guards.get(terminal);
    if (guard === undefined) {
      guard = new TerminalGuard(terminal, this.#context);
      this.#guards.set(terminal, guard);
    }
    guard.synced(event);
    // One that is off is sent at once, others as soon as the figures are known.
    this.#update(guard, null, { flowsToMs: brokerMs(0), mode: "safety" });
  }

  forget(terminal: TerminalId): void {
    this.#guards.get(terminal)?.stop();
    this.#guards.delete(terminal);
  }

  lost(terminal: TerminalId): void {
    this.#guards.get(terminal)?.lost();
  }

  /** `flowsToMs`: deposits and withdrawals up to here are in the figures, which are certain. */
  measured(metrics: RiskMetrics, flowsToMs: BrokerMs, mode: TradingMode): void {
    const guard = this.#guards.get(metrics.terminal);
    if (guard !== undefined) this.#update(guard, metrics, { flowsToMs, mode });
  }

  stop(): void {
    for (const guard of this.#guards.values()) guard.stop();
  }

  #update(
    guard: TerminalGuard,
    metrics: RiskMetrics | null,
    at: { readonly flowsToMs: BrokerMs; readonly mode: TradingMode },
  ): void {
    const policy = this.#context.policies.of(guard.terminal);
    guard.update(terminalLimits(metrics, { ...at, policy }));
  }
}
