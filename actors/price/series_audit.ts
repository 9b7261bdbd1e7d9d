/**
 * Looks for holes inside a stored series and requests each from the terminal once. What the
 * terminal has is stored. What it does not have counts as empty (a weekend, a closed session) and
 * is not requested again in this run of the actor. One series at a time, with low priority.
 */

import {
  type BarColumns,
  type BrokerMs,
  brokerMs,
  type Result,
  type SeriesKey,
  sliceBars,
  type TerminalId,
  timeframeMs,
} from "../../src/models/mod.ts";
import { type AskedSpans, barsIn, findHoles } from "../../src/price/bar_holes.ts";
import { type BarRequest, type BarSpan, nextRequest } from "../../src/price/bar_plan.ts";
import type { BarsStored } from "../../src/database/store_rows.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { PriceContext } from "./price_context.ts";
import type { FetchError } from "./protocol.ts";
import type { TerminalHistory } from "./terminal_history.ts";

/**
 * How far back: a year and a half of M15, a month of M1. Older bars were examined when they were
 * new.
 */
const periodsBack = 50_000;

export interface SeriesAuditOptions {
  readonly key: SeriesKey;
  readonly terminal: TerminalId;
  readonly context: PriceContext;
  readonly history: TerminalHistory;
  readonly asked: AskedSpans;
  store(bars: BarColumns, utcMs: Float64Array): Promise<Result<BarsStored, FetchError>>;
}

export class SeriesAudit {
  readonly #options: SeriesAuditOptions;
  readonly #lengthMs: number;
  #state: "due" | "running" | "done" = "due";
  #open: readonly BarSpan[] = [];
  #emptyBars = 0;
  #filledBars = 0;

  constructor(options: SeriesAuditOptions) {
    this.#options = options;
    this.#lengthMs = timeframeMs(options.key.timeframe);
  }

  get counts(): { missing: number; believedEmpty: number; filled: number } {
    const missing = this.#open.reduce((sum, hole) => sum + barsIn(hole, this.#lengthMs), 0);
    return { missing, believedEmpty: this.#emptyBars, filled: this.#filledBars };
  }

  /**
   * Examines the series up to its newest bar, once; again if the last examination did not finish.
   */
  async run(newest: BrokerMs | null, signal: AbortSignal): Promise<void> {
    if (this.#state !== "due" || newest === null) return;
    this.#state = "running";
    const isDone = await this.#options.context.holeAudits.run(() => this.#examine(newest, signal));
    this.#state = isDone ? "done" : "due";
  }

  async #examine(newest: BrokerMs, signal: AbortSignal): Promise<boolean> {
    const { key, terminal, context, asked } = this.#options;
    const fromBrokerMs = brokerMs(Math.max(0, newest - periodsBack * this.#lengthMs));
    const times = await context.database.ask(
      "bar_times",
      { terminal, ...key, fromBrokerMs },
      { timeoutMs: storeTimeoutMs },
    );
    if (!times.ok) return false;
    const holes = findHoles(times.value, this.#lengthMs).filter((hole) => !asked.contains(hole));
    this.#open = holes;
    const filledBefore = this.#filledBars;
    for (const hole of holes) {
      if (!asked.contains(hole) && (signal.aborted || !await this.#ask(hole, signal))) return false;
      this.#open = this.#open.slice(1);
    }
    const bars = this.#filledBars - filledBefore;
    if (holes.length > 0) {
      context.log.info("holes_examined", { terminal, ...key, holes: holes.length, bars });
    }
    return true;
  }

  async #ask(hole: BarSpan, signal: AbortSignal): Promise<boolean> {
    const { key, history, asked, store } = this.#options;
    // Most holes are empty, which a request for a single bar shows: it returns the bar after the
    // hole.
    let request: BarRequest | null = { fromBrokerMs: brokerMs(hole.fromMs), limit: 1 };
    let filled = 0;
    while (request !== null && Number(request.fromBrokerMs) <= hole.toMs) {
      const page = await history.bars(key, request, signal);
      if (!page.ok) return false;
      const { bars, utcMs, more, times } = page.value;
      const inside = bars.brokerMs.filter((time) => time <= hole.toMs).length;
      if (inside > 0) {
        const stored = await store(sliceBars(bars, 0, inside), utcMs.slice(0, inside));
        if (!stored.ok) return false;
        filled += stored.value.inserted;
      }
      request = nextRequest(request, { times, more });
    }
    asked.add(hole);
    this.#filledBars += filled;
    this.#emptyBars += barsIn(hole, this.#lengthMs) - filled;
    return true;
  }
}
