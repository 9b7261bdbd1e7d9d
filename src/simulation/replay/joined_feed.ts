/** Several replay files as the prices of one terminal, each file with a symbol of its own. */

import type { BrokerMs, Timeframe } from "../../models/mod.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";
import type { BarHistory, BarQuery, TickHistory, TickQuery } from "../market/feed.ts";
import type { ReplayMarket } from "./replay_feed.ts";

export class JoinedFeed implements ReplayMarket {
  readonly symbols: readonly WireSymbol[];
  readonly firstMs: BrokerMs;
  readonly lastMs: BrokerMs;
  readonly usualGapMs: number;
  readonly #feeds: readonly ReplayMarket[];

  constructor(feeds: readonly ReplayMarket[]) {
    this.#feeds = feeds;
    this.symbols = feeds.flatMap(({ symbols }) => symbols);
    this.firstMs = Math.min(...feeds.map(({ firstMs }) => firstMs)) as BrokerMs;
    this.lastMs = Math.max(...feeds.map(({ lastMs }) => lastMs)) as BrokerMs;
    this.usualGapMs = Math.max(...feeds.map(({ usualGapMs }) => usualGapMs));
  }

  supports(timeframe: Timeframe): boolean {
    return this.#feeds.every((feed) => feed.supports(timeframe));
  }

  bars(query: BarQuery, nowMs: BrokerMs): BarHistory {
    return this.#feedOf(query.symbol).bars(query, nowMs);
  }

  ticks(query: TickQuery, nowMs: BrokerMs): TickHistory {
    return this.#feedOf(query.symbol).ticks(query, nowMs);
  }

  timeAfter(nowMs: BrokerMs, count: number): BrokerMs | null {
    const times = this.#feeds.map((feed) => feed.timeAfter(nowMs, count));
    const found = times.filter((time) => time !== null);
    return found.length === 0 ? null : Math.min(...found) as BrokerMs;
  }

  #feedOf(symbol: string): ReplayMarket {
    return this.#feeds.find(({ symbols }) => symbols.some(({ name }) => name === symbol))!;
  }
}
