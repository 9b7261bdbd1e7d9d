/**
 * Recalculates an account from its deals, the quotes and the broker's documented terms: profit,
 * commission and swap of each deal, balance and equity. It shares no code with the simulated broker
 * or the bridge. Hedging and netting, with conversions; each amount may differ by one cent because
 * of rounding.
 */

import type { BrokerDeal, BrokerEvent, BrokerInput } from "../../src/simulation/trading/mod.ts";
import type { Symbol } from "../faults/market.ts";

export interface AccountTerms {
  readonly currency: "USD" | "EUR" | "JPY";
  readonly isNetting: boolean;
  readonly commissionPerLot: number;
}

interface Terms {
  readonly contract: number;
  readonly point: number;
  readonly profitCurrency: "USD" | "JPY";
}

export const symbolTerms: Readonly<Record<Symbol, Terms>> = {
  EURUSD: { contract: 100_000, point: 0.00001, profitCurrency: "USD" },
  USDJPY: { contract: 100_000, point: 0.001, profitCurrency: "JPY" },
  BTCUSD: { contract: 1, point: 0.01, profitCurrency: "USD" },
  US500: { contract: 1, point: 0.01, profitCurrency: "USD" },
};

/** Points for each lot and night; Sunday first. */
const swapPoints = { buy: -7.3, sell: 2.1 } as const;
const nights = [0, 1, 1, 3, 1, 1, 0] as const;
const dayMs = 86_400_000;

interface Held {
  readonly symbol: Symbol;
  readonly isBuy: boolean;
  readonly lots: number;
  readonly price: number;
  readonly swap: number;
}

interface Quote {
  readonly bid: number;
  readonly ask: number;
}

export type Quotes = ReadonlyMap<Symbol, Quote>;

export class RecalculatedAccount {
  /** Amounts of the broker that are not those calculated here. */
  readonly differences: string[] = [];
  readonly #terms: AccountTerms;
  readonly #quotes = new Map<Symbol, Quote>();
  readonly #held = new Map<string, Held>();
  #balance = 0;
  #credit = 0;
  #timeMs = 0;

  constructor(terms: AccountTerms) {
    this.#terms = terms;
  }

  get balance(): number {
    return this.#balance;
  }

  get equity(): number {
    const floating = [...this.#held.values()].map((held) =>
      this.#coins(this.#profit(held, held.lots, this.#closingPrice(held))) + held.swap
    );
    return floating.reduce((sum, one) => sum + one, this.#balance + this.#credit);
  }

  /** The smallest coin, for each open position and one more. */
  get tolerance(): number {
    return (this.#held.size + 1) * this.#coin * 1.01;
  }

  take(input: BrokerInput, events: readonly BrokerEvent[]): void {
    if (input.kind === "time" || input.kind === "quote") this.#passTo(input.brokerMs);
    if (input.kind === "quote") this.#quotes.set(input.symbol as string as Symbol, input);
    for (const event of events) if (event.kind === "deal_add") this.#take(event.deal);
  }

  get #coin(): number {
    return this.#terms.currency === "JPY" ? 1 : 0.01;
  }

  #take(deal: BrokerDeal): void {
    const { type, profit, swap, commission, fee } = deal;
    if (type === "credit") {
      this.#credit += profit;
      return;
    }
    if (type === "buy" || type === "sell") this.#trade(deal);
    this.#balance += profit + swap + commission + fee;
  }

  #trade(deal: BrokerDeal): void {
    const symbol = deal.symbol as string as Symbol;
    const isBuy = deal.type === "buy";
    const key = this.#terms.isNetting ? symbol : deal.position as string;
    const held = this.#held.get(key) ?? null;
    const isByOpposite = deal.entry === "out_by";
    const costs = isByOpposite ? 0 : -deal.volumeLots * this.#terms.commissionPerLot;
    this.#expect(deal, "commission", costs);
    const closed = held === null || held.isBuy === isBuy ? 0 : Math.min(held.lots, deal.volumeLots);
    if (held !== null && closed > 0) this.#close(deal, held, closed);
    else if (deal.profit !== 0) this.#expect(deal, "profit", 0);
    this.#hold(key, { symbol, isBuy, held, closed, deal });
  }

  #close(deal: BrokerDeal, held: Held, closed: number): void {
    const profit = this.#profit(held, closed, deal.price);
    // The first of two deals that close each other has all the profit.
    const isSecond = deal.entry === "out_by" && deal.profit === 0;
    this.#expect(deal, "profit", isSecond ? 0 : profit);
    this.#expect(deal, "swap", held.swap * closed / held.lots);
  }

  #hold(
    key: string,
    { symbol, isBuy, held, closed, deal }: {
      readonly symbol: Symbol;
      readonly isBuy: boolean;
      readonly held: Held | null;
      readonly closed: number;
      readonly deal: BrokerDeal;
    },
  ): void {
    const added = lotsOf(deal.volumeLots - closed);
    const left = held === null ? 0 : lotsOf(held.lots - closed);
    if (held !== null && left > 0) {
      const lots = left + added;
      const price = (held.price * left + deal.price * added) / lots;
      const swap = closed > 0 ? held.swap - deal.swap : held.swap;
      this.#held.set(key, { ...held, lots: lotsOf(lots), price, swap });
    } else if (added > 0) {
      this.#held.set(key, { symbol, isBuy, lots: added, price: deal.price, swap: 0 });
    } else this.#held.delete(key);
  }

  #expect(deal: BrokerDeal, field: "profit" | "swap" | "commission", amount: number): void {
    if (Math.abs(deal[field] - amount) <= this.#coin * 1.01) return;
    this.differences.push(
      `deal ${deal.ticket}: ${field} is ${deal[field]}, recalculated ${amount}`,
    );
  }

  #passTo(brokerMs: number): void {
    const from = this.#timeMs;
    this.#timeMs = Math.max(from, brokerMs);
    if (from === 0) return;
    for (let end = (Math.floor(from / dayMs) + 1) * dayMs; end <= brokerMs; end += dayMs) {
      this.#rollOver(nights[(Math.floor((end - 1) / dayMs) + 4) % 7]!);
    }
  }

  #rollOver(count: number): void {
    for (const [key, held] of this.#held) {
      const { contract, point, profitCurrency } = symbolTerms[held.symbol];
      const points = swapPoints[held.isBuy ? "buy" : "sell"];
      const rate = this.#rate(profitCurrency, points > 0);
      const swap = this.#coins(points * point * contract * held.lots * count * rate);
      this.#held.set(key, { ...held, swap: held.swap + swap });
    }
  }

  #profit({ symbol, isBuy, price }: Held, lots: number, closePrice: number): number {
    const { contract, profitCurrency } = symbolTerms[symbol];
    const gained = (isBuy ? closePrice - price : price - closePrice) * lots * contract;
    return gained * this.#rate(profitCurrency, gained > 0);
  }

  #closingPrice({ symbol, isBuy }: Held): number {
    const { bid, ask } = this.#quotes.get(symbol)!;
    return isBuy ? bid : ask;
  }

  #rate(from: "USD" | "JPY", isGain: boolean): number {
    return rateTo(this.#terms.currency, from, { quotes: this.#quotes, isGain });
  }

  /** Halves away from zero: `Math.round` would round those of a loss towards it. */
  #coins(amount: number): number {
    return Math.sign(amount) * Math.round(Math.abs(amount) / this.#coin) * this.#coin;
  }
}

/** The value of a tick of 0.001 of a lot is 0.608356 EUR. */
const yenInEuro = 0.608356 / 100;

/** A gain is sold for the account's currency, a loss is bought with it. */
export function rateTo(
  currency: AccountTerms["currency"],
  from: "USD" | "JPY",
  { quotes, isGain }: { readonly quotes: Quotes; readonly isGain: boolean },
): number {
  if (from === currency) return 1;
  const [euro, yen] = [quotes.get("EURUSD")!, quotes.get("USDJPY")!];
  if (currency === "JPY") return isGain ? yen.bid : yen.ask;
  if (from === "USD") return 1 / (isGain ? euro.ask : euro.bid);
  // Without a pair of the two, the value of a tick at this broker counts.
  return currency === "EUR" ? yenInEuro : 1 / (isGain ? yen.ask : yen.bid);
}

function lotsOf(lots: number): number {
  return Math.round(lots * 1e8) / 1e8;
}
