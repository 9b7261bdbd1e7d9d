/**
 * Whether the account's own figures justify a refusal, by what was true at the broker from shortly
 * before the order was requested until it was refused. Figures that the bridge merely did not know,
 * or had not put together yet, justify nothing.
 */

import {
  type Direction,
  isPendingType,
  type OpenRequest,
  orderDirection,
  type OrderProposal,
  type Refusal,
  refusalsText,
  type RiskDecision,
  worstFillPrice,
} from "../../src/models/mod.ts";
import type { Symbol } from "../faults/market.ts";
import type { AccountRecord, Moment, OpenTrade } from "./account_record.ts";
import { figuresAgeMs, type InFlight, OrderMoments, toldAfterMs } from "./order_moments.ts";
import { type AccountTerms, type Quotes, rateTo, symbolTerms } from "./recalculated_account.ts";

export interface Limits {
  readonly isNetting: boolean;
  readonly tradesMax: number;
  readonly riskPerTradePct: number;
  readonly openRiskPct: number;
  readonly symbolExposurePct: number;
  /** The most that a deal of the symbol has shown: that of a small one is rounded to a coin. */
  readonly commissionPerLot: (symbol: Symbol) => number;
  /** What its deals have shown by then: no terminal reports a commission before the first one. */
  readonly knownCommissionPerLot: (symbol: Symbol, atMs: number) => number;
  readonly currency: AccountTerms["currency"];
  /** The value of a whole unit of price of one lot, as the broker states it. */
  readonly valuePerLot: (symbol: Symbol) => number;
  /** The most that stops may be nearer to the price, in points. */
  readonly stopsLevel: (symbol: Symbol) => number;
}

export interface CheckOptions {
  readonly record: AccountRecord;
  readonly limits: Limits;
  readonly inFlight: readonly InFlight[];
}

/** A decision takes no longer, unless it waits for others. */
const decidedWithinMs = 1_500;
/** The share of a limit that counts as reached: prices differ from one moment to the next. */
const tolerance = 0.98;
const smallestLots = 0.01;
const slippageShare = 0.0002;
/** Reserved for the slippage of a stop. */
const reserveShare = 0.00005;

export class RefusalCheck {
  readonly #options: CheckOptions;
  readonly #known: OrderMoments;

  constructor(options: CheckOptions) {
    this.#options = options;
    this.#known = new OrderMoments(options);
  }

  /** Null when the figures justify it: one reason is enough, the others are only told with it. */
  breach(decision: RiskDecision): string | null {
    const { proposal, decidedMs, refusals } = decision;
    const fromMs = Math.max(proposal.createdMs - toldAfterMs, decidedMs - decidedWithinMs);
    const view = { proposal, fromMs, toMs: decidedMs };
    if (refusals.length === 0 || refusals.some((one) => this.#isJustified(one, view))) return null;
    return `${proposal.trace} was refused at ${decidedMs}: ${refusalsText(refusals)}`;
  }

  /** The broker refuses what was approved when the price has moved. */
  rejectionBreach(request: OpenRequest, [fromMs, toMs]: readonly [number, number]): boolean {
    const prices = this.#prices(request.symbol as string as Symbol, fromMs - toldAfterMs, toMs);
    return !isMoved(prices) && !isMarketNear(request, prices, this.#stopsPrice(request));
  }

  #isJustified({ code, message }: Refusal, view: View): boolean {
    const { proposal } = view;
    switch (code) {
      case "stop_missing":
        return proposal.stopLoss === null;
      case "too_many_trades":
        return this.#moments(view).some((one) => this.#isFull(proposal, one));
      case "symbol_exposure":
        return this.#moments(view).some((one) => this.#isExposed(proposal, one));
      case "risk_above_limit":
      case "volume_below_minimum":
        return this.#isRisky(view);
      case "stop_wrong_side":
      case "stop_too_near":
        return this.#isStopNear(view);
      case "broker_check_failed":
        return this.#isMarketMoved(message, view);
      default:
        return false;
    }
  }

  #moments({ fromMs, toMs }: View, sinceMs = fromMs): Moment[] {
    return this.#known.between(sinceMs, toMs);
  }

  #isFull({ symbol }: OrderProposal, { trades }: Moment): boolean {
    const { isNetting, tradesMax } = this.#options.limits;
    if (!isNetting) return trades.length >= tradesMax;
    return new Set([...trades.map((one) => one.symbol), symbol]).size > tradesMax;
  }

  #isExposed({ symbol, volumeLots }: OrderProposal, { trades, equity, quotes }: Moment) {
    const { limits } = this.#options;
    const name = symbol as string as Symbol;
    const perLot = limits.valuePerLot(name) * quotes.get(name)!.ask;
    const lots = trades.filter((one) => one.symbol === name)
      .reduce((sum, one) => sum + one.lots, volumeLots ?? smallestLots);
    return lots * perLot > equity * limits.symbolExposurePct / 100 * tolerance;
  }

  /**
   * With the worst prices of the last moments, and on a netting account the worst stop of the
   * symbol and side.
   */
  #isRisky(view: View): boolean {
    const { proposal: { symbol, type, volumeLots, stopLoss } } = view;
    if (stopLoss === null) return false;
    const { riskPerTradePct, openRiskPct } = this.#options.limits;
    const name = symbol as string as Symbol;
    const own: OpenTrade = {
      symbol: name,
      direction: orderDirection(type) ?? "buy",
      lots: volumeLots ?? smallestLots,
      orderPrice: isPendingType(type) ? worstFillPrice(view.proposal) : null,
      stopLoss,
      intent: null,
    };
    return this.#moments(view, view.toMs - figuresAgeMs).some((moment) => {
      const all = [...moment.trades, own];
      const losses = all.map((one) => ({ one, loss: this.#loss(one, all, { view, moment }) }));
      const heat = losses.reduce((sum, { loss }) => sum + loss, 0);
      const trade = losses.filter(({ one }) => one === own || this.#isJoined(one, own))
        .reduce((sum, { loss }) => sum + loss, 0);
      return heat > moment.equity * openRiskPct / 100 * tolerance ||
        trade > moment.equity * riskPerTradePct / 100 * tolerance;
    });
  }

  #isJoined(one: OpenTrade, own: OpenTrade): boolean {
    return this.#options.limits.isNetting && one.symbol === own.symbol &&
      one.direction === own.direction;
  }

  #loss(
    one: OpenTrade,
    all: readonly OpenTrade[],
    { view: { toMs }, moment }: { readonly view: View; readonly moment: Moment },
  ): number {
    const stop = this.#stopOf(one, all);
    const prices = this.#prices(one.symbol, toMs - figuresAgeMs, toMs);
    const worst = one.orderPrice ?? (one.direction === "buy" ? prices.askMax : prices.bidMin);
    const away = stop === null ? 0 : one.direction === "buy" ? worst - stop : stop - worst;
    const reserve = worst * reserveShare;
    const perLot = this.#value(one.symbol, moment.quotes) * (Math.max(0, away) + reserve);
    return one.lots * (perLot + 2 * this.#options.limits.commissionPerLot(one.symbol));
  }

  /** As stated or as quoted now: the larger one counts. */
  #value(symbol: Symbol, quotes: Quotes): number {
    const { currency, valuePerLot } = this.#options.limits;
    const { contract, profitCurrency } = symbolTerms[symbol];
    const quoted = contract * rateTo(currency, profitCurrency, { quotes, isGain: false });
    return Math.max(valuePerLot(symbol), quoted);
  }

  #stopOf(one: OpenTrade, all: readonly OpenTrade[]): number | null {
    if (!this.#options.limits.isNetting) return one.stopLoss;
    const stops = all.filter((other) => this.#isJoined(other, one))
      .flatMap(({ stopLoss }) => stopLoss ?? []);
    if (stops.length === 0) return null;
    return one.direction === "buy" ? Math.min(...stops) : Math.max(...stops);
  }

  #isStopNear({ proposal, fromMs, toMs }: View): boolean {
    const prices = this.#prices(proposal.symbol as string as Symbol, fromMs, toMs);
    return areLevelsNear(proposal, prices, this.#stopsPrice(proposal));
  }

  #isMarketMoved(message: string, { proposal, fromMs, toMs }: View): boolean {
    const prices = this.#prices(proposal.symbol as string as Symbol, fromMs, toMs);
    if (message.includes("(10004)")) return isMoved(prices);
    const isPriceRefused = message.includes("(10015)") || message.includes("(10016)");
    return isPriceRefused && isMarketNear(proposal, prices, this.#stopsPrice(proposal));
  }

  #stopsPrice({ symbol }: Pick<OrderProposal, "symbol">): number {
    const name = symbol as string as Symbol;
    return this.#options.limits.stopsLevel(name) * symbolTerms[name].point;
  }

  #prices(symbol: Symbol, fromMs: number, toMs: number): Prices {
    const quotes = this.#options.record.between(fromMs, toMs)
      .map((moment) => moment.quotes.get(symbol)!);
    return {
      bidMin: Math.min(...quotes.map(({ bid }) => bid)),
      bidMax: Math.max(...quotes.map(({ bid }) => bid)),
      askMin: Math.min(...quotes.map(({ ask }) => ask)),
      askMax: Math.max(...quotes.map(({ ask }) => ask)),
    };
  }
}

interface View {
  readonly proposal: OrderProposal;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Prices {
  readonly bidMin: number;
  readonly bidMax: number;
  readonly askMin: number;
  readonly askMax: number;
}

type Levels = Pick<OrderProposal, "type" | "price" | "stopLoss" | "takeProfit">;

/** By more than the slippage that the trader allows. */
function isMoved({ bidMin, bidMax, askMin, askMax }: Prices): boolean {
  return Math.max(bidMax - bidMin, askMax - askMin) > bidMax * slippageShare * tolerance;
}

/** The market has come near a pending order's price, or near the levels of any order. */
function isMarketNear(order: Levels, prices: Prices, stopsPrice: number): boolean {
  const { type, price } = order;
  if (!isPendingType(type) || price === null) return areLevelsNear(order, prices, stopsPrice);
  const isBelow = type === "buy_limit" || type === "sell_stop" || type === "sell_stop_limit";
  return isBelow ? price > prices.bidMin - stopsPrice : price < prices.askMax + stopsPrice;
}

function areLevelsNear(
  { type, price, stopLoss, takeProfit }: Levels,
  prices: Prices,
  stopsPrice: number,
): boolean {
  const sign: 1 | -1 = signOf(orderDirection(type) ?? "buy");
  const nearest = isPendingType(type) && price !== null
    ? { forStop: price, forTarget: price }
    : sign === 1
    ? { forStop: prices.bidMin, forTarget: prices.askMax }
    : { forStop: prices.askMax, forTarget: prices.bidMin };
  const isNear = (level: number | null, from: number, side: 1 | -1) =>
    level !== null && side * (level - from) < stopsPrice * 1.01;
  return isNear(stopLoss, nearest.forStop, sign === 1 ? -1 : 1) ||
    isNear(takeProfit, nearest.forTarget, sign);
}

function signOf(direction: Direction): 1 | -1 {
  return direction === "buy" ? 1 : -1;
}
