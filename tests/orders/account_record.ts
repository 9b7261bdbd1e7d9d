/**
 * What was true at the broker, and when: prices, open trades, and the recalculated equity after
 * everything that happened.
 */

import {
  type Direction,
  type IntentId,
  intentOfMagic,
  type Magic,
  orderDirection,
  worstFillPrice,
} from "../../src/models/mod.ts";
import type { BrokerEvent, BrokerInput } from "../../src/simulation/trading/mod.ts";
import { type Symbol, symbols } from "../faults/market.ts";
import type { WatchedBroker } from "../faults/watched_broker.ts";
import type { Quotes, RecalculatedAccount } from "./recalculated_account.ts";

/** A position or an order. */
export interface OpenTrade {
  readonly symbol: Symbol;
  readonly direction: Direction;
  readonly lots: number;
  /** Null for a position, which counts from the current price. */
  readonly orderPrice: number | null;
  readonly stopLoss: number | null;
  readonly intent: IntentId | null;
}

export interface Moment {
  readonly atMs: number;
  readonly equity: number;
  readonly trades: readonly OpenTrade[];
  readonly quotes: Quotes;
}

export class AccountRecord {
  readonly moments: Moment[] = [];
  readonly #broker: WatchedBroker;
  readonly #account: RecalculatedAccount;
  readonly #nowMs: () => number;
  readonly #differences: string[] = [];

  constructor(
    { broker, account, nowMs }: {
      readonly broker: WatchedBroker;
      readonly account: RecalculatedAccount;
      readonly nowMs: () => number;
    },
  ) {
    this.#broker = broker;
    this.#account = account;
    this.#nowMs = nowMs;
  }

  /** Figures of the broker that are not those recalculated. */
  get differences(): readonly string[] {
    return [...this.#account.differences, ...this.#differences];
  }

  take(input: BrokerInput, events: readonly BrokerEvent[]): void {
    this.#account.take(input, events);
    if (input.kind !== "quote" && events.length === 0) return;
    const quotes = new Map(symbols.flatMap((symbol) => {
      const quote = this.#broker.quote(symbol as never);
      return quote === undefined ? [] : [[symbol, quote]];
    }));
    if (quotes.size < symbols.length) return;
    const { equity } = this.#account;
    this.#compare(equity);
    this.moments.push({ atMs: this.#nowMs(), equity, trades: tradesOf(this.#broker), quotes });
  }

  /** The moments from `fromMs` to `toMs`, and the one in effect at `fromMs`. */
  between(fromMs: number, toMs: number): readonly Moment[] {
    const first = this.moments.findLastIndex(({ atMs }) => atMs < fromMs);
    const last = this.moments.findLastIndex(({ atMs }) => atMs <= toMs);
    return this.moments.slice(Math.max(0, first), last + 1);
  }

  #compare(equity: number): void {
    const told = this.#broker.account().equity;
    if (Math.abs(told - equity) <= this.#account.tolerance) return;
    this.#differences.push(`equity is ${told}, recalculated ${equity}`);
  }
}

function tradesOf(broker: WatchedBroker): OpenTrade[] {
  const intentOf = (magic: Magic) => intentOfMagic(magic);
  const positions = broker.positions().map((one): OpenTrade => ({
    symbol: one.symbol as string as Symbol,
    direction: one.direction,
    lots: one.volumeLots,
    orderPrice: null,
    stopLoss: one.stopLoss,
    intent: intentOf(one.magic),
  }));
  const orders = broker.orders().map((one): OpenTrade => ({
    symbol: one.symbol as string as Symbol,
    direction: orderDirection(one.type) ?? "buy",
    lots: one.volumeCurrentLots,
    orderPrice: worstFillPrice(one),
    stopLoss: one.stopLoss,
    intent: intentOf(one.magic),
  }));
  return [...positions, ...orders];
}
