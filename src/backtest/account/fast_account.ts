/**
 * The account of a backtest: the rules and the money of the simulated broker, to the cent and in
 * the same order of tickets, on whole numbers and without allocating between events.
 * `tests/backtest` compares the two step by step.
 *
 * Left to the broker: manual requests, faults other than a delay, limited volume at a quote,
 * credit, and changes of terms.
 */

import type { BrokerMs, BrokerSymbol, Deal, RetcodeName } from "../../models/mod.ts";
import { type AccountRules, retailAccount } from "../../simulation/trading/account_rules.ts";
import type { TradingSymbol } from "../../simulation/trading/trading_symbol.ts";
import { type DealList, emptyDealRow } from "./deal_list.ts";
import { recordOfDeal } from "./deal_records.ts";
import { equityOf, floatingOf, marginAfter, marginOf, type PlannedFill } from "./equity.ts";
import { leastEquity, mostEquity } from "./expected_range.ts";
import { FastMarket } from "./fast_market.ts";
import type { FastOrder } from "./fast_order.ts";
import type { FastPosition } from "./fast_position.ts";
import { forceFill } from "./fills.ts";
import { closingPoints } from "./market_price.ts";
import { type AnswerReader, Ledger, type PointSlippage } from "./ledger.ts";
import { type Mark, markNumber } from "./marks.ts";
import type { PointRequest } from "./point_request.ts";
import { findQuietRange } from "./quiet_range.ts";
import { checkPointRequest, holdRequest, performRequest } from "./requests.ts";
import { watchMarginOf } from "./stop_out.ts";
import { passTimeTo } from "./time_passing.ts";

export interface FastAccountOptions {
  /** Requests name a symbol by its index here. */
  readonly symbols: readonly TradingSymbol[];
  readonly startMs: number;
  readonly rules?: Partial<AccountRules>;
  /** None when omitted. */
  readonly slippage?: PointSlippage;
}

export class FastAccount {
  /** By the index of the symbol: where its quotes go. */
  readonly markets: readonly FastMarket[];
  readonly #ledger: Ledger;
  #isSettledLater = false;
  #isUnsettled = false;

  constructor({ symbols, startMs, rules, slippage }: FastAccountOptions) {
    this.#ledger = new Ledger({
      rules: { ...retailAccount, ...rules },
      symbols,
      startMs,
      slippage: slippage ?? null,
    });
    this.markets = this.#ledger.symbols.map((symbol) => new FastMarket(this.#ledger, symbol));
  }

  /** Pays in, or out when negative, in minor units; a deal of type `balance`. */
  deposit(minor: number, mark = 0): void {
    const ledger = this.#ledger;
    Object.assign(ledger.row, {
      ...{ order: 0, position: 0, symbol: -1, type: "balance", entry: "in", reason: "client" },
      ...{ units: 0, priceMilli: 0, stopLoss: 0, takeProfit: 0, levelPct: 0 },
      ...{ profitMinor: minor, swapMinor: 0, commissionMinor: 0, mark },
      ...{ spreadMinor: 0, slippageMinor: 0 },
    });
    ledger.recordDeal();
    this.#settle();
  }

  /** The number by which requests name a magic number and comment. */
  mark(mark: Mark): number {
    return markNumber(this.#ledger.marks, mark);
  }

  /** The marks by their numbers. */
  get marks(): readonly Mark[] {
    return this.#ledger.marks;
  }

  /** Executes a request at the current quotes: `done`, or why the broker refuses it. */
  request(request: PointRequest): RetcodeName {
    const retcode = performRequest(this.#ledger, request);
    this.#settle();
    return retcode;
  }

  /**
   * Sends a request that takes `delayMs` to arrive, is executed at the quotes of that moment and
   * then answered: null, or the refusal that it meets at once. The request may be reused.
   */
  requestLater(
    request: PointRequest,
    delayMs: number,
    onAnswer: AnswerReader = () => {},
  ): RetcodeName | null {
    const dueMs = this.#ledger.nowMs + delayMs;
    const refusal = holdRequest(this.#ledger, request, { dueMs, onAnswer });
    this.#settle();
    return refusal;
  }

  /** Why the broker would refuse it now; null when it would not. Uses up a random slippage. */
  check(request: PointRequest): RetcodeName | null {
    return checkPointRequest(this.#ledger, request);
  }

  /** Time passes without a quote. */
  passTime(toMs: number): void {
    passTimeTo(this.#ledger, toMs as BrokerMs);
    this.#settle();
  }

  /** Time passes, before the next moment. */
  advance(toMs: number): void {
    if (toMs > this.#ledger.nowMs) this.#ledger.nowMs = toMs;
  }

  get nowMs(): number {
    return this.#ledger.nowMs;
  }

  /** Nothing happens by time alone before this minute since 1970. */
  get nextMomentMinute(): number {
    return this.#ledger.nextMomentMinute;
  }

  /** Counts what has happened to it; while it stays, positions, orders and deals are the same. */
  get events(): number {
    return this.#ledger.events;
  }

  /** Decimals of the account's currency. */
  get currencyDigits(): number {
    return this.#ledger.currencyDigits;
  }

  get balanceMinor(): number {
    return this.#ledger.balanceMinor;
  }

  equityMinor(): number {
    const ledger = this.#ledger;
    const { lineSymbol } = ledger;
    return lineSymbol === null
      ? equityOf(ledger)
      : ledger.lineBase + ledger.linePerBid * lineSymbol.bid + ledger.linePerAsk * lineSymbol.ask;
  }

  marginMinor(): number {
    return marginOf(this.#ledger);
  }

  /** Closes everything at the current quotes, with this comment, whatever the sessions say. */
  closeAll(comment: string): void {
    const ledger = this.#ledger;
    while (ledger.positionCount > 0) {
      const position = ledger.positions[0]!;
      const { magic } = ledger.marks[position.mark]!;
      position.mark = this.mark({ magic, comment });
      const pricePoints = closingPoints(ledger.symbols[position.symbol]!, position);
      forceFill(ledger, position, { reason: "expert", pricePoints, levelPct: 0 });
    }
    this.#settle();
  }

  /** Forgets the quotes that were expected of all markets. */
  expectNothing(): void {
    this.#ledger.rangeTurn++;
  }

  /** No more than equity can fall to at the expected quotes. */
  leastEquity(): number {
    return leastEquity(this.#ledger);
  }

  /** No less than equity can rise to at the expected quotes. */
  mostEquity(): number {
    return mostEquity(this.#ledger);
  }

  /** How often a trader was warned, and how often positions were closed by a stop-out. */
  get marginEvents(): { readonly calls: number; readonly stopOuts: number } {
    return { calls: this.#ledger.marginCalls, stopOuts: this.#ledger.stopOuts };
  }

  /** The margin of all positions if this deal were made, in minor units. */
  marginAfterMinor(fill: PlannedFill): number {
    return marginAfter(this.#ledger, fill);
  }

  get positionCount(): number {
    return this.#ledger.positionCount;
  }

  /** An open position, oldest first; its record is reused once it is closed. */
  positionAt(index: number): Readonly<FastPosition> {
    return this.#ledger.positions[index]!;
  }

  /** Whether all positions are longs or all are shorts. */
  isOneSided(): boolean {
    const { positions, positionCount } = this.#ledger;
    for (let at = 1; at < positionCount; at++) {
      if (positions[at]!.direction !== positions[0]!.direction) return false;
    }
    return true;
  }

  /** What closing the position now would give, without swap. */
  floatingMinor(index: number): number {
    return floatingOf(this.#ledger, this.#ledger.positions[index]!);
  }

  get orderCount(): number {
    return this.#ledger.orderCount;
  }

  /** An active order, oldest first; its record is reused once it has ended. */
  orderAt(index: number): Readonly<FastOrder> {
    return this.#ledger.orders[index]!;
  }

  /** The ticket of the newest order, counted from 1: that of the request just executed. */
  get lastOrder(): number {
    return this.#ledger.lastOrder;
  }

  /** The deals so far; the list goes on growing. */
  get deals(): Readonly<Omit<DealList, "add">> {
    return this.#ledger.deals;
  }

  /** The deals from `from` on as records. */
  dealRecords(from = 0): Deal<BrokerSymbol>[] {
    const { deals } = this.#ledger;
    const count = Math.max(0, deals.length - from);
    const row = emptyDealRow();
    return Array.from({ length: count }, (_, at) => {
      deals.read(from + at, row);
      return recordOfDeal(row, from + at, this.#ledger);
    });
  }

  /** Requests follow at the same quotes: what can happen next is found once, by `settleAll`. */
  settleLater(): void {
    this.#isSettledLater = true;
  }

  settleAll(): void {
    this.#isSettledLater = false;
    if (this.#isUnsettled) findQuietRange(this.#ledger);
    this.#isUnsettled = false;
  }

  #settle(): void {
    watchMarginOf(this.#ledger);
    if (this.#isSettledLater) this.#isUnsettled = true;
    else findQuietRange(this.#ledger);
  }
}
