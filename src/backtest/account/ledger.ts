/**
 * The whole state of the backtest's account, in whole numbers. Positions and orders stand in the
 * order of the broker's maps; their records are reused. Everything here is data: what happens to it
 * is decided in the other files.
 */

import { type Direction, magicNumber, type RetcodeName } from "../../models/mod.ts";
import type { AccountRules } from "../../simulation/trading/account_rules.ts";
import type { TradingSymbol } from "../../simulation/trading/trading_symbol.ts";
import { DealList, type DealRow, emptyDealRow } from "./deal_list.ts";
import { FastOrder } from "./fast_order.ts";
import { FastPosition } from "./fast_position.ts";
import { connectRates, FastSymbol } from "./fast_symbol.ts";
import type { Mark } from "./marks.ts";
import type { PointRequest } from "./point_request.ts";

/** How many points worse than the quote a market order is filled; positive is worse. */
export type PointSlippage = (symbol: number, direction: Direction, units: number) => number;

/** Told the account's answer to a request, and the ticket of the order that it has made. */
export type AnswerReader = (answer: RetcodeName, order: number) => void;

/** A request that takes time to reach the broker. */
export interface DelayedRequest {
  readonly request: PointRequest;
  readonly dueMs: number;
  /** The ticket of the order that represents a deal; 0 for other requests. */
  readonly order: number;
  /** Told when it has arrived. */
  readonly onAnswer: AnswerReader;
}

/** What an account begins with. */
export interface LedgerStart {
  readonly rules: AccountRules;
  readonly symbols: readonly TradingSymbol[];
  readonly startMs: number;
  readonly slippage: PointSlippage | null;
}

export class Ledger {
  readonly rules: AccountRules;
  readonly isHedging: boolean;
  readonly currencyDigits: number;
  /** Minor units in one unit of the currency. */
  readonly minorScale: number;
  readonly symbols: readonly FastSymbol[];
  readonly slippage: PointSlippage | null;
  /** Begins as a number: a field that began undefined would allocate for each time. */
  nowMs = 0;
  /** Nothing happens by time alone before this moment. */
  nextMomentMs = -Infinity;
  /** The last whole minute that is not after it. */
  nextMomentMinute = 0;
  /** Counts what has happened: fills, requests, orders that have ended. */
  events = 0;
  lastOrder = 0;
  balanceMinor = 0;
  /** The margin of the positions; -1 when it must be calculated. */
  marginMinor = 0;
  /** The symbol of whose quotes equity is a line, see `equity_line.ts`; null when it is not. */
  lineSymbol: FastSymbol | null = null;
  lineBase = 0;
  linePerBid = 0;
  linePerAsk = 0;
  isMarginCalled = false;
  marginCalls = 0;
  stopOuts = 0;
  /** The first `positionCount` are open, oldest first; the others wait to be used again. */
  readonly positions: FastPosition[] = [];
  positionCount = 0;
  readonly orders: FastOrder[] = [];
  orderCount = 0;
  readonly deals = new DealList();
  readonly marks: Mark[] = [{ magic: magicNumber("0"), comment: "" }];
  delayed: DelayedRequest[] = [];
  /** The price in points at which the request just checked will be executed. */
  plannedPoints = 0;
  /** Counts the ranges of quotes that were expected; see `expected_range.ts`. */
  rangeTurn = 0;
  /** How wide the range of prices without a margin call was last, as a share of the price. */
  bandShare = 0.25;
  /** Filled for each deal. */
  readonly row: DealRow = emptyDealRow();

  constructor({ rules, symbols, startMs, slippage }: LedgerStart) {
    this.rules = rules;
    this.isHedging = rules.marginMode === "hedging";
    this.currencyDigits = rules.currencyDigits;
    this.minorScale = 10 ** rules.currencyDigits;
    this.symbols = symbols.map((terms, index) =>
      new FastSymbol(index, terms, rules.currencyDigits)
    );
    connectRates(this.symbols, rules.currency);
    this.nowMs = startMs;
    this.slippage = slippage;
  }

  /** A new position at the end of the list. */
  addPosition(): FastPosition {
    const at = this.positionCount++;
    if (at === this.positions.length) this.positions.push(new FastPosition());
    this.marginMinor = -1;
    return this.positions[at]!;
  }

  removePosition(position: FastPosition): void {
    const { positions } = this;
    const last = this.positionCount - 1;
    for (let at = positions.indexOf(position); at < last; at++) positions[at] = positions[at + 1]!;
    positions[last] = position;
    this.positionCount = last;
    this.marginMinor = -1;
  }

  /** The open position with this ticket; null when there is none. */
  positionOf(ticket: number): FastPosition | null {
    for (let at = 0; at < this.positionCount; at++) {
      if (this.positions[at]!.ticket === ticket) return this.positions[at]!;
    }
    return null;
  }

  /** The oldest position in a symbol; on a netting account the only one. */
  firstPositionIn(symbol: number): FastPosition | null {
    for (let at = 0; at < this.positionCount; at++) {
      if (this.positions[at]!.symbol === symbol) return this.positions[at]!;
    }
    return null;
  }

  /** A new order with the next ticket, at the end of the list. */
  addOrder(): FastOrder {
    const at = this.orderCount++;
    if (at === this.orders.length) this.orders.push(new FastOrder());
    const order = this.orders[at]!;
    order.ticket = ++this.lastOrder;
    return order;
  }

  removeOrder(order: FastOrder): void {
    const { orders } = this;
    const last = this.orderCount - 1;
    for (let at = orders.indexOf(order); at < last; at++) orders[at] = orders[at + 1]!;
    orders[last] = order;
    this.orderCount = last;
  }

  /** Puts an order that was just removed at the end of the list. */
  restoreOrder(order: FastOrder): void {
    const { orders } = this;
    const last = this.orderCount++;
    const at = orders.indexOf(order);
    orders[at] = orders[last]!;
    orders[last] = order;
  }

  /** The active order with this ticket; null when there is none. */
  orderOf(ticket: number): FastOrder | null {
    for (let at = 0; at < this.orderCount; at++) {
      if (this.orders[at]!.ticket === ticket) return this.orders[at]!;
    }
    return null;
  }

  /** Records the deal in `row`, and its money. */
  recordDeal(): void {
    const { row } = this;
    row.brokerMs = this.nowMs;
    this.lineSymbol = null;
    this.balanceMinor += row.profitMinor + row.swapMinor + row.commissionMinor;
    this.deals.add(row);
  }
}
