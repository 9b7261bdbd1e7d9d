/**
 * Brings the closed bars of one series of one terminal to the store without a gap. A catch-up
 * fetches from the last stored bar on; one runs at a time. Bars that the terminal sends itself are
 * stored directly when they follow the last stored one, and otherwise start a catch-up. Only the
 * terminal's own bars are stored.
 */

import { type Actor, createActor } from "xstate";
import {
  type BarColumns,
  barOpenMs,
  type BrokerMs,
  ok,
  type SeriesKey,
  type TerminalId,
  timeframeMs,
} from "../../src/models/mod.ts";
import { AskedSpans } from "../../src/price/bar_holes.ts";
import type { PriceContext } from "./price_context.ts";
import type { TerminalHistory } from "./terminal_history.ts";
import { SeriesAudit } from "./series_audit.ts";
import { type CaughtUp, noTerminal, SeriesCatchUp } from "./series_catch_up.ts";
import { SeriesCheck } from "./series_check.ts";
import { priceSeriesMachine, type ReportedBars } from "./series_machine.ts";
import { SeriesStore } from "./series_store.ts";

/**
 * A fetch that was read ahead is only used by the task that follows at once, not by a later round.
 */
const readAheadValidMs = 1_000;

/** Where the store ends and the stream begins when the terminal gets in sync. */
export interface SeriesStart {
  /** Open time of the last bar in the store; null without bars. */
  readonly storedMs: BrokerMs | null;
  /** Server time since which the terminal has been heard. */
  readonly firstSeenMs: BrokerMs;
  readonly digits: number;
}

/** A fetch that was made before its task requested it. */
interface FetchAhead {
  readonly result: Promise<CaughtUp>;
  /** Null while in progress. */
  doneSteadyMs: number | null;
}

export interface SeriesParts {
  readonly terminal: TerminalId;
  readonly context: PriceContext;
  readonly history: TerminalHistory;
  /** The latest possible server time. */
  serverNowMs(): BrokerMs;
}

export class SeriesFeed {
  readonly key: SeriesKey;
  readonly check: SeriesCheck;
  readonly audit: SeriesAudit;
  readonly #parts: SeriesParts;
  readonly #store: SeriesStore;
  readonly #catchUp: SeriesCatchUp;
  readonly #machine: Actor<typeof priceSeriesMachine>;
  /** Aborted when the terminal is no longer in sync. */
  #connection = new AbortController();
  /** The latest work, finished or in progress. */
  #work = Promise.resolve(noTerminal);
  #ahead: FetchAhead | null = null;
  /** All bars of the terminal were stored at some time in this run. */
  #isRead = false;
  #isQuoted = false;

  constructor(key: SeriesKey, digits: number, parts: SeriesParts) {
    this.key = key;
    this.#parts = parts;
    const store = this.#store = new SeriesStore({ key, digits, ...parts });
    const asked = new AskedSpans();
    const onBars = (bars: BarColumns) => this.check.truths(bars);
    this.#catchUp = new SeriesCatchUp({ key, ...parts, store, asked, onBars });
    this.check = new SeriesCheck({
      key,
      digits,
      ...parts,
      askTerminal: async () => (await this.#join()).ok,
    });
    this.audit = new SeriesAudit({
      key,
      ...parts,
      asked,
      store: (bars, utcMs) => store.store(bars, utcMs),
    });
    this.#machine = this.#createMachine();
    this.#machine.start();
  }

  /** Open time of the newest bar in the store. */
  get lastStoredMs(): BrokerMs | null {
    return this.#store.lastMs;
  }
  /** The store had all bars of the terminal at the last fetch in this connection. */
  get isCaughtUp(): boolean {
    return this.#machine.getSnapshot().matches({ in_sync: { extent: "caught_up" } });
  }
  get lastError(): string | null {
    return this.#machine.getSnapshot().context.error;
  }

  /** Call when the terminal is in sync. */
  start({ storedMs, firstSeenMs, digits }: SeriesStart): void {
    this.#catchUp.noteSince(barOpenMs(firstSeenMs, this.key.timeframe));
    this.#store.resume(storedMs, digits);
    this.check.describe(digits);
    if (this.#connection.signal.aborted) this.#connection = new AbortController();
    this.#machine.send({ type: "synced" });
  }

  /** The terminal's connection to its broker is lost or new: its bars may be cut short. */
  doubt(): void {
    this.#store.doubt.begin(this.#store.lastMs);
  }

  /** The connection has lasted: what was in doubt is read again. */
  settle(): void {
    this.#store.doubt.settle();
    if (this.#store.doubt.isHeld) this.catchUpInBackground();
  }

  end(): void {
    this.#connection.abort();
    this.#machine.send({ type: "lost" });
    this.check.interrupt();
  }

  /**
   * Takes closed bars sent by the terminal. Without a connection, the next catch-up fetches them.
   */
  offer(bars: BarColumns, utcMs: Float64Array): void {
    this.check.truths(bars);
    if (bars.brokerMs.length === 0) return;
    const [first] = bars.brokerMs;
    if (first !== undefined) this.#catchUp.noteSince(first);
    if (this.#follows(bars)) {
      this.#machine.send({ type: "bars_reported", reported: { bars, utcMs } });
    } else this.catchUpInBackground();
  }

  /**
   * Fetches and stores what is new, or joins the catch-up in progress. Never rejects for an
   * expected failure.
   */
  catchUp(): Promise<CaughtUp> {
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead !== null && this.#isRecent(ahead) ? ahead.result : this.#join();
  }

  /** Fetches ahead for the task that follows. */
  readAhead(): void {
    if (this.#isWorking || (this.#ahead !== null && this.#isRecent(this.#ahead))) return;
    const ahead: FetchAhead = { result: this.#join(), doneSteadyMs: null };
    this.#ahead = ahead;
    void ahead.result.then(() => ahead.doneSteadyMs = this.#parts.context.clock.steadyMs());
  }

  #isRecent({ doneSteadyMs }: FetchAhead): boolean {
    const nowMs = this.#parts.context.clock.steadyMs();
    return doneSteadyMs !== null && nowMs - doneSteadyMs <= readAheadValidMs;
  }

  /** The symbol's price is that of now. */
  quoted(): void {
    this.#isQuoted = true;
    this.#announceOnce();
  }

  /** Once the series is read and there is a price at which its last bar can be traded. */
  #announceOnce(): void {
    if (this.#isQuoted && this.#isRead) this.#store.announceOnce();
  }

  /** Sends the strategies the current end of the series again. */
  announce(): void {
    this.#store.announce();
  }

  /**
   * Like `catchUp`, with a limited number of retries; after that the next fetch task tries again.
   */
  catchUpInBackground(): void {
    this.#machine.send({ type: "catch_up" });
  }

  #createMachine(): Actor<typeof priceSeriesMachine> {
    const { context: { clock, random, log } } = this.#parts;
    return createActor(priceSeriesMachine, {
      clock,
      input: {
        random,
        fetch: (signal) => this.#work = this.#catchUp.run(signal),
        store: (reported) => this.#work = this.#storeReported(reported),
        onCaughtUp: () => {
          this.#isRead = true;
          this.#announceOnce();
          void this.audit.run(this.#store.lastMs, this.#connection.signal);
        },
        onFailing: (error) => log.warning("bars_unfetched", { ...this.#name(), error }),
      },
    });
  }

  get #isWorking(): boolean {
    const state = this.#machine.getSnapshot();
    return state.matches({ in_sync: { work: "fetching" } }) ||
      state.matches({ in_sync: { work: "storing" } });
  }

  #join(): Promise<CaughtUp> {
    this.#machine.send({ type: "fetch" });
    return this.#isWorking ? this.#work : Promise.resolve(noTerminal);
  }

  /** Whether the first bar is a known one or the next one. */
  #follows(bars: BarColumns): boolean {
    const first = bars.brokerMs[0];
    if (first === undefined || this.#store.lastMs === null || !this.isCaughtUp) return false;
    return first <= this.#store.lastMs + timeframeMs(this.key.timeframe);
  }

  async #storeReported({ bars, utcMs }: ReportedBars): Promise<CaughtUp> {
    const stored = await this.#store.store(bars, utcMs);
    if (!stored.ok) return stored;
    return ok({ barsStored: stored.value.inserted, barsCorrected: stored.value.corrected });
  }

  #name() {
    return { terminal: this.#parts.terminal, ...this.key };
  }
}
