/**
 * Carries out what a strategy decides on one series of a backtest: makes requests of its actions,
 * keeps its numbers, cancels the rest of a group, counts what was refused.
 */

import type { Direction, OpeningType, RetcodeName } from "../../models/mod.ts";
import {
  actionField,
  actionKinds,
  actionRowLength,
  pendingKinds,
  sizeKinds,
} from "../../strategy/action_rows.ts";
import type { RealmDecisions } from "../../strategy/realm_decisions.ts";
import type { FastAccount } from "../account/fast_account.ts";
import type { FastPosition } from "../account/fast_position.ts";
import { type PointRequest, pointRequest } from "../account/point_request.ts";
import { OwnTrades } from "./own_trades.ts";

/** An entry whose volume is asked for; prices in points, 0 for none. */
export interface SizeQuestion {
  readonly symbol: number;
  readonly direction: Direction;
  readonly type: OpeningType;
  readonly entryPoints: number;
  /** The limit price of a stop-limit order. */
  readonly limitPoints: number;
  readonly stopLossPoints: number;
  /** The part of the allowed risk. */
  readonly fraction: number;
  /** The volume that the strategy asks for; null leaves it to risk. */
  readonly lots: number | null;
}

/** The volume in units of 1e-8 lot, or why there is none. */
export type SizeAnswer = { readonly units: number } | { readonly refused: string };

/** An action that was not carried out. */
export interface RefusedAction {
  readonly bar: number;
  readonly kind: typeof actionKinds[number];
  /** The strategy's own reason for the action. */
  readonly wanted: string;
  /** Why it was refused: a code of the broker, or a sentence. */
  readonly refused: string;
}

export interface TraderOptions {
  readonly account: FastAccount;
  /** The index of the symbol. */
  readonly symbol: number;
  readonly decisions: RealmDecisions;
  /** The records that the engine executes. */
  readonly requests: readonly PointRequest[];
  /** The number of the strategy's magic number and comment; see `FastAccount.mark`. */
  readonly mark: number;
  readonly minorPerUnit: number;
  /** Bars before the first decision. */
  readonly barsNeeded: number;
  readonly periodMs: number;
  /** Close time of a bar, in broker time. */
  closeMs(bar: number): number;
  size(question: SizeQuestion): SizeAnswer;
  onRefused(action: RefusedAction): void;
}

/** What a request of the present decision is for. */
interface Purpose {
  readonly row: number;
  /** The number of an entry; 0 for other actions. */
  readonly number: number;
}

const blank = pointRequest();

export class StrategyTrader {
  readonly #options: TraderOptions;
  readonly #own: OwnTrades;
  readonly #pointScale: number;
  /** Points of a tick. */
  readonly #tickPoints: number;
  /** Units of a step of volume, and the smallest volume. */
  readonly #stepUnits: number;
  readonly #minUnits: number;
  readonly #purposes: Purpose[] = [];
  /** Groups by the number of an entry, and the entries of a group that may still be filled. */
  readonly #groupOf = new Map<number, number>();
  readonly #entriesOf = new Map<number, Set<number>>();
  /** Whether the view may differ from the account. */
  #isStale = true;
  /** How many orders there were, and the newest one, when the view was written. */
  #ordersShown = 0;
  #lastOrderShown = 0;
  #bar = 0;

  constructor(options: TraderOptions) {
    this.#options = options;
    const { account, symbol, mark, minorPerUnit } = options;
    const { terms, pointScale } = account.markets[symbol]!.symbol;
    this.#pointScale = pointScale;
    this.#tickPoints = Math.max(1, Math.round(terms.tickSize * pointScale));
    this.#stepUnits = Math.round(terms.volumeStepLots * 1e8);
    this.#minUnits = Math.round(terms.volumeMinLots * 1e8);
    const onFill = (number: number) => this.#filled(number);
    this.#own = new OwnTrades({ account, symbol, mark, minorPerUnit, onFill });
  }

  /** Decides on a closed bar; returns how many records of `requests` it has filled. */
  decide(bar: number): number {
    const { decisions, barsNeeded } = this.#options;
    this.readDeals();
    if (bar + 1 < barsNeeded) return 0;
    this.#show();
    this.#bar = bar;
    const rows = decisions.decide(bar);
    if (rows === 0) return 0;
    this.#isStale = true;
    this.#purposes.length = 0;
    for (let row = 0; row < rows; row++) this.#carryOut(row);
    return this.#purposes.length;
  }

  /** The account's answer to a request of the last decision. */
  answered(request: number, answer: RetcodeName, order: number): void {
    const { row, number } = this.#purposes[request]!;
    if (answer !== "done") return this.#refuse(row, answer);
    if (number > 0) this.#own.placed(order, number);
  }

  /** Call it when deals have been made, so that the rest of a group is cancelled at once. */
  readDeals(): void {
    if (this.#own.readDeals()) this.#isStale = true;
  }

  /** Writes the view, where it may differ from the account. Orders also end by themselves. */
  #show(): void {
    const { account, decisions } = this.#options;
    const isSame = this.#ordersShown === account.orderCount &&
      this.#lastOrderShown === account.lastOrder;
    if (isSame && !this.#isStale) return;
    this.#own.show(decisions.view);
    this.#isStale = false;
    this.#ordersShown = account.orderCount;
    this.#lastOrderShown = account.lastOrder;
  }

  #carryOut(row: number): void {
    const kind = actionKinds[this.#field(row, actionField.kind)]!;
    switch (kind) {
      case "enter":
        return this.#enter(row);
      case "close":
        return this.#close(row);
      case "move":
        return this.#move(row);
      case "cancel":
        return this.#cancel(row);
    }
  }

  #enter(row: number): void {
    const direction = this.#field(row, actionField.direction) > 0 ? "buy" : "sell";
    const first = this.#field(row, actionField.number);
    const kind = pendingKinds[this.#field(row, actionField.pending)]!;
    const { symbol } = this.#options.account.markets[this.#options.symbol]!;
    const atMarket = direction === "buy" ? symbol.ask : symbol.bid;
    const pricePoints = kind === "market" ? atMarket : this.#points(row, actionField.price);
    const limitPoints = kind === "stop_limit" ? this.#points(row, actionField.limitPrice) : 0;
    const stopLossPoints = this.#points(row, actionField.stopLoss);
    const type = kind === "market" ? direction : `${direction}_${kind}` as const;
    const isLots = sizeKinds[this.#field(row, actionField.sizeKind)] === "lots";
    const size = this.#field(row, actionField.size);
    const total = this.#unitsOf(row, {
      symbol: this.#options.symbol,
      ...{ direction, type, entryPoints: pricePoints, limitPoints, stopLossPoints },
      fraction: isLots ? 1 : size,
      lots: isLots ? size : null,
    });
    if (total === 0) return;
    const bars = this.#field(row, actionField.expiryBars);
    const expirationMs = bars === 0
      ? 0
      : this.#options.closeMs(this.#bar) + bars * this.#options.periodMs;
    let rest = total;
    const legs = Math.max(1, this.#field(row, actionField.targets));
    for (let leg = 0; leg < legs; leg++) {
      const target = actionField.firstTarget + 2 * leg;
      const hasTarget = this.#field(row, actionField.targets) > 0;
      const part = hasTarget ? this.#field(row, target + 1) : 1;
      const units = leg === legs - 1 ? rest : Math.min(rest, this.#onStep(total * part));
      if (units < this.#minUnits) continue;
      rest -= units;
      const request = this.#next(row, first + leg);
      request.action = kind === "market" ? "deal" : "pending";
      request.type = type;
      request.units = units;
      request.pricePoints = pricePoints;
      request.stopLimitPoints = limitPoints;
      request.stopLossPoints = stopLossPoints;
      request.takeProfitPoints = hasTarget ? this.#points(row, target) : 0;
      request.filling = kind === "market" ? this.#filling() : "return";
      request.lifetime = bars === 0 ? "gtc" : "specified";
      request.expirationMs = expirationMs;
      this.#join(first + leg, this.#field(row, actionField.group));
    }
  }

  #unitsOf(row: number, question: SizeQuestion): number {
    const answer = this.#options.size(question);
    if ("units" in answer) return answer.units;
    this.#refuse(row, answer.refused);
    return 0;
  }

  #close(row: number): void {
    const position = this.#positionOf(row);
    if (position === null) return;
    const part = this.#field(row, actionField.part);
    const wanted = part === 1 ? position.units : this.#onStep(position.units * part);
    if (wanted === 0) return this.#refuse(row, "the part is less than the smallest volume");
    const rest = position.units - wanted;
    const request = this.#next(row, 0);
    request.type = position.direction === "buy" ? "sell" : "buy";
    request.units = rest > 0 && rest < this.#minUnits ? position.units : wanted;
    request.position = position.ticket;
    request.filling = this.#filling();
  }

  #move(row: number): void {
    const position = this.#positionOf(row);
    if (position === null) return;
    const stopLoss = this.#points(row, actionField.stopLoss);
    const takeProfit = this.#points(row, actionField.takeProfit);
    const isSame = (stopLoss === 0 || stopLoss === position.stopLoss) &&
      (takeProfit === 0 || takeProfit === position.takeProfit);
    if (isSame) return;
    const request = this.#next(row, 0);
    request.action = "sltp";
    request.position = position.ticket;
    request.stopLossPoints = stopLoss === 0 ? position.stopLoss : stopLoss;
    request.takeProfitPoints = takeProfit === 0 ? position.takeProfit : takeProfit;
  }

  #cancel(row: number): void {
    const order = this.#own.orderOf(this.#field(row, actionField.number));
    if (order === undefined) return this.#refuse(row, "no such pending order");
    const request = this.#next(row, 0);
    request.action = "remove";
    request.order = order;
  }

  /** The position of an action; one that is not there any more refuses it. */
  #positionOf(row: number): Readonly<FastPosition> | null {
    const { account } = this.#options;
    const identifier = this.#own.positionOf(this.#field(row, actionField.number));
    for (let at = 0; at < account.positionCount; at++) {
      const position = account.positionAt(at);
      if (position.identifier === identifier) return position;
    }
    this.#refuse(row, "no such position");
    return null;
  }

  /** The next record of the engine, without what it was used for before. */
  #next(row: number, number: number): PointRequest {
    const { requests, symbol, mark } = this.#options;
    const request = requests[this.#purposes.length]!;
    this.#purposes.push({ row, number });
    Object.assign(request, blank);
    request.symbol = symbol;
    request.mark = mark;
    return request;
  }

  #join(number: number, group: number): void {
    if (group === 0) return;
    this.#groupOf.set(number, group);
    const entries = this.#entriesOf.get(group) ?? new Set();
    this.#entriesOf.set(group, entries.add(number));
  }

  /** Cancels the pending orders of the group that the filled entry belongs to. */
  #filled(number: number): void {
    const group = this.#groupOf.get(number);
    if (group === undefined) return;
    const entries = this.#entriesOf.get(group)!;
    this.#entriesOf.delete(group);
    for (const entry of entries) {
      this.#groupOf.delete(entry);
      const order = entry === number ? undefined : this.#own.orderOf(entry);
      if (order === undefined) continue;
      const { account, symbol, mark } = this.#options;
      account.request(pointRequest({ action: "remove", symbol, mark, order }));
    }
  }

  #refuse(row: number, refused: string): void {
    const { decisions, onRefused } = this.#options;
    const kind = actionKinds[this.#field(row, actionField.kind)]!;
    onRefused({ bar: this.#bar, kind, wanted: decisions.reason(row), refused });
  }

  #field(row: number, field: number): number {
    return this.#options.decisions.rows[row * actionRowLength + field]!;
  }

  /** A price on the symbol's grid, in points; 0 for none. */
  #points(row: number, field: number): number {
    const price = this.#field(row, field);
    if (Number.isNaN(price)) return 0;
    return Math.round(price * this.#pointScale / this.#tickPoints) * this.#tickPoints;
  }

  #onStep(units: number): number {
    return Math.floor(units / this.#stepUnits + 1e-9) * this.#stepUnits;
  }

  #filling(): PointRequest["filling"] {
    const { terms } = this.#options.account.markets[this.#options.symbol]!.symbol;
    return terms.fillingModes.includes("fok") ? "fok" : "ioc";
  }
}
