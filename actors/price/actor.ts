/**
 * The price actor: cleans, completes and stores the ticks and closed bars of every terminal, and
 * forwards them.
 */

import {
  assertNever,
  listedAccounts,
  ofAccount,
  type Quote,
  type SymbolName,
  type TerminalId,
} from "../../src/models/mod.ts";
import { ageMs, isFresh, type PresentTimes } from "../../src/price/freshness.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { ActorName, ContextOf } from "../actor_map.ts";
import { BarWriter } from "./bar_writer.ts";
import { ConcurrencyLimit } from "./concurrency_limit.ts";
import type { PriceContext } from "./price_context.ts";
import { httpPrices } from "./http_prices.ts";
import { priceStatus } from "./price_status.ts";
import type {
  FetchReport,
  PriceConfig,
  PriceEvent,
  PriceProtocol,
  SymbolStatus,
} from "./protocol.ts";
import type { SeriesFeed } from "./series_feed.ts";
import { RefusalReporter } from "./refusal_reporter.ts";
import { redisQuotes } from "./redis_quotes.ts";
import { type FedSymbol, TerminalFeed } from "./terminal_feed.ts";
import { TickWriter } from "./tick_writer.ts";

/**
 * Parallel calls to terminals: enough to hide a slow reply, few enough for a trade call to get
 * through soon.
 */
const barCallsMax = 64;
/** Fewer, because pages of ticks are large. */
const tickCallsMax = 8;

type FetchReply = PriceProtocol["ask"]["fetch_prices"]["reply"];

export function startPrice(context: ContextOf<"price", PriceConfig>): Behaviour<PriceProtocol> {
  return new PriceActor(context);
}

class PriceActor implements Behaviour<PriceProtocol> {
  readonly #context: PriceContext;
  #config: PriceConfig;
  readonly #terminals = new Map<TerminalId, TerminalFeed>();

  constructor(context: ContextOf<"price", PriceConfig>) {
    const { config, clock, random, log, peer, optionalPeer } = context;
    const database = peer("database");
    const redis = optionalPeer("redis");
    this.#config = config;
    this.#context = {
      config,
      clock,
      random,
      log,
      database,
      mt5: peer("mt5"),
      strategy: peer("strategy"),
      paper: optionalPeer("paper"),
      redisQuotes: redis === null ? null : redisQuotes(redis, {
        clock,
        quoteOf: (terminal, symbol) => this.#liveQuote(terminal, symbol),
      }),
      tickWriter: new TickWriter({ database, clock, random, log }),
      httpPrices: httpPrices(peer("http"), {
        clock,
        quoteOf: (terminal, symbol) => this.#latestQuote(terminal, symbol),
      }),
      barWriter: new BarWriter(database),
      refusals: new RefusalReporter(clock, log),
      barCalls: new ConcurrencyLimit(barCallsMax),
      tickCalls: new ConcurrencyLimit(tickCallsMax),
      holeAudits: new ConcurrencyLimit(1),
    };
  }

  readonly onAsk: Behaviour<PriceProtocol>["onAsk"] = {
    fetch_prices: ({ symbol, readAhead }) => this.#fetch(symbol, readAhead),
    quote: ({ terminal, symbol }) => this.#quote(terminal, symbol),
    quotes: () => this.#quotes(),
    symbols: () => [...this.#terminals.values()].flatMap((feed) => this.#symbolsOf(feed)),
  };

  onTell(event: PriceEvent): void {
    switch (event.type) {
      case "terminal_synced":
        return this.#terminal(event.terminal).synced(event.synced);
      case "terminal_lost":
        this.#context.redisQuotes?.forget(event.terminal);
        return this.#terminals.get(event.terminal)?.lost();
      case "ticks_received":
        return this.#terminals.get(event.terminal)?.ticks(event);
      case "bars_closed":
        return this.#terminals.get(event.terminal)?.barsClosed(event);
      case "broker_settled":
        return this.#terminals.get(event.terminal)?.brokerSettled(event.isSettled);
      case "stream_gap":
        return this.#terminals.get(event.terminal)?.gap();
      default:
        assertNever(event);
    }
  }

  /** A terminal whose prices are kept differently from here on begins again when it is in sync. */
  onConfig(config: unknown): void {
    const [before, now] = [this.#config, config as PriceConfig];
    this.#config = now;
    const listed = listedAccounts(now);
    for (const [terminal, feed] of this.#terminals) {
      const settings = [before, now].map((one) => JSON.stringify(ofAccount(one, terminal)));
      if (settings[0] === settings[1] && listed?.includes(terminal) !== false) continue;
      feed.lost();
      this.#terminals.delete(terminal);
      this.#context.redisQuotes?.forget(terminal);
    }
  }

  onPeerRestarted(peer: ActorName): void {
    // The new link knows no terminals yet: each one reports again when it is in sync.
    if (peer === "mt5") { for (const feed of this.#terminals.values()) feed.lost(); }
    // The restarted strategy actor knows no bars.
    if (peer === "strategy") { for (const series of this.#allSeries()) series.announce(); }
    if (peer === "redis") this.#tellAllToRedis();
  }

  status() {
    return priceStatus([...this.#terminals.values()], this.#context);
  }

  async stop(): Promise<void> {
    this.#context.redisQuotes?.stop();
    for (const feed of this.#terminals.values()) feed.lost();
    this.#context.httpPrices.stop();
    await this.#context.tickWriter.stop();
  }

  #terminal(terminal: TerminalId): TerminalFeed {
    let feed = this.#terminals.get(terminal);
    if (feed === undefined) {
      const config = ofAccount(this.#config, terminal);
      feed = new TerminalFeed(terminal, { ...this.#context, config });
      this.#terminals.set(terminal, feed);
    }
    return feed;
  }

  #allSeries(): SeriesFeed[] {
    return [...this.#terminals.values()].flatMap((feed) =>
      [...feed.symbols.values()].flatMap((fed) => fed.series)
    );
  }

  /** The series of a symbol, for every terminal in sync. */
  #inSync(symbol: SymbolName): SeriesFeed[] {
    return [...this.#terminals.values()].filter((feed) => feed.state === "in_sync")
      .flatMap((feed) => feed.symbols.get(symbol)?.series ?? []);
  }

  async #fetch(symbol: SymbolName, readAhead: readonly SymbolName[]): Promise<FetchReply> {
    const wanted = this.#inSync(symbol);
    const catchingUp = wanted.map((series) => series.catchUp());
    for (const other of readAhead) {
      for (const series of this.#inSync(other)) series.readAhead();
    }
    if (wanted.length === 0) return { ok: false, error: { code: "no_terminal" } };
    const report = { symbol, barsStored: 0, barsCorrected: 0, barsMissing: 0 };
    for (const result of await Promise.all(catchingUp)) {
      if (!result.ok) return result;
      report.barsStored += result.value.barsStored;
      report.barsCorrected += result.value.barsCorrected;
    }
    for (const series of wanted) report.barsMissing += series.audit.counts.missing;
    return { ok: true, value: report satisfies FetchReport };
  }

  #liveQuote(terminal: TerminalId, symbol: SymbolName): Quote | null {
    const feed = this.#terminals.get(terminal)?.symbols.get(symbol)?.feed;
    return feed?.state === "live" ? feed.quote : null;
  }

  #tellAllToRedis(): void {
    for (const { terminal, symbols } of this.#terminals.values()) {
      for (const symbol of symbols.keys()) this.#context.redisQuotes?.note(terminal, symbol);
    }
  }

  #quote(terminal: TerminalId, symbol: SymbolName) {
    const feed = this.#terminals.get(terminal);
    const ticks = feed?.symbols.get(symbol)?.feed;
    if (feed === undefined || ticks === undefined) return null;
    const { quote, freshness } = ticks;
    const age = ageMs(freshness, this.#timesOf(feed));
    return quote === null || age === null ? null : { quote, isLive: freshness.isLive, ageMs: age };
  }

  #timesOf(feed: TerminalFeed): PresentTimes {
    return { steadyMs: this.#context.clock.steadyMs(), serverNowMs: feed.serverNowMs() };
  }

  #latestQuote(terminal: TerminalId, symbol: SymbolName): Quote | null {
    return this.#terminals.get(terminal)?.symbols.get(symbol)?.feed.quote ?? null;
  }

  /** The newest quote of each symbol, from any terminal. */
  #quotes(): Quote[] {
    const newest = new Map<SymbolName, { readonly quote: Quote; readonly ageMs: number }>();
    for (const feed of this.#terminals.values()) {
      const times = this.#timesOf(feed);
      for (const [symbol, { feed: { quote, freshness } }] of feed.symbols) {
        const age = ageMs(freshness, times) ?? Infinity;
        const isNewest = age < (newest.get(symbol)?.ageMs ?? Infinity);
        if (quote !== null && isNewest) newest.set(symbol, { quote, ageMs: age });
      }
    }
    return Array.from(newest.values(), ({ quote }) => quote);
  }

  /** Series of one symbol with several timeframes share its ticks, so the symbol is listed once. */
  #symbolsOf(feed: TerminalFeed): SymbolStatus[] {
    const { staleAfterMs } = ofAccount(this.#config, feed.terminal);
    const times = this.#timesOf(feed);
    const isInSync = feed.state === "in_sync";
    return Array.from(feed.symbols, ([symbol, fed]) => {
      const { freshness, freshness: { isLive } } = fed.feed;
      const lastTickAgeMs = ageMs(freshness, times);
      return {
        terminal: feed.terminal,
        symbol,
        quote: fed.feed.quote,
        isLive,
        stale: !isFresh({ isLive, ageMs: lastTickAgeMs }, staleAfterMs),
        lastTickAgeMs,
        lastBarBrokerMs: fed.series[0]?.lastStoredMs ?? null,
        state: symbolState(fed, isInSync),
      };
    });
  }
}

function symbolState({ feed, series }: FedSymbol, isInSync: boolean): SymbolStatus["state"] {
  if (!isInSync) return "waiting";
  return feed.state === "live" && series.every((one) => one.isCaughtUp) ? "live" : "backfilling";
}
