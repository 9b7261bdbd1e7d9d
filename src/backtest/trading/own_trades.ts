/**
 * A strategy's own entries on the backtest's account: which order and position belongs to which
 * number of the strategy, and the view of them that the strategy decides with.
 */

import { maxClosedTrades } from "../../strategy/contract/strategy_view.ts";
import {
  maxOwnTrades,
  viewHead,
  viewRowLength,
  viewStart,
} from "../../strategy/decisions/view_rows.ts";
import { type DealList, emptyDealRow } from "../account/deal_list.ts";
import type { FastAccount } from "../account/fast_account.ts";

/** A position from its first deal to its last. The records are reused. */
class OpenTrade {
  /** That of the position. */
  identifier = 0;
  number = 0;
  direction: 1 | -1 = 1;
  openedMs = 0;
  entryPrice = 0;
  /** The distance of the first stop, in price; NaN when there was none. */
  initialRisk = 0;
  units = 0;
  /** What is still open. */
  openUnits = 0;
  profitMinor = 0;
}

/** Told which entry has been filled. */
export type FillReader = (number: number) => void;

/** Lots of a unit of volume. */
const lotsPerUnit = 1e-8;

export interface OwnTradesOptions {
  readonly account: FastAccount;
  /** The index of the symbol. */
  readonly symbol: number;
  /** The mark of the strategy's requests. */
  readonly mark: number;
  /** Minor units in a unit of the account's currency. */
  readonly minorPerUnit: number;
  /** Where the strategy sees them; the closed ones are written at once, the others by `show`. */
  readonly view: Float64Array;
  readonly onFill: FillReader;
}

export class OwnTrades {
  readonly #options: OwnTradesOptions;
  readonly #deals: Readonly<Omit<DealList, "add">>;
  readonly #pointScale: number;
  /** The last order that was placed while it waits; 0 for none. Most are filled at once. */
  #newestOrder = 0;
  #newestNumber = 0;
  /** Those of the others that wait. */
  readonly #numberOfOrder = new Map<number, number>();
  /** The first `openCount` are open, oldest first; the others wait to be used again. */
  readonly #open: OpenTrade[] = [];
  #openCount = 0;
  #dealsSeen: number;
  readonly #deal = emptyDealRow();

  constructor(options: OwnTradesOptions) {
    const { account, symbol } = options;
    this.#options = options;
    this.#deals = account.deals;
    this.#dealsSeen = account.deals.length;
    this.#pointScale = account.markets[symbol]!.symbol.pointScale;
  }

  /** An order of this ticket was placed for an entry. */
  placed(order: number, number: number): void {
    if (this.#newestOrder !== 0) this.#numberOfOrder.set(this.#newestOrder, this.#newestNumber);
    this.#newestOrder = order;
    this.#newestNumber = number;
  }

  /** The identifier of the position with this number; undefined when it is not open. */
  positionOf(number: number): number | undefined {
    for (let at = 0; at < this.#openCount; at++) {
      if (this.#open[at]!.number === number) return this.#open[at]!.identifier;
    }
    return undefined;
  }

  /** The ticket of the pending order with this number; undefined when it is not waiting. */
  orderOf(number: number): number | undefined {
    const { account } = this.#options;
    for (let at = 0; at < account.orderCount; at++) {
      const { ticket } = account.orderAt(at);
      if (this.#numberOf(ticket) === number) return ticket;
    }
    return undefined;
  }

  /** Reads the deals since the last call. */
  readDeals(): void {
    const deals = this.#deals;
    while (this.#dealsSeen < deals.length) {
      deals.read(this.#dealsSeen++, this.#deal);
      this.#readDeal();
    }
  }

  /** Writes the view. */
  show(): void {
    const { view } = this.#options;
    view[viewHead.version]!++;
    view[viewHead.positions] = this.#showPositions(view);
    view[viewHead.orders] = this.#showOrders(view);
  }

  #readDeal(): void {
    const { mark, symbol, onFill } = this.#options;
    const deal = this.#deal;
    if (deal.symbol !== symbol) return;
    if (deal.entry !== "in") return this.#readExit();
    const number = this.#numberOf(deal.order);
    if (deal.mark !== mark || number === undefined) return;
    if (deal.order === this.#newestOrder) this.#newestOrder = 0;
    else this.#numberOfOrder.delete(deal.order);
    this.#readEntry(number);
    onFill(number);
  }

  /** The number of the entry for which the order was placed. */
  #numberOf(order: number): number | undefined {
    return order === this.#newestOrder ? this.#newestNumber : this.#numberOfOrder.get(order);
  }

  /** The place of an open position; the number of them when it is not there. */
  #placeOf(identifier: number, from = 0): number {
    let at = from;
    while (at < this.#openCount && this.#open[at]!.identifier !== identifier) at++;
    return at;
  }

  #readEntry(number: number): void {
    const { position, units, commissionMinor, priceMilli, stopLoss, type, brokerMs } = this.#deal;
    const at = this.#placeOf(position);
    if (at < this.#openCount) {
      const known = this.#open[at]!;
      known.units += units;
      known.openUnits += units;
      known.profitMinor += commissionMinor;
      return;
    }
    if (at === this.#open.length) this.#open.push(new OpenTrade());
    this.#openCount++;
    const trade = this.#open[at]!;
    trade.identifier = position;
    trade.number = number;
    trade.direction = type === "buy" ? 1 : -1;
    trade.openedMs = brokerMs;
    trade.entryPrice = this.#price(priceMilli / 1_000);
    trade.initialRisk = stopLoss === 0 ? NaN : Math.abs(trade.entryPrice - this.#price(stopLoss));
    trade.units = units;
    trade.openUnits = units;
    trade.profitMinor = commissionMinor;
  }

  #readExit(): void {
    const { position, units, profitMinor, swapMinor, commissionMinor } = this.#deal;
    const at = this.#placeOf(position);
    if (at === this.#openCount) return;
    const trade = this.#open[at]!;
    trade.openUnits -= units;
    trade.profitMinor += profitMinor + swapMinor + commissionMinor;
    if (trade.openUnits > 0) return;
    this.#remove(at);
    this.#showClosed(trade);
  }

  #remove(place: number): void {
    const open = this.#open;
    const removed = open[place]!;
    const last = --this.#openCount;
    for (let at = place; at < last; at++) open[at] = open[at + 1]!;
    open[last] = removed;
  }

  /** The newest closed trade takes the place of the oldest one. */
  #showClosed(trade: OpenTrade): void {
    const { view, minorPerUnit } = this.#options;
    const count = view[viewHead.trades]!;
    const first = view[viewHead.firstTrade]!;
    const row = viewStart.trades + (first + count) % maxClosedTrades * viewRowLength;
    if (count < maxClosedTrades) view[viewHead.trades] = count + 1;
    else view[viewHead.firstTrade] = (first + 1) % maxClosedTrades;
    view[row] = trade.number;
    view[row + 1] = trade.direction;
    view[row + 2] = trade.units * lotsPerUnit;
    view[row + 3] = trade.entryPrice;
    view[row + 4] = this.#price(this.#deal.priceMilli / 1_000);
    view[row + 5] = trade.openedMs;
    view[row + 6] = this.#deal.brokerMs;
    view[row + 7] = trade.profitMinor / minorPerUnit;
  }

  #showPositions(view: Float64Array): number {
    const { account } = this.#options;
    let count = 0;
    let next = 0;
    for (let at = 0; at < account.positionCount && count < maxOwnTrades; at++) {
      const position = account.positionAt(at);
      // Mostly the account has them in the same order, and those of others between them.
      let place = this.#placeOf(position.identifier, next);
      if (place === this.#openCount) place = this.#placeOf(position.identifier);
      if (place === this.#openCount) continue;
      next = place + 1;
      const trade = this.#open[place]!;
      const row = viewStart.positions + count++ * viewRowLength;
      view[row] = trade.number;
      view[row + 1] = trade.direction;
      view[row + 2] = position.units * lotsPerUnit;
      view[row + 3] = this.#price(position.openMilli / 1_000);
      view[row + 4] = this.#level(position.stopLoss);
      view[row + 5] = this.#level(position.takeProfit);
      view[row + 6] = position.openedMs;
      view[row + 7] = trade.initialRisk;
    }
    return count;
  }

  #showOrders(view: Float64Array): number {
    const { account } = this.#options;
    let count = 0;
    for (let at = 0; at < account.orderCount && count < maxOwnTrades; at++) {
      const order = account.orderAt(at);
      const number = this.#numberOf(order.ticket);
      if (number === undefined) continue;
      const row = viewStart.orders + count++ * viewRowLength;
      view[row] = number;
      view[row + 1] = order.direction === "buy" ? 1 : -1;
      view[row + 2] = order.units * lotsPerUnit;
      view[row + 3] = this.#price(order.price);
      view[row + 4] = this.#level(order.stopLoss);
      view[row + 5] = this.#level(order.takeProfit);
      view[row + 6] = order.setupMs;
      view[row + 7] = 0;
    }
    return count;
  }

  #level(points: number): number {
    return points === 0 ? NaN : this.#price(points);
  }

  /** The double that is nearest to a price in points. */
  #price(points: number): number {
    return points / this.#pointScale;
  }
}
