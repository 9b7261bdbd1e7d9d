/**
 * The latest traces, from signal to deals, for the status page; the store has all of them in full.
 */

import type {
  OrderProposal,
  Refusal,
  Signal,
  TerminalId,
  TraceId,
  TradeIntent,
} from "../../src/models/mod.ts";
import type { Json } from "../../src/runtime/actor.ts";
import { requestSummary } from "../../src/trade/request_summary.ts";

/** As many as a person can take in at once. */
const tracesMax = 20;
/** Per trace: a flattened account has one close for each position. */
const intentsMax = 20;

interface TraceRecord {
  readonly trace: TraceId;
  readonly terminal: TerminalId;
  /** Null when the trace did not begin with a signal. */
  signal: string | null;
  decision: string | null;
  readonly intents: Map<string, Json>;
  deals: number;
  atMs: number;
}

export class RecentTraces {
  readonly #traces = new Map<TraceId, TraceRecord>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  signal(proposal: OrderProposal, signal: Signal): void {
    const { direction, symbol, price, strategy } = signal;
    this.#record(proposal.trace, proposal.terminal).signal =
      `${direction} ${symbol} at ${price} by ${strategy}`;
  }

  decision({ trace, terminal }: OrderProposal, refusals: readonly Refusal[]): void {
    this.#record(trace, terminal).decision = refusals.length === 0
      ? "approved"
      : `rejected: ${refusals.map(({ code }) => code).join(", ")}`;
  }

  intent(intent: TradeIntent): void {
    const { id, trace, terminal, request, state, attempt, filledLots, explanation } = intent;
    const { intents } = this.#record(trace, terminal);
    const record = {
      id,
      request: requestSummary(request),
      state,
      attempt,
      filledLots,
      explanation,
    };
    if (intents.has(id) || intents.size < intentsMax) intents.set(id, record);
  }

  deals({ trace, terminal }: TradeIntent, count: number): void {
    if (count > 0) this.#record(trace, terminal).deals += count;
  }

  /** Newest first. */
  get latest(): readonly Json[] {
    return [...this.#traces.values()].reverse().map(({ intents, ...record }) => ({
      ...record,
      intents: [...intents.values()],
    }));
  }

  #record(trace: TraceId, terminal: TerminalId): TraceRecord {
    const record = this.#traces.get(trace) ??
      { trace, terminal, signal: null, decision: null, intents: new Map(), deals: 0, atMs: 0 };
    record.atMs = this.#nowMs();
    this.#traces.delete(trace);
    this.#traces.set(trace, record);
    if (this.#traces.size > tracesMax) this.#traces.delete(this.#traces.keys().next().value!);
    return record;
  }
}
