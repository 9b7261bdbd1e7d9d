/**
 * Sends the latest quotes to the redis actor: collected for a moment, one per symbol, so that the
 * tick path only has to note the symbol.
 */

import type { Quote, SymbolName, TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import { type Listener, listener } from "../../src/runtime/listener.ts";
import type { RedisEvent, RedisProtocol } from "../redis/protocol.ts";

type QuotesAccepted = Extract<RedisEvent, { type: "quotes_accepted" }>;

/** Too short for a person to notice; at most a hundred messages a second. */
const gatherMs = 10;
/**
 * Retry delay for symbols that are still fetching history: their quotes are old until they are
 * live.
 */
const notLiveYetMs = 250;

export interface RedisQuotePublisherOptions {
  /** Null in a tree without the redis actor: then nothing is collected. */
  readonly redis: Peer<RedisProtocol> | null;
  readonly clock: Clock;
  /** The symbol's latest quote; null while it is not live. */
  liveQuote(terminal: TerminalId, symbol: SymbolName): Quote | null;
}

export class RedisQuotePublisher {
  readonly #options: RedisQuotePublisherOptions;
  readonly #redis: Listener<RedisProtocol>;
  readonly #changed = new Map<TerminalId, Set<SymbolName>>();
  #timer: TimerId | undefined;

  constructor(options: RedisQuotePublisherOptions) {
    this.#options = options;
    this.#redis = listener(options.redis);
  }

  /** Its quotes are sent when it is back. */
  terminalLost(terminal: TerminalId): void {
    this.#changed.delete(terminal);
  }

  quoteChanged(terminal: TerminalId, symbol: SymbolName): void {
    if (this.#options.redis === null) return;
    const changed = this.#changed.get(terminal);
    if (changed === undefined) this.#changed.set(terminal, new Set([symbol]));
    else changed.add(symbol);
    this.#timer ??= this.#options.clock.setTimeout(() => this.#tell(), gatherMs);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer = undefined;
    let isAnyWaiting = false;
    for (const [terminal, symbols] of this.#changed) {
      const quotes: Quote[] = [];
      for (const symbol of symbols) {
        const quote = this.#options.liveQuote(terminal, symbol);
        if (quote === null) continue;
        symbols.delete(symbol);
        quotes.push(quote);
      }
      isAnyWaiting ||= symbols.size > 0;
      if (quotes.length > 0) this.#tellQuotes({ type: "quotes_accepted", terminal, quotes });
    }
    if (!isAnyWaiting) return;
    this.#timer = this.#options.clock.setTimeout(() => this.#tell(), notLiveYetMs);
  }

  #tellQuotes(event: QuotesAccepted): void {
    this.#redis.tell(event, {
      key: `quotes/${event.terminal}`,
      merge: (earlier, later) =>
        earlier.type === "quotes_accepted" && later.type === "quotes_accepted"
          ? mergeQuotes(earlier, later)
          : later,
    });
  }
}

/** Keeps the latest of each symbol. */
function mergeQuotes(earlier: QuotesAccepted, later: QuotesAccepted): QuotesAccepted {
  const newer = new Set(later.quotes.map(({ symbol }) => symbol));
  return {
    ...later,
    quotes: [...earlier.quotes.filter(({ symbol }) => !newer.has(symbol)), ...later.quotes],
  };
}
