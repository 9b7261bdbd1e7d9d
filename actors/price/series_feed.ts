/**
 * The closed bars of one series of one terminal, brought to the store without a gap: one catch-up at a time, from the
 * last stored bar on. Bars the terminal tells by itself are stored directly when they follow the last
 * stored one, and start a catch-up when they do not. Only the terminal's own bars are stored.
 */

import {
  type BarColumns,
  barOpenMs,
  type BrokerMs,
  brokerMs,
  ok,
  type Result,
  type SeriesKey,
  type TerminalId,
  timeframeMs,
} from "../../src/models/mod.ts";
import { AskedSpans } from "../../src/price/bar_holes.ts";
import {
  type BarRequest,
  type Beginning,
  coveredBy,
  earlierRequest,
  firstRequest,
  nextRequest,
} from "../../src/price/bar_plan.ts";
import { backoffMs } from "../../src/runtime/backoff.ts";
import { sleep } from "../../src/runtime/clock.ts";
import type { FetchedBars } from "../mt5/protocol.ts";
import type { BarsStored } from "../database/protocol.ts";
import { callAttemptsMax, callBackoff } from "./timeouts.ts";
import type { PriceContext } from "./price_context.ts";
import type { FetchError } from "./protocol.ts";
import type { TerminalHistory } from "./terminal_history.ts";
import { SeriesAudit } from "./series_audit.ts";
import { SeriesCheck } from "./series_check.ts";
import { SeriesStore } from "./series_store.ts";

/** A million bars in one catch-up: two years of M1. What lies beyond is fetched by the next one. */
const pagesMax = 1_000;
/** A fetch that was read ahead answers the task that follows at once, not one of a later round. */
const readAheadValidMs = 1_000;

export interface SeriesReport {
  readonly barsStored: number;
  readonly barsCorrected: number;
}

/** How far the two ends of a series are when its terminal is in sync. */
export interface SeriesStart {
  /** Open time of the last bar in the store; null when it has none. */
  readonly storedMs: BrokerMs | null;
  /** Server time since which the terminal is heard. */
  readonly heardSinceMs: BrokerMs;
  readonly digits: number;
}

export type CaughtUp = Result<SeriesReport, FetchError>;

export interface SeriesParts {
  readonly terminal: TerminalId;
  readonly context: PriceContext;
  readonly history: TerminalHistory;
  /** The latest that it may be at the server now. */
  serverNowMs(): BrokerMs;
}

export class SeriesFeed {
  readonly key: SeriesKey;
  readonly check: SeriesCheck;
  readonly audit: SeriesAudit;
  readonly #parts: SeriesParts;
  readonly #asked = new AskedSpans();
  readonly #store: SeriesStore;
  #isActive = false;
  #running: Promise<CaughtUp> | null = null;
  #isDirty = false;
  /** Open time of the first bar that an unknown series must have, if the terminal has it. */
  #sinceMs = brokerMs(Infinity);
  #readAhead: { readonly result: CaughtUp; readonly steadyMs: number } | null = null;
  #isAhead = false;
  #isCaughtUp = false;
  #lastError: string | null = null;

  constructor(key: SeriesKey, digits: number, parts: SeriesParts) {
    this.key = key;
    this.#parts = parts;
    this.#store = new SeriesStore({ key, digits, ...parts });
    this.check = new SeriesCheck({
      key,
      digits,
      ...parts,
      askTerminal: async () => (await this.#join()).ok,
    });
    this.audit = new SeriesAudit({
      key,
      ...parts,
      asked: this.#asked,
      store: (bars, utcMs) => this.#store.store(bars, utcMs),
    });
  }

  /** Open time of the newest bar in the store. */
  get lastStoredMs(): BrokerMs | null {
    return this.#store.lastMs;
  }
  /** The store had all the terminal has when it was last asked, in this connection. */
  get isCaughtUp(): boolean {
    return this.#isCaughtUp;
  }
  get lastError(): string | null {
    return this.#lastError;
  }

  /** The terminal is in sync. */
  start({ storedMs, heardSinceMs, digits }: SeriesStart): void {
    this.#isActive = true;
    this.#noteSince(barOpenMs(heardSinceMs, this.key.timeframe));
    this.#store.resume(storedMs, digits);
    this.check.describe(digits);
    this.catchUpInBackground();
  }

  end(): void {
    this.#isActive = false;
    this.#isCaughtUp = false;
    this.check.interrupt();
  }

  /** Bars that the terminal says have closed. */
  offer(bars: BarColumns, utcMs: Float64Array): void {
    this.check.truths(bars);
    const [first] = bars.brokerMs;
    if (first !== undefined) this.#noteSince(first);
    if (!this.#isActive) return; // the catch-up of the next start brings them
    if (this.#running !== null || !this.#follows(bars)) return this.catchUpInBackground();
    this.#running = this.#storeOffered(bars, utcMs);
    void this.#running.then((stored) => this.#finish(stored, true));
  }

  /** Fetches and stores what is new; joins the catch-up under way. Never rejects for an expected failure. */
  catchUp(): Promise<CaughtUp> {
    const ahead = this.#readAhead;
    this.#readAhead = null;
    this.#isAhead = false;
    return ahead !== null && this.#isRecent(ahead.steadyMs)
      ? Promise.resolve(ahead.result)
      : this.#join();
  }

  /** Fetches for the task that follows, which finds the answer waiting. */
  readAhead(): void {
    if (this.#running !== null) return;
    if (this.#readAhead !== null && this.#isRecent(this.#readAhead.steadyMs)) return;
    this.#isAhead = true;
    void this.#join().then((result) => {
      if (!this.#isAhead) return; // its task came while it was under way
      this.#isAhead = false;
      this.#readAhead = { result, steadyMs: this.#parts.context.clock.steadyMs() };
    });
  }

  #isRecent(steadyMs: number): boolean {
    return this.#parts.context.clock.steadyMs() - steadyMs <= readAheadValidMs;
  }

  /** Tells the strategies again how far the series is. */
  announce(): void {
    this.#store.announce();
  }

  /** As `catchUp`; repeated within a bound when it fails, then left to the next fetch task. */
  catchUpInBackground(): void {
    if (this.#running !== null) this.#isDirty = true;
    else void this.#catchUpPatiently();
  }

  async #catchUpPatiently(): Promise<void> {
    const { clock, random, log } = this.#parts.context;
    for (let attempt = 1; attempt <= callAttemptsMax && this.#isActive; attempt++) {
      const result = await this.#join();
      if (result.ok || !this.#isActive) return;
      if (attempt === 1) {
        log.warning("bars_unfetched", { ...this.#name(), error: result.error.code });
      }
      await sleep(clock, backoffMs(callBackoff, attempt, random));
    }
  }

  #join(): Promise<CaughtUp> {
    if (this.#running === null) {
      this.#running = this.#fetchAll();
      void this.#running.then((result) => this.#finish(result, false));
    }
    return this.#running;
  }

  #finish(result: CaughtUp, wasOffered: boolean): void {
    this.#running = null;
    this.#lastError = result.ok ? null : result.error.code;
    if (result.ok && !wasOffered && this.#isActive) {
      this.#isCaughtUp = true;
      void this.audit.run(this.#store.lastMs, () => this.#isActive);
    }
    const mustGoOn = this.#isDirty || (wasOffered && !result.ok);
    this.#isDirty = false;
    if (mustGoOn && this.#isActive) this.catchUpInBackground();
  }

  /** The first bar is one that is known or the next one. */
  #follows(bars: BarColumns): boolean {
    const first = bars.brokerMs[0];
    if (first === undefined || this.#store.lastMs === null || !this.#isCaughtUp) return false;
    return first <= this.#store.lastMs + timeframeMs(this.key.timeframe);
  }

  async #storeOffered(bars: BarColumns, utcMs: Float64Array): Promise<CaughtUp> {
    const stored = await this.#store.store(bars, utcMs);
    if (!stored.ok) return stored;
    return ok({ barsStored: stored.value.inserted, barsCorrected: stored.value.corrected });
  }

  async #fetchAll(): Promise<CaughtUp> {
    const { history, context } = this.#parts;
    let barsStored = 0;
    let barsCorrected = 0;
    const isUnknown = this.#store.lastMs === null;
    let request: BarRequest | null = firstRequest(this.#store.lastMs, context.config.backfillBars);
    for (let page = 1; page <= pagesMax && request !== null; page++) {
      const fetched = await history.bars(this.key, request, () => this.#isActive);
      if (!fetched.ok) return fetched;
      const earlier = earlierRequest(request, timesOf(fetched.value), this.#beginning());
      if (earlier !== null) {
        request = earlier;
        continue;
      }
      const stored = await this.#storePage(fetched.value, request);
      if (!stored.ok) return stored;
      barsStored += stored.value.inserted;
      barsCorrected += stored.value.corrected;
      request = nextRequest(request, timesOf(fetched.value));
    }
    if (isUnknown && barsStored > 0) {
      context.log.info("bars_backfilled", { ...this.#name(), bars: barsStored });
    }
    return ok({ barsStored, barsCorrected });
  }

  #beginning(): Beginning {
    const { backfillBars } = this.#parts.context.config;
    return { sinceMs: this.#sinceMs, backfillBars, lengthMs: timeframeMs(this.key.timeframe) };
  }

  /** A terminal's clock may be ahead of the bars it tells: the earliest counts. */
  #noteSince(openMs: number): void {
    this.#sinceMs = brokerMs(Math.min(this.#sinceMs, openMs));
  }

  async #storePage(
    page: FetchedBars,
    request: BarRequest,
  ): Promise<Result<BarsStored, FetchError>> {
    this.check.truths(page.bars);
    const covered = coveredBy(request, timesOf(page));
    if (covered === null) return ok({ inserted: 0, corrected: 0, unchanged: 0 });
    const stored = await this.#store.store(page.bars, page.utcMs);
    if (stored.ok) this.#asked.add(covered);
    return stored;
  }

  #name() {
    return { terminal: this.#parts.terminal, ...this.key };
  }
}

function timesOf(page: FetchedBars) {
  return { times: page.bars.brokerMs, more: page.more };
}
