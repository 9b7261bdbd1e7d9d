/**
 * The price actor with peers in memory, on a simulated clock: a terminal with the actual ticks and
 * bars, a store that detects two rows with one key, and strategies that record what they receive.
 */

import type { DatabaseProtocol } from "../../actors/database/protocol.ts";
import type { CallError, Mt5Protocol } from "../../actors/mt5/protocol.ts";
import { startPrice } from "../../actors/price/actor.ts";
import type { PriceConfig, PriceProtocol } from "../../actors/price/protocol.ts";
import type { HttpProtocol } from "../../actors/http/protocol.ts";
import type { StrategyEvent, StrategyProtocol } from "../../actors/strategy/protocol.ts";
import {
  type Bar,
  barAt,
  barColumns,
  barOpenMs,
  brokerMs,
  err,
  ok,
  type SymbolName,
  type Tick,
  tickAt,
  tickBatch,
  timeframeMs,
  unixMs,
} from "../../src/models/mod.ts";
import type { LogFields } from "../../src/models/logger.ts";
import { ratesLimitMax } from "../../src/mt5/wire_limits.ts";
import type { Behaviour, Peer } from "../../src/runtime/actor.ts";
import type { AskError, Protocol } from "../../src/runtime/protocol.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { eurusd, identity, instrument, terminal } from "./price_samples.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import { peersAmong } from "../support/test_peers.ts";
import { answerOf } from "../../src/runtime/answer.ts";

/** Server time minus UTC. */
export const offsetMs = 2 * 3_600_000;
/** A Wednesday noon on the broker's clock, at the start of a bar. */
export const startMs = Date.UTC(2026, 1, 25, 12);
export const minuteMs = timeframeMs("M1");

export function tick(ms: number, bid: number, ask = bid + 0.0001): Tick {
  return { brokerMs: brokerMs(ms), bid, ask, last: 0, volume: 0, flags: 6 };
}

export function bar(ms: number, close = 1.1): Bar {
  const prices = { open: 1.1, high: Math.max(1.1, close), low: Math.min(1.1, close), close };
  return { brokerMs: brokerMs(ms), ...prices, tickVolume: 10, realVolume: 0, spreadPoints: 1 };
}

type Asks<P extends Protocol> = {
  [Q in keyof P["ask"] & string]?: (
    request: P["ask"][Q]["request"],
  ) => P["ask"][Q]["reply"] | AskError | Promise<P["ask"][Q]["reply"] | AskError>;
};

/** Marks a reply as one of the runtime, not of the peer. */
const askErrors = new Set(["ask_timeout", "peer_restarted", "peer_unavailable", "peer_failed"]);

function peerOf<P extends Protocol>(asks: Asks<P>, onTell: (message: P["tell"]) => void): Peer<P> {
  return {
    tell: (message) => onTell(structuredClone(message)),
    waiting: 0,
    drained: () => Promise.resolve(),
    async ask(question, request) {
      const answer = asks[question];
      if (answer === undefined) throw new Error(`Nobody answers ${question}`);
      const reply = structuredClone(await answer(structuredClone(request)));
      return isAskError(reply) ? err(reply) : answerOf(reply);
    },
  };
}

function isAskError<T>(reply: T | AskError): reply is AskError {
  return askErrors.has((reply as { code?: string } | null)?.code ?? "");
}

export class PriceWorld {
  readonly clock = new SimulatedClock(startMs - offsetMs);
  readonly config: PriceConfig;
  /** The actual ticks of the terminal. */
  readonly ticks = new Map<SymbolName, Tick[]>();
  readonly bars = new Map<SymbolName, Bar[]>();
  /** Server time when the link first heard the terminal. */
  firstSeenMs = startMs;
  /** The store: `symbol/ms/ordinal` and `symbol/ms`. */
  readonly storedTicks = new Map<string, Tick>();
  readonly storedBars = new Map<string, Bar>();
  readonly told: StrategyEvent[] = [];
  readonly logged: string[] = [];
  readonly loggedFields: LogFields[] = [];
  readonly calls: { bars: number; ticks: number; barTimes: number; storeBars: number } = {
    bars: 0,
    ticks: 0,
    barTimes: 0,
    storeBars: 0,
  };
  /**
   * Delay of each terminal call: half of it before the terminal handles it, half on the way back.
   */
  callMs: () => number = () => 0;
  /** Replaces the terminal's reply while it returns an error. */
  callFails: (verb: "bars" | "ticks") => CallError | AskError | null = () => null;
  storeFails: () => AskError | null = () => null;
  /** Conflicts: a row stored again with other values, where that must not happen. */
  readonly clashes: string[] = [];
  #actor: Behaviour<PriceProtocol>;

  constructor(config: Partial<PriceConfig> = {}) {
    this.config = {
      wanted: [{ symbol: eurusd, assetClass: "forex", timeframe: "M1" }],
      backfillBars: 100,
      storeTicks: true,
      staleAfterMs: 30_000,
      maxJumpPct: 5,
      ...config,
    };
    this.#actor = this.#start();
  }

  get actor(): Behaviour<PriceProtocol> {
    return this.#actor;
  }

  /** A new run of the price actor; what the last one had not stored is lost. */
  restart(): void {
    this.#actor = this.#start();
  }

  /** As sent by the terminal. */
  get serverNowMs() {
    return brokerMs(this.clock.nowMs() + offsetMs);
  }

  /** How far ahead of the server's time a price is believed. */
  believedAheadMs = 30 * 24 * 3_600_000;

  get believedToMs() {
    return brokerMs(this.serverNowMs + this.believedAheadMs);
  }

  sync(): void {
    const instruments = this.config.wanted.map(({ symbol, assetClass }) =>
      instrument(symbol, assetClass)
    );
    const firstSeenMs = brokerMs(this.firstSeenMs);
    const synced = {
      identity,
      epoch: "1",
      instruments,
      firstSeenMs,
      serverNowMs: this.serverNowMs,
      believedToMs: this.believedToMs,
    };
    void this.#actor.onTell?.({ type: "terminal_synced", terminal, synced });
  }

  lose(): void {
    void this.#actor.onTell?.({ type: "terminal_lost", terminal, reason: "test" });
  }

  /** The terminal's connection to its broker has lasted for some seconds, or has not. */
  settle(isSettled: boolean): void {
    void this.#actor.onTell?.({ type: "broker_settled", terminal, isSettled });
  }

  gap(): void {
    void this.#actor.onTell?.({ type: "stream_gap", terminal, missed: 1 });
  }

  /** Adds ticks to the terminal's history without streaming them. */
  quote(ticks: readonly Tick[], symbol = eurusd): void {
    this.ticks.set(symbol, [...this.ticks.get(symbol) ?? [], ...ticks]);
  }

  /** Streams ticks that the terminal has. */
  stream(ticks: readonly Tick[], symbol = eurusd): void {
    if (ticks.length === 0) return;
    void this.#actor.onTell?.({
      type: "ticks_received",
      terminal,
      batches: [tickBatch(symbol, ticks)],
      utcOffsetMs: offsetMs,
      receivedMs: this.clock.nowMs(),
      serverNowMs: this.serverNowMs,
      believedToMs: this.believedToMs,
    });
  }

  /** Adds ticks and streams them. */
  live(ticks: readonly Tick[], symbol = eurusd): void {
    this.quote(ticks, symbol);
    this.stream(ticks, symbol);
  }

  /** Adds closed bars to the terminal's history. */
  close(bars: readonly Bar[], symbol = eurusd): void {
    this.bars.set(symbol, [...this.bars.get(symbol) ?? [], ...bars]);
  }

  /** Sends closed bars that the terminal has. */
  tellBars(bars: readonly Bar[], symbol = eurusd): void {
    void this.#actor.onTell?.({
      type: "bars_closed",
      terminal,
      series: { symbol, timeframe: "M1" },
      bars: barColumns(bars),
      utcMs: Float64Array.from(bars, (one) => one.brokerMs - offsetMs),
      believedToMs: this.believedToMs,
    });
  }

  fetch(symbol = eurusd, readAhead: readonly SymbolName[] = []) {
    return Promise.resolve(this.#actor.onAsk.fetch_prices({ symbol, readAhead }));
  }

  async quoteOf(symbol = eurusd) {
    return await this.#actor.onAsk.quote({ terminal, symbol });
  }

  async symbol(symbol = eurusd) {
    const symbols = await this.#actor.onAsk.symbols({});
    const found = symbols.find((one) => one.symbol === symbol);
    if (found === undefined) throw new Error(`${symbol} is unknown`);
    return found;
  }

  detail<T>(): T {
    return this.#actor.status().detail as T;
  }

  /** Ticks of a symbol in the store, in the order of their keys. */
  tickRows(symbol = eurusd): { ms: number; ordinal: number; bid: number }[] {
    return Array.from(this.storedTicks, ([key, { bid }]) => {
      const [name, ms, ordinal] = key.split("/");
      return { name, ms: Number(ms), ordinal: Number(ordinal), bid };
    }).filter((row) => row.name === symbol)
      .sort((left, right) => left.ms - right.ms || left.ordinal - right.ordinal)
      .map(({ ms, ordinal, bid }) => ({ ms, ordinal, bid }));
  }

  /** The terminal's ticks with their ordinals: the expected content of the store. */
  truthRows(symbol = eurusd): { ms: number; ordinal: number; bid: number }[] {
    let ordinal = -1;
    let lastMs = -1;
    return (this.ticks.get(symbol) ?? []).map(({ brokerMs: ms, bid }) => {
      ordinal = ms === lastMs ? ordinal + 1 : 0;
      lastMs = ms;
      return { ms, ordinal, bid };
    });
  }

  barTimes(symbol = eurusd): number[] {
    return Array.from(this.storedBars.keys()).filter((key) => key.startsWith(`${symbol}/`))
      .map((key) => Number(key.split("/")[1])).sort((left, right) => left - right);
  }

  #start(): Behaviour<PriceProtocol> {
    const mt5 = peerOf<Mt5Protocol>(this.#terminalAsks(), () => {});
    const database = peerOf<DatabaseProtocol>(this.#storeAsks(), () => {});
    const strategy = peerOf<StrategyProtocol>({}, (event) => void this.told.push(event));
    const http = peerOf<HttpProtocol>({}, () => {});
    const peers: Record<string, unknown> = { mt5, database, strategy, http };
    const log = (code: string, fields: LogFields = {}) => {
      this.logged.push(code);
      this.loggedFields.push({ code, ...fields });
    };
    const started = startPrice({
      name: "price",
      config: this.config,
      clock: this.clock,
      random: seededRandom(1),
      log: { debug: log, info: log, warning: log, error: log },
      ...peersAmong(peers),
    });
    return started;
  }

  /** A call on its way to the terminal and back; `look` is the terminal's action. */
  async #call<T>(verb: "bars" | "ticks", look: () => T) {
    this.calls[verb]++;
    const wayMs = this.callMs() / 2;
    await this.#pass(wayMs);
    const failure = this.callFails(verb);
    const answer = failure === null ? ok(look()) : failureReply(failure);
    await this.#pass(wayMs);
    return answer;
  }

  #pass(durationMs: number): Promise<void> {
    if (durationMs === 0) return Promise.resolve();
    return new Promise((resolve) => void this.clock.setTimeout(resolve, durationMs));
  }

  #terminalAsks(): Asks<Mt5Protocol> {
    return {
      fetch_bars: ({ symbol, fromBrokerMs: from, limit }) =>
        this.#call("bars", () => {
          const all = this.bars.get(symbol) ?? [];
          const wanted = from === null
            ? all.slice(-Math.min(limit, ratesLimitMax))
            : all.filter((one) => one.brokerMs >= from);
          const page = wanted.slice(0, Math.min(limit, ratesLimitMax));
          return {
            bars: barColumns(page),
            utcMs: Float64Array.from(page, (one) => one.brokerMs - offsetMs),
            more: wanted.length > page.length,
            believedToMs: this.believedToMs,
          };
        }),
      fetch_ticks: ({ symbol, fromBrokerMs, skip, limit }) =>
        this.#call("ticks", () => {
          let skipped = 0;
          const wanted = (this.ticks.get(symbol) ?? []).filter((one) =>
            one.brokerMs > fromBrokerMs || (one.brokerMs === fromBrokerMs && skipped++ >= skip)
          );
          const page = wanted.slice(0, limit);
          return {
            ticks: tickBatch(symbol, page),
            utcMs: Float64Array.from(page, (one) => one.brokerMs - offsetMs),
            more: wanted.length > limit,
            believedToMs: this.believedToMs,
          };
        }),
    };
  }

  #storeAsks(): Asks<DatabaseProtocol> {
    return {
      edges: () => this.storeFails() ?? ok(this.#edges()),
      remove_prices: ({ afterBrokerMs }) => this.storeFails() ?? ok(this.#remove(afterBrokerMs)),
      bar_times: ({ symbol, fromBrokerMs }) => {
        this.calls.barTimes++;
        const times = this.barTimes(symbol).filter((ms) => ms >= fromBrokerMs);
        return this.storeFails() ?? ok(Float64Array.from(times));
      },
      store_bars: ({ series }) => {
        this.calls.storeBars++;
        const failure = this.storeFails();
        if (failure !== null) return failure;
        return ok(series.map(({ symbol, bars }) => {
          const counts = { inserted: 0, corrected: 0, unchanged: 0 };
          for (let at = 0; at < bars.brokerMs.length; at++) {
            const key = `${symbol}/${bars.brokerMs[at]}`;
            const row = barAt(bars, at);
            const old = this.storedBars.get(key);
            this.storedBars.set(key, row);
            if (old === undefined) counts.inserted++;
            else if (old.close === row.close) counts.unchanged++;
            else counts.corrected++;
          }
          return counts;
        }));
      },
      store_ticks: ({ batches }) => {
        const failure = this.storeFails();
        if (failure !== null) return failure;
        let inserted = 0;
        for (const { ticks, ordinal } of batches) {
          for (let at = 0; at < ordinal.length; at++) {
            const key = `${ticks.symbol}/${ticks.brokerMs[at]}/${ordinal[at]}`;
            const old = this.storedTicks.get(key);
            if (old === undefined) inserted++;
            if (old !== undefined && old.bid !== ticks.bid[at]) this.clashes.push(key);
            this.storedTicks.set(key, tickAt(ticks, at));
          }
        }
        return ok({ inserted });
      },
    };
  }

  #remove(afterMs: number) {
    const later = (keys: Iterable<string>) =>
      Array.from(keys).filter((key) => Number(key.split("/")[1]) > afterMs);
    const [bars, ticks] = [later(this.storedBars.keys()), later(this.storedTicks.keys())];
    for (const key of bars) this.storedBars.delete(key);
    for (const key of ticks) this.storedTicks.delete(key);
    return { bars: bars.length, ticks: ticks.length };
  }

  #edges() {
    const series = this.config.wanted.flatMap(({ symbol, timeframe }) => {
      const last = this.barTimes(symbol).at(-1);
      return last === undefined ? [] : [{ symbol, timeframe, lastBarBrokerMs: brokerMs(last) }];
    });
    const ticks = this.config.wanted.flatMap(({ symbol }) => {
      const last = this.tickRows(symbol).at(-1);
      if (last === undefined) return [];
      const { bid, ask } = this.storedTicks.get(`${symbol}/${last.ms}/${last.ordinal}`)!;
      const lastUtcMs = unixMs(last.ms);
      return [{
        ...{ symbol, lastBrokerMs: brokerMs(last.ms), lastOrdinal: last.ordinal },
        ...{ lastUtcMs, bid, ask },
      }];
    });
    return { series, ticks };
  }
}

function failureReply(failure: CallError | AskError) {
  return askErrors.has(failure.code) ? failure as AskError : err(failure as CallError);
}

/** Open times of `count` minute bars, starting at `fromMs`. */
export function minutes(fromMs: number, count: number): number[] {
  return Array.from(
    { length: count },
    (_, at) => barOpenMs(brokerMs(fromMs), "M1") + at * minuteMs,
  );
}

export const utc = (ms: number) => unixMs(ms - offsetMs);
