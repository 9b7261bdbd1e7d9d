/**
 * Collects for a moment which symbols have a new price, and then passes on the latest quote of
 * each: the tick path only has to note the symbol.
 */

import type { Quote, SymbolName, TerminalId } from "../../src/models/mod.ts";
import { gatherDelayMs, type GatherPace } from "../../src/price/gather_pace.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";

export type QuotesByTerminal = ReadonlyMap<TerminalId, readonly Quote[]>;

export interface QuoteCollectorOptions {
  readonly clock: Clock;
  readonly pace: GatherPace;
  /** When symbols without a quote are looked at again; null forgets them. */
  readonly againMs: number | null;
  readonly quoteOf: (terminal: TerminalId, symbol: SymbolName) => Quote | null;
  readonly take: (quotes: QuotesByTerminal) => void;
}

export class QuoteCollector {
  readonly #options: QuoteCollectorOptions;
  readonly #changed = new Map<TerminalId, Set<SymbolName>>();
  #timer: TimerId | undefined;
  #flushedMs = -Infinity;

  constructor(options: QuoteCollectorOptions) {
    this.#options = options;
  }

  /** Call when the symbol has a new price. */
  note(terminal: TerminalId, symbol: SymbolName): void {
    const { clock, pace } = this.#options;
    const changed = this.#changed.get(terminal);
    if (changed === undefined) this.#changed.set(terminal, new Set([symbol]));
    else changed.add(symbol);
    if (this.#timer !== undefined) return;
    const delayMs = gatherDelayMs(pace, clock.steadyMs() - this.#flushedMs);
    this.#timer = clock.setTimeout(() => this.#flush(), delayMs);
  }

  forget(terminal: TerminalId): void {
    this.#changed.delete(terminal);
  }

  stop(): void {
    this.#options.clock.clearTimeout(this.#timer);
  }

  #flush(): void {
    const { clock, againMs, take } = this.#options;
    this.#timer = undefined;
    this.#flushedMs = clock.steadyMs();
    const found = new Map<TerminalId, readonly Quote[]>();
    for (const [terminal, symbols] of this.#changed) {
      const quotes = this.#quotesOf(terminal, symbols);
      if (quotes.length > 0) found.set(terminal, quotes);
      if (againMs === null || symbols.size === 0) this.#changed.delete(terminal);
    }
    if (found.size > 0) take(found);
    if (againMs === null || this.#changed.size === 0) return;
    this.#timer = clock.setTimeout(() => this.#flush(), againMs);
  }

  /** Removes the symbols that have one. */
  #quotesOf(terminal: TerminalId, symbols: Set<SymbolName>): Quote[] {
    const quotes: Quote[] = [];
    for (const symbol of symbols) {
      const quote = this.#options.quoteOf(terminal, symbol);
      if (quote === null) continue;
      symbols.delete(symbol);
      quotes.push(quote);
    }
    return quotes;
  }
}
