/**
 * Tells the http actor which prices have changed, for those who watch: gathered for a moment, so
 * that the tick path pays for no message, and the newest of each symbol stands for all before it.
 */

import type { Quote, SymbolName, TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { HttpEvent, HttpProtocol, PriceChange } from "../http/protocol.ts";

/** Short beside what people notice and programs on the stream wait for. */
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

  /** The symbol has a new price. */
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

/** While nobody takes them: one of each symbol, the newest. */
function merge(earlier: HttpEvent, later: HttpEvent): HttpEvent {
  if (earlier.type !== "prices_changed" || later.type !== "prices_changed") return later;
  const newest = new Map(
    [...earlier.prices, ...later.prices].map((
      price,
    ) => [`${price.terminal} ${price.symbol}`, price]),
  );
  return { type: "prices_changed", prices: [...newest.values()] };
}
