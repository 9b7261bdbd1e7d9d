/**
 * The backtest's account beside the simulated broker, both told the same: after each step the
 * broker is the oracle of everything that can be seen.
 */

import assert from "node:assert/strict";
import { brokerMs, fromPoints } from "../../src/models/mod.ts";
import type { RetcodeName } from "../../src/models/mod.ts";
import { FastAccount } from "../../src/backtest/account/fast_account.ts";
import type { Mark } from "../../src/backtest/account/marks.ts";
import type { PointRequest } from "../../src/backtest/account/point_request.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import {
  type AccountRules,
  type BrokerEvent,
  SimulatedBroker,
  type TradingSymbol,
  uniformSlippage,
} from "../../src/simulation/trading/mod.ts";
import { brokerRequestOf, textOf } from "./broker_request.ts";

export interface OracleOptions {
  readonly symbols: readonly TradingSymbol[];
  readonly startMs: number;
  readonly rules: Partial<AccountRules>;
  /** The largest random slippage; both draw the same numbers. */
  readonly slippagePoints?: number;
}

const forever = { fromMs: brokerMs(0), toMs: brokerMs(Number.MAX_SAFE_INTEGER) };

export class Oracle {
  readonly broker: SimulatedBroker;
  readonly fast: FastAccount;
  readonly symbols: readonly TradingSymbol[];
  /** Every different answer so far. */
  readonly answers = new Set<string>();
  readonly #marks: Mark[] = [];
  #dealsSeen = 0;
  #warnings = 0;
  #stopOuts = 0;
  #requests = 0;

  constructor({ symbols, startMs, rules, slippagePoints = 0 }: OracleOptions) {
    this.symbols = symbols;
    const uniform = () => uniformSlippage(seededRandom(7), slippagePoints);
    const [forBroker, forFast] = [uniform(), uniform()];
    this.broker = new SimulatedBroker({
      symbols,
      startMs: brokerMs(startMs),
      account: rules,
      historyRowsMax: 1_000_000,
      ...(slippagePoints === 0 ? {} : { slippage: forBroker }),
    });
    this.fast = new FastAccount({
      symbols,
      startMs,
      rules,
      ...(slippagePoints === 0 ? {} : {
        slippage: (symbol, direction, units) =>
          forFast({ symbol: symbols[symbol]!.name, direction, volumeLots: units / 1e8 }),
      }),
    });
  }

  mark(mark: Mark): number {
    const number = this.fast.mark(mark);
    this.#marks[number] = mark;
    return number;
  }

  deposit(minor: number): void {
    const amount = minor / 10 ** this.broker.rules.currencyDigits;
    this.#count(this.broker.apply({ kind: "money", type: "balance", amount, comment: "" }));
    this.fast.deposit(minor);
  }

  quote(symbol: number, [bid, ask]: readonly [number, number], atMs: number): void {
    const { name, digits } = this.symbols[symbol]!;
    this.#count(this.broker.apply({
      kind: "quote",
      symbol: name,
      bid: fromPoints(bid, digits),
      ask: fromPoints(ask, digits),
      brokerMs: brokerMs(atMs),
    }));
    this.fast.markets[symbol]!.quote(bid, ask, atMs);
  }

  /** A quote to which the price has moved through everything between. */
  slide(symbol: number, [bid, ask]: readonly [number, number], atMs: number): void {
    const { name, digits } = this.symbols[symbol]!;
    this.#count(this.broker.apply({
      kind: "quote",
      symbol: name,
      bid: fromPoints(bid, digits),
      ask: fromPoints(ask, digits),
      brokerMs: brokerMs(atMs),
      isOnTheWay: true,
    }));
    const market = this.fast.markets[symbol]!;
    for (let next = NaN; next !== bid;) {
      next = market.nextBid(bid, ask - bid, atMs);
      market.quote(next, next + ask - bid, atMs);
    }
  }

  passTime(toMs: number): void {
    this.#count(this.broker.apply({ kind: "time", brokerMs: brokerMs(toMs) }));
    this.fast.passTime(toMs);
  }

  /** Sends it to both; with a delay both hold it. Returns the answer that both gave. */
  request(request: PointRequest, delayMs = 0): RetcodeName | null {
    if (delayMs > 0) this.broker.apply({ kind: "fault", fault: { kind: "delay", delayMs } });
    const id = String(++this.#requests);
    const events = this.broker.apply({
      kind: "request",
      id,
      origin: "expert",
      request: brokerRequestOf(request, { symbols: this.symbols, marks: this.#marks }),
    });
    this.#count(events);
    const given = events.find((event) => event.kind === "answer" && event.id === id);
    const expected = given?.kind === "answer" ? given.result.retcode : null;
    const answer = delayMs > 0
      ? this.fast.requestLater(request, delayMs)
      : this.fast.request(request);
    assert.equal(answer, expected, `the answer to ${JSON.stringify(request)}`);
    if (answer !== null) this.answers.add(answer);
    return answer;
  }

  /** Everything that can be seen must be equal. */
  compare(): void {
    const { broker, fast } = this;
    const { currencyDigits } = broker.rules;
    const { balance, equity, margin } = broker.account();
    const money = (minor: number) => minor / 10 ** currencyDigits;
    const shown = { balance, equity, margin, nowMs: Number(broker.nowMs) };
    assert.deepEqual({
      balance: money(fast.balanceMinor),
      equity: money(fast.equityMinor()),
      margin: money(fast.marginMinor()),
      nowMs: fast.nowMs,
    }, shown);
    assert.deepEqual(
      this.#fastPositions(),
      broker.positions().map((one) => ({
        ...one,
        updatedMs: undefined,
      })),
    );
    assert.deepEqual(this.#fastOrders(), this.#brokerOrders());
    const expected = broker.deals(forever);
    assert.equal(fast.deals.length, expected.length);
    assert.deepEqual(fast.dealRecords(this.#dealsSeen), expected.slice(this.#dealsSeen));
    this.#dealsSeen = expected.length;
    assert.deepEqual(fast.marginEvents, { calls: this.#warnings, stopOuts: this.#stopOuts });
  }

  #count(events: readonly BrokerEvent[]): void {
    for (const { kind } of events) {
      if (kind === "margin_call") this.#warnings++;
      if (kind === "stop_out") this.#stopOuts++;
    }
  }

  #fastPositions() {
    const { fast, broker } = this;
    return Array.from({ length: fast.positionCount }, (_, index) => {
      const one = fast.positionAt(index);
      const symbol = this.symbols[one.symbol]!;
      const { bid, ask } = fast.markets[one.symbol]!.symbol;
      const level = (points: number) => points === 0 ? null : fromPoints(points, symbol.digits);
      const money = (minor: number) => minor / 10 ** broker.rules.currencyDigits;
      return {
        ticket: textOf(one.ticket),
        identifier: textOf(one.identifier),
        symbol: symbol.name,
        direction: one.direction,
        volumeLots: one.units / 1e8,
        openPrice: one.openMilli / 10 ** (symbol.digits + 3),
        stopLoss: level(one.stopLoss),
        takeProfit: level(one.takeProfit),
        swap: money(one.swapMinor),
        magic: this.#marks[one.mark]!.magic,
        comment: this.#marks[one.mark]!.comment,
        reason: "expert",
        openedMs: one.openedMs,
        updatedMs: undefined,
        currentPrice: fromPoints(one.direction === "buy" ? bid : ask, symbol.digits),
        profit: money(fast.floatingMinor(index)),
      };
    });
  }

  #fastOrders() {
    const { fast } = this;
    return Array.from({ length: fast.orderCount }, (_, index) => {
      const one = fast.orderAt(index);
      const { digits, name } = this.symbols[one.symbol]!;
      const level = (points: number) => points === 0 ? null : fromPoints(points, digits);
      return {
        ticket: textOf(one.ticket),
        symbol: name,
        type: one.type,
        isStarted: one.isStarted,
        volumeLots: one.units / 1e8,
        price: level(one.price),
        stopLimitPrice: level(one.stopLimit),
        stopLoss: level(one.stopLoss),
        takeProfit: level(one.takeProfit),
        lifetime: one.lifetime,
        expirationMs: one.expirationMs === 0 ? null : one.expirationMs,
        setupMs: one.setupMs,
        magic: this.#marks[one.mark]!.magic,
        position: one.position === 0 ? null : textOf(one.position),
      };
    });
  }

  #brokerOrders() {
    return this.broker.orders().map((one) => ({
      ticket: String(one.ticket),
      symbol: one.symbol,
      type: one.type,
      isStarted: one.state === "started",
      volumeLots: one.volumeCurrentLots,
      price: one.price,
      stopLimitPrice: one.stopLimitPrice,
      stopLoss: one.stopLoss,
      takeProfit: one.takeProfit,
      lifetime: one.lifetime,
      expirationMs: one.expirationMs,
      setupMs: one.setupMs,
      magic: one.magic,
      position: one.position,
    }));
  }
}
