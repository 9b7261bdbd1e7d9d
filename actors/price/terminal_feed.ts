/**
 * All configured symbols of one terminal: loads their stored ends, then runs a tick feed for each
 * symbol and a bar feed for each series. The feeds fetch what was missed by a reconnect, a gap or a
 * restart.
 */

import { createActor } from "xstate";
import {
  type AcceptedTicks,
  type BrokerMs,
  brokerMs,
  brokerNow,
  ok,
  type ReportedTime,
  type Result,
  type SeriesKey,
  type SymbolName,
  type TerminalId,
  type TickBatch,
  type UnixMs,
  wantedOf,
} from "../../src/models/mod.ts";
import type { Filtered } from "../../src/price/tick_filter.ts";
import { type Readiness, readinessMachine } from "../../src/runtime/readiness_machine.ts";
import { retry } from "../../src/runtime/retry.ts";
import { stampAheadMs } from "../../src/mt5/server_time.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { SeriesEdge, TickEdge } from "../../src/database/store_rows.ts";
import type { SyncedTerminal } from "../mt5/protocol.ts";
import { callBackoff } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { PriceContext } from "./price_context.ts";
import type { PriceEvent } from "./protocol.ts";
import { SeriesFeed } from "./series_feed.ts";
import { tellPaper, tellStrategies } from "./accepted_ticks.ts";
import { SymbolFeed } from "./symbol_feed.ts";
import { TerminalHistory } from "./terminal_history.ts";

/** One symbol of the terminal: its ticks and its series (several with several timeframes). */
export interface FedSymbol {
  readonly feed: SymbolFeed;
  readonly series: readonly SeriesFeed[];
}

/** Not connected; reading the stored ends; or running its feeds. */
const states = { away: "away", preparing: "restoring", ready: "in_sync" } as const;

type BarsClosed = Extract<PriceEvent, { type: "bars_closed" }>;

interface Edges {
  readonly series: readonly SeriesEdge[];
  readonly ticks: readonly TickEdge[];
}

export class TerminalFeed {
  readonly terminal: TerminalId;
  readonly symbols = new Map<SymbolName, FedSymbol>();
  readonly #context: PriceContext;
  readonly #history: TerminalHistory;
  readonly #machine;
  #synced: SyncedTerminal | null = null;
  /**
   * From the first sync; it stays when the link restarts, because the terminal was heard before.
   */
  #firstSeenMs: BrokerMs | null = null;
  #serverTime: ReportedTime | null = null;
  /** The latest time that a price can have. */
  #believed: ReportedTime | null = null;
  #edges: Edges | null = null;
  #accepted = 0;
  #tickGaps = 0;
  /** It has been connected to its broker for some seconds. */
  #isSettled = true;
  /** Batches accepted from the live message being handled. */
  #fresh: TickBatch[] | null = null;

  constructor(terminal: TerminalId, context: PriceContext) {
    this.terminal = terminal;
    this.#context = context;
    this.#history = new TerminalHistory(terminal, context);
    this.#machine = createActor(readinessMachine, {
      input: { prepare: (signal) => this.#restore(signal), onReady: () => this.#start() },
      clock: context.clock,
    });
    this.#machine.start();
  }

  get state(): (typeof states)[Readiness] {
    return states[this.#machine.getSnapshot().value];
  }
  get counts(): { accepted: number; tickGaps: number } {
    return { accepted: this.#accepted, tickGaps: this.#tickGaps };
  }

  synced(synced: SyncedTerminal): void {
    this.#synced = synced;
    this.#firstSeenMs ??= synced.firstSeenMs;
    this.#noteTime(synced.serverNowMs);
    this.#noteBelieved(synced.believedToMs);
    this.#forgetAhead();
    for (const { symbol, digits } of synced.instruments) {
      const wanted = wantedOf(this.#context.config.wanted, this.terminal)
        .filter((one) => one.symbol === symbol);
      if (wanted.length === 0) continue;
      if (!this.symbols.has(symbol)) {
        this.symbols.set(symbol, this.#feedOf(symbol, wanted.map((one) => one.timeframe), digits));
      }
      this.symbols.get(symbol)?.feed.hold();
    }
    this.#machine.send({ type: "begin" });
  }

  lost(): void {
    this.#machine.send({ type: "end" });
    for (const { feed, series } of this.symbols.values()) {
      feed.end();
      for (const one of series) one.end();
    }
  }

  /** Until it has settled again, strategies get no bars. */
  brokerSettled(isSettled: boolean): void {
    this.#isSettled = isSettled;
    for (const { series } of this.symbols.values()) {
      for (const one of series) isSettled ? one.settle() : one.doubt();
    }
  }

  ticks(event: Extract<PriceEvent, { type: "ticks_received" }>): void {
    const { utcOffsetMs, receivedMs } = event;
    this.#noteTime(event.serverNowMs);
    this.#noteBelieved(event.believedToMs);
    if (this.#forgetAhead()) this.#joinAgain();
    const fresh: TickBatch[] = [];
    this.#fresh = fresh;
    for (const batch of event.batches) {
      this.symbols.get(batch.symbol)?.feed.live({ batch, utcOffsetMs, receivedMs });
    }
    this.#fresh = null;
    if (fresh.length > 0) this.#tell(fresh, receivedMs);
  }

  barsClosed({ series: key, believedToMs, ...reported }: BarsClosed): void {
    this.#noteBelieved(believedToMs);
    if (this.#forgetAhead()) this.#joinAgain();
    const all = this.symbols.get(key.symbol)?.series;
    const series = all?.find((one) => one.key.timeframe === key.timeframe);
    if (series === undefined) return;
    const { bars, utcMs, refused } = this.#history.sensible(key, { ...reported, believedToMs });
    series.offer(bars, utcMs);
    // The terminal's history may have the right price.
    if (refused.length > 0) series.catchUpInBackground();
  }

  gap(): void {
    for (const { feed, series } of this.symbols.values()) {
      feed.breakStream();
      for (const one of series) one.catchUpInBackground();
    }
  }

  /**
   * Prices that were accepted while the broker's time was believed to be later hide all others up
   * to then. Their symbols begin again, from what the store has without them. True when there were
   * such symbols.
   */
  #forgetAhead(): boolean {
    const latestMs = this.#soundToMs();
    let hasForgotten = false;
    for (const [symbol, { feed, series }] of this.symbols) {
      const newestMs = Math.max(
        feed.newestMs ?? 0,
        ...series.map(({ lastStoredMs }) => lastStoredMs ?? 0),
      );
      if (newestMs <= latestMs) continue;
      hasForgotten = true;
      this.symbols.set(symbol, this.#begunAgain(symbol, { feed, series }));
      const time = new Date(newestMs).toISOString();
      this.#context.log.warning("prices_ahead", { terminal: this.terminal, symbol, time });
    }
    if (hasForgotten) this.#edges = null;
    return hasForgotten;
  }

  #begunAgain(symbol: SymbolName, { feed, series }: FedSymbol): FedSymbol {
    feed.end();
    for (const one of series) one.end();
    const timeframes = series.map(({ key }) => key.timeframe);
    const digits = this.#synced?.instruments.find((one) => one.symbol === symbol)?.digits ?? 0;
    const fresh = this.#feedOf(symbol, timeframes, digits);
    fresh.feed.succeed(feed);
    return fresh;
  }

  /** As after a reconnect. */
  #joinAgain(): void {
    if (this.state === "away") return;
    this.lost();
    this.#machine.send({ type: "begin" });
  }

  #feedOf(
    symbol: SymbolName,
    timeframes: readonly SeriesKey["timeframe"][],
    digits: number,
  ): FedSymbol {
    const parts = {
      terminal: this.terminal,
      context: this.#context,
      history: this.#history,
      serverNowMs: () => this.serverNowMs(),
      believedToMs: () => this.#believedToMs(),
    };
    const series = timeframes.map((timeframe) =>
      new SeriesFeed({ symbol, timeframe }, digits, parts)
    );
    if (!this.#isSettled) { for (const one of series) one.doubt(); }
    const sink = {
      filtered: (filtered: Filtered, receivedMs: UnixMs) => {
        const { accepted, doubtfulMs, nonsense, nonsenseTicks } = filtered;
        const { refusals } = this.#context;
        if (nonsense !== null) {
          const { terminal } = this;
          refusals.refusedTicks({ terminal, symbol, first: nonsense, rows: nonsenseTicks });
        }
        for (const one of series) one.check.ticks(accepted.ticks, doubtfulMs);
        if (accepted.utcMs.length > 0) this.#onAccepted(accepted, receivedMs);
      },
      live: () => {
        for (const one of series) one.quoted();
      },
      gap: (reason: string) => {
        this.#tickGaps++;
        for (const one of series) one.check.interrupt();
        this.#context.log.warning("tick_gap", { terminal: this.terminal, symbol, reason });
      },
    };
    return { series, feed: new SymbolFeed(symbol, { ...parts, sink }) };
  }

  #onAccepted(accepted: AcceptedTicks, receivedMs: UnixMs): void {
    this.#accepted += accepted.utcMs.length;
    this.#context.redisQuotes?.note(this.terminal, accepted.ticks.symbol);
    this.#context.httpPrices.note(this.terminal, accepted.ticks.symbol);
    if (this.#context.config.storeTicks) this.#context.tickWriter.push(this.terminal, accepted);
    if (this.#fresh === null) this.#tell([accepted.ticks], receivedMs);
    else this.#fresh.push(accepted.ticks);
  }

  #tell(batches: readonly TickBatch[], receivedMs: UnixMs): void {
    const { strategy, paper } = this.#context;
    const ticks = { terminal: this.terminal, batches, receivedMs };
    tellStrategies(strategy, { ...ticks, serverNowMs: this.serverNowMs() });
    if (paper !== null) tellPaper(paper, ticks);
  }

  #noteTime(serverNowMs: BrokerMs): void {
    this.#serverTime = { brokerMs: serverNowMs, steadyMs: this.#context.clock.steadyMs() };
  }

  #noteBelieved(believedToMs: BrokerMs): void {
    this.#believed = { brokerMs: believedToMs, steadyMs: this.#context.clock.steadyMs() };
  }

  #believedToMs(): BrokerMs {
    const reported = this.#believed;
    return reported === null ? brokerMs(0) : brokerNow(reported, this.#context.clock.steadyMs());
  }

  /** The latest time that accepted and stored prices can have. */
  #soundToMs(): BrokerMs {
    return brokerMs(Math.max(this.#believedToMs(), this.serverNowMs() + stampAheadMs));
  }

  /** The feeds only ask for the time after the first sync, when it is known. */
  serverNowMs(): BrokerMs {
    const reported = this.#serverTime;
    return reported === null ? brokerMs(0) : brokerNow(reported, this.#context.clock.steadyMs());
  }

  /**
   * Reads the stored ends, once unless prices from the future were accepted; retries until the
   * store replies or the terminal is lost.
   */
  async #restore(signal: AbortSignal): Promise<void> {
    if (this.#edges !== null) return;
    const { terminal } = this;
    const { clock, random, log } = this.#context;
    const edges = await retry(() => this.#soundEdges(), {
      clock,
      random,
      backoff: callBackoff,
      signal,
      onFailure: ({ code }, attempt) => {
        if (attempt === 1) log.warning("edges_unknown", { terminal, error: code });
      },
    });
    if (edges.ok) this.#edges = edges.value;
  }

  /**
   * The stored ends. What is later than both the broker's own time and the terminal's was stored by
   * mistake and would hide everything up to then, so it is removed first, with what waits to be
   * stored.
   */
  async #soundEdges(): Promise<Result<Edges, StoreError | AskError>> {
    const { terminal } = this;
    const { database, log, tickWriter } = this.#context;
    const timeout = { timeoutMs: storeTimeoutMs };
    if (tickWriter.counts.waiting > 0) await tickWriter.flush();
    const edges = await database.ask("edges", { terminal }, timeout);
    if (!edges.ok) return edges;
    const afterBrokerMs = this.#soundToMs();
    const isSound = edges.value.series.every((one) => one.lastBarBrokerMs <= afterBrokerMs) &&
      edges.value.ticks.every((one) => one.lastBrokerMs <= afterBrokerMs);
    if (isSound) return ok(edges.value);
    const removed = await database.ask("remove_prices", { terminal, afterBrokerMs }, timeout);
    if (!removed.ok) return removed;
    log.warning("prices_removed", { terminal, ...removed.value });
    return await database.ask("edges", { terminal }, timeout);
  }

  #start(): void {
    const firstSeenMs = this.#firstSeenMs;
    if (firstSeenMs === null) return; // never synced: never started
    for (const { symbol, digits } of this.#synced?.instruments ?? []) {
      const fed = this.symbols.get(symbol);
      const edge = this.#edges?.ticks.find((one) => one.symbol === symbol);
      fed?.feed.join(edge ?? null, firstSeenMs);
      for (const one of fed?.series ?? []) {
        const stored = this.#edges?.series.find((other) =>
          other.symbol === symbol && other.timeframe === one.key.timeframe
        );
        one.start({ storedMs: stored?.lastBarBrokerMs ?? null, firstSeenMs, digits });
      }
    }
  }
}
