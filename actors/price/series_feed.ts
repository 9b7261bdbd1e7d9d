/**
 * The closed bars of one series of one terminal, brought to the store without a gap: one catch-up
 * at a time, from the last stored bar on. Bars the terminal tells by itself are stored directly
 * when they follow the last stored one, and start a catch-up when they do not. Only the terminal's
 * own bars are stored.
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
import { seriesMachine, type ToldBars } from "./series_machine.ts";
import { SeriesStore } from "./series_store.ts";

/** A fetch that was read ahead answers the task that follows at once, not one of a later round. */
const readAheadValidMs = 1_000;

/** How far the two ends of a series are when its terminal is in sync. */
export interface SeriesStart {
  /** Open time of the last bar in the store; null when it has none. */
  readonly storedMs: BrokerMs | null;
  /** Server time since which the terminal is heard. */
  readonly heardSinceMs: BrokerMs;
  readonly digits: number;
}

/** A fetch that was made before its task asked for it. */
interface FetchAhead {
  readonly result: Promise<CaughtUp>;
  /** Null while it is under way. */
  doneSteadyMs: number | null;
}

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
  readonly #store: SeriesStore;
  readonly #catchUp: SeriesCatchUp;
  readonly #machine: Actor<typeof seriesMachine>;
  /** Lasts as long as the terminal is in sync. */
  #connection = new AbortController();
  /** What was done last, or is being done. */
  #work = Promise.resolve(noTerminal);
  #ahead: FetchAhead | null = null;

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
  /** The store had all the terminal has when it was last asked, in this connection. */
  get isCaughtUp(): boolean {
    return this.#machine.getSnapshot().matches({ in_sync: { extent: "caught_up" } });
  }
  get lastError(): string | null {
    return this.#machine.getSnapshot().context.error;
  }

  /** The terminal is in sync. */
  start({ storedMs, heardSinceMs, digits }: SeriesStart): void {
    this.#catchUp.noteSince(barOpenMs(heardSinceMs, this.key.timeframe));
    this.#store.resume(storedMs, digits);
    this.check.describe(digits);
    if (this.#connection.signal.aborted) this.#connection = new AbortController();
    this.#machine.send({ type: "synced" });
  }

  end(): void {
    this.#connection.abort();
    this.#machine.send({ type: "lost" });
    this.check.interrupt();
  }

  /**
   * Bars that the terminal says have closed. Without a connection, the catch-up of the next one
   * brings them.
   */
  offer(bars: BarColumns, utcMs: Float64Array): void {
    this.check.truths(bars);
    const [first] = bars.brokerMs;
    if (first !== undefined) this.#catchUp.noteSince(first);
    if (this.#follows(bars)) this.#machine.send({ type: "bars_told", told: { bars, utcMs } });
    else this.catchUpInBackground();
  }

  /**
   * Fetches and stores what is new; joins the catch-up under way. Never rejects for an expected
   * failure.
   */
  catchUp(): Promise<CaughtUp> {
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead !== null && this.#isRecent(ahead) ? ahead.result : this.#join();
  }

  /** Fetches for the task that follows, which finds the answer waiting. */
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

  /** Tells the strategies again how far the series is. */
  announce(): void {
    this.#store.announce();
  }

  /** As `catchUp`; repeated within a bound when it fails, then left to the next fetch task. */
  catchUpInBackground(): void {
    this.#machine.send({ type: "catch_up" });
  }

  #createMachine(): Actor<typeof seriesMachine> {
    const { context: { clock, random, log } } = this.#parts;
    return createActor(seriesMachine, {
      clock,
      input: {
        random,
        fetch: (signal) => this.#work = this.#catchUp.run(signal),
        store: (told) => this.#work = this.#storeTold(told),
        onCaughtUp: () => void this.audit.run(this.#store.lastMs, this.#connection.signal),
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

  /** The first bar is one that is known or the next one. */
  #follows(bars: BarColumns): boolean {
    const first = bars.brokerMs[0];
    if (first === undefined || this.#store.lastMs === null || !this.isCaughtUp) return false;
    return first <= this.#store.lastMs + timeframeMs(this.key.timeframe);
  }

  async #storeTold({ bars, utcMs }: ToldBars): Promise<CaughtUp> {
    const stored = await this.#store.store(bars, utcMs);
    if (!stored.ok) return stored;
    return ok({ barsStored: stored.value.inserted, barsCorrected: stored.value.corrected });
  }

  #name() {
    return { terminal: this.#parts.terminal, ...this.key };
  }
}
