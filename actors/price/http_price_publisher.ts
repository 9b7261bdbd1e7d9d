/**
 * Sends changed prices to the http actor. They are collected for a moment, only the newest of each
 * symbol, so that the tick path does not pay for a message per tick.
 */

import type { Quote, SymbolName, TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { HttpEvent, HttpProtocol, PriceChange } from "../http/protocol.ts";

/** Too short for people, or programs on the stream, to notice. */
const gatherMs = 25;

export class HttpPricePublisher {
  readonly #http: Peer<HttpProtocol>;
  readonly #clock: Clock;
  readonly #changed = new Map<TerminalId, Set<SymbolName>>();
  readonly #quoteOf: (terminal: TerminalId, symbol: SymbolName) => Quote | null;
  #flushTimer: TimerId | undefined;

  constructor(
    http: Peer<HttpProtocol>,
    clock: Clock,
    quoteOf: (terminal: TerminalId, symbol: SymbolName) => Quote | null,
  ) {
    this.#http = http;
    this.#clock = clock;
    this.#quoteOf = quoteOf;
  }

  /** Call when the symbol has a new price. */
  note(terminal: TerminalId, symbol: SymbolName): void {
    let symbols = this.#changed.get(terminal);
    if (symbols === undefined) {
      symbols = new Set();
      this.#changed.set(terminal, symbols);
    }
    symbols.add(symbol);
    this.#flushTimer ??= this.#clock.setTimeout(() => this.#flush(), gatherMs);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#flushTimer);
  }

  #flush(): void {
    this.#flushTimer = undefined;
    const prices: PriceChange[] = [];
    for (const [terminal, symbols] of this.#changed) {
      for (const symbol of symbols) {
        const quote = this.#quoteOf(terminal, symbol);
        if (quote !== null) prices.push({ ...quote, terminal });
      }
      symbols.clear();
    }
    this.#http.tell({ type: "prices_changed", prices }, { key: "prices_changed", merge });
  }
}

/** Merges messages in the queue: keeps the newest price of each symbol. */
function merge(earlier: HttpEvent, later: HttpEvent): HttpEvent {
  if (earlier.type !== "prices_changed" || later.type !== "prices_changed") return later;
  const newest = new Map(
    [...earlier.prices, ...later.prices].map((
      price,
    ) => [`${price.terminal} ${price.symbol}`, price]),
  );
  return { type: "prices_changed", prices: [...newest.values()] };
}
