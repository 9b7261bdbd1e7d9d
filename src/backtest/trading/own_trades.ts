/**
 * A strategy's own entries on the backtest's account: which order and position belongs to which
 * number of the strategy, and the view of them that the strategy decides with.
 */

import { dealEntries } from "../../models/mod.ts";
import { maxClosedTrades } from "../../strategy/contract/strategy_view.ts";
import {
  maxOwnTrades,
  viewHead,
  viewRowLength,
  viewStart,
} from "../../strategy/decisions/view_rows.ts";
import type { FastAccount } from "../account/fast_account.ts";

/** A position from its first deal to its last. */
interface OpenTrade {
  readonly number: number;
  readonly direction: 1 | -1;
  readonly openedMs: number;
  readonly entryPrice: number;
  /** The distance of the first stop, in price; NaN when there was none. */
  readonly initialRisk: number;
  units: number;
  /** What is still open. */
  openUnits: number;
  profitMinor: number;
}

/** Told which entry has been filled. */
export type FillReader = (number: number) => void;

const inEntry = dealEntries.indexOf("in");

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
  readonly onFill: FillReader;
}

export class OwnTrades {
  readonly #options: OwnTradesOptions;
  readonly #numberOfOrder = new Map<number, number>();
  readonly #open = new Map<number, OpenTrade>();
  /** The last closed trades, oldest first, as rows of the view. */
  readonly #closed = new Float64Array(maxClosedTrades * viewRowLength);
  #closedCount = 0;
  /** Whether the view has the same. */
  #isClosedShown = true;
  #dealsSeen: number;

  constructor(options: OwnTradesOptions) {
    this.#options = options;
    this.#dealsSeen = options.account.deals.length;
  }

  /** An order of this ticket was placed for an entry. */
  placed(order: number, number: number): void {
    this.#numberOfOrder.set(order, number);
  }

  /** The number of the position with this identifier; undefined for one of somebody else. */
  numberOf(identifier: number): number | undefined {
    return this.#open.get(identifier)?.number;
  }

  /** The identifier of the position with this number; undefined when it is not open. */
  positionOf(number: number): number | undefined {
    for (const [identifier, trade] of this.#open) {
      if (trade.number === number) return identifier;
    }
    return undefined;
  }

  /** The ticket of the pending order with this number; undefined when it is not waiting. */
  orderOf(number: number): number | undefined {
    const { account } = this.#options;
    for (let at = 0; at < account.orderCount; at++) {
      const { ticket } = account.orderAt(at);
      if (this.#numberOfOrder.get(ticket) === number) return ticket;
    }
    return undefined;
  }

  /** Reads the deals since the last call; false when there are none. */
  readDeals(): boolean {
    const { deals } = this.#options.account;
    if (this.#dealsSeen === deals.length) return false;
    while (this.#dealsSeen < deals.length) this.#readDeal(this.#dealsSeen++);
    return true;
  }

  /** Writes the view. */
  show(view: Float64Array): void {
    view[viewHead.version]!++;
    view[viewHead.positions] = this.#showPositions(view);
    view[viewHead.orders] = this.#showOrders(view);
    if (this.#isClosedShown) return;
    this.#isClosedShown = true;
    view[viewHead.trades] = this.#closedCount;
    const shown = this.#closedCount * viewRowLength;
    for (let at = 0; at < shown; at++) view[viewStart.trades + at] = this.#closed[at]!;
  }

  #readDeal(at: number): void {
    const { account: { deals }, mark, symbol, onFill } = this.#options;
    if (deals.symbol[at] !== symbol) return;
    const identifier = deals.position[at]!;
    if (deals.entry[at] !== inEntry) return this.#readExit(at, identifier);
    const number = this.#numberOfOrder.get(deals.order[at]!);
    if (deals.mark[at] !== mark || number === undefined) return;
    this.#numberOfOrder.delete(deals.order[at]!);
    this.#readEntry(at, identifier, number);
    onFill(number);
  }

  #readEntry(at: number, identifier: number, number: number): void {
    const { deals } = this.#options.account;
    const units = deals.units[at]!;
    const known = this.#open.get(identifier);
    if (known !== undefined) {
      known.units += units;
      known.openUnits += units;
      known.profitMinor += deals.commissionMinor[at]!;
      return;
    }
    const entryPrice = this.#price(deals.priceMilli[at]! / 1_000);
    const stop = deals.stopLoss[at]!;
    this.#open.set(identifier, {
      number,
      direction: deals.type[at] === 0 ? 1 : -1,
      openedMs: deals.brokerMs[at]!,
      entryPrice,
      initialRisk: stop === 0 ? NaN : Math.abs(entryPrice - this.#price(stop)),
      units,
      openUnits: units,
      profitMinor: deals.commissionMinor[at]!,
    });
  }

  #readExit(at: number, identifier: number): void {
    const trade = this.#open.get(identifier);
    if (trade === undefined) return;
    const { account: { deals }, minorPerUnit } = this.#options;
    trade.openUnits -= deals.units[at]!;
    trade.profitMinor += deals.profitMinor[at]! + deals.swapMinor[at]! + deals.commissionMinor[at]!;
    if (trade.openUnits > 0) return;
    this.#open.delete(identifier);
    const closed = this.#closed;
    if (this.#closedCount === maxClosedTrades) closed.copyWithin(0, viewRowLength);
    else this.#closedCount++;
    const row = (this.#closedCount - 1) * viewRowLength;
    closed[row] = trade.number;
    closed[row + 1] = trade.direction;
    closed[row + 2] = trade.units * lotsPerUnit;
    closed[row + 3] = trade.entryPrice;
    closed[row + 4] = this.#price(deals.priceMilli[at]! / 1_000);
    closed[row + 5] = trade.openedMs;
    closed[row + 6] = deals.brokerMs[at]!;
    closed[row + 7] = trade.profitMinor / minorPerUnit;
    this.#isClosedShown = false;
  }

  #showPositions(view: Float64Array): number {
    const { account } = this.#options;
    let count = 0;
    for (let at = 0; at < account.positionCount && count < maxOwnTrades; at++) {
      const position = account.positionAt(at);
      const trade = this.#open.get(position.identifier);
      if (trade === undefined) continue;
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
      const number = this.#numberOfOrder.get(order.ticket);
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
    const { account, symbol } = this.#options;
    return points / account.markets[symbol]!.symbol.pointScale;
  }
}
