/**
 * Carries out what a strategy decides on one series of a backtest, as the running bridge does: one
 * step after the other, each sized and sent when the one before it has been answered. Keeps the
 * strategy's numbers, cancels the rest of a group, counts what was refused.
 */

import { type Direction, isStopWider, type OpeningType } from "../../models/mod.ts";
import { retcodes } from "../../models/trade_retcode.ts";
import type { Refuser } from "../../report/groups/refusals.ts";
import { actionField, actionKinds, pendingKinds } from "../../strategy/decisions/action_rows.ts";
import type { RealmDecisions } from "../../strategy/realm/realm_decisions.ts";
import type { FastAccount } from "../account/fast_account.ts";
import type { FastPosition } from "../account/fast_position.ts";
import type { AnswerReader } from "../account/ledger.ts";
import { clearRequest, type PointRequest, pointRequest } from "../account/point_request.ts";
import { type DecidedStep, StepQueue } from "./decided_steps.ts";
import { OwnTrades } from "./own_trades.ts";

/** An entry whose volume is asked for; prices in points, 0 for none. The record is used again. */
export interface SizeQuestion {
  symbol: number;
  direction: Direction;
  type: OpeningType;
  entryPoints: number;
  /** The limit price of a stop-limit order. */
  limitPoints: number;
  stopLossPoints: number;
  /** The part of the allowed risk. */
  fraction: number;
  /** The volume that the strategy asks for; null leaves it to risk. */
  lots: number | null;
}

/** The volume in units of 1e-8 lot, or why there is none. */
export type SizeAnswer = number | RiskRefusal;

interface RiskRefusal {
  readonly refused: string;
}

/** An action that was not carried out. */
export interface RefusedAction {
  readonly kind: typeof actionKinds[number];
  readonly by: Refuser;
  /** Why it was refused, in words. */
  readonly refused: string;
}

export interface TraderOptions {
  readonly account: FastAccount;
  /** The index of the symbol. */
  readonly symbol: number;
  readonly decisions: RealmDecisions;
  /** Sends a request, which is used again; the answer may come later. */
  send(request: PointRequest, onAnswer: AnswerReader): void;
  /** The number of the strategy's magic number and comment; see `FastAccount.mark`. */
  readonly mark: number;
  readonly minorPerUnit: number;
  /** On a netting account a position has one target. */
  readonly isNetting: boolean;
  /** Whether a stop may be moved away from the price; the running bridge refuses that. */
  readonly mayWidenStops: boolean;
  /** Bars before the first decision. */
  readonly barsNeeded: number;
  readonly periodMs: number;
  /** Close time of a bar, in broker time. */
  closeMs(bar: number): number;
  /** The price at which a bar closed. */
  closePrice(bar: number): number;
  size(question: Readonly<SizeQuestion>): SizeAnswer;
  onRefused(action: RefusedAction): void;
}

/** What is told of a step that cannot be carried out. */
const problems = {
  stop: "the stop is on the wrong side",
  target: "the target is on the wrong side",
  netting: "several targets need a hedging account",
  part: "the part is less than the smallest volume",
  position: "no such position",
  order: "no such pending order",
} as const;

export class StrategyTrader {
  readonly #options: TraderOptions;
  readonly #own: OwnTrades;
  readonly #pointScale: number;
  /** Points of a tick. */
  readonly #tickPoints: number;
  /** Units of a step of volume, and the smallest volume. */
  readonly #stepUnits: number;
  readonly #minUnits: number;
  readonly #filling: PointRequest["filling"];
  readonly #steps = new StepQueue();
  readonly #request = pointRequest();
  readonly #question: SizeQuestion = {
    ...{ symbol: 0, direction: "buy", type: "buy", entryPoints: 0, limitPoints: 0 },
    ...{ stopLossPoints: 0, fraction: 1, lots: null },
  };
  /** The step whose request is under way; null between two. */
  #sent: DecidedStep | null = null;
  #isProceeding = false;
  /** Groups by the number of an entry, and the entries of a group that may still be filled. */
  readonly #groupOf = new Map<number, number>();
  readonly #entriesOf = new Map<number, Set<number>>();
  /** The events of the account when the view was written. */
  #eventsShown = -1;

  constructor(options: TraderOptions) {
    this.#options = options;
    const { account, symbol, mark, minorPerUnit } = options;
    const { terms, pointScale } = account.markets[symbol]!.symbol;
    this.#pointScale = pointScale;
    this.#tickPoints = Math.max(1, Math.round(terms.tickSize * pointScale));
    this.#stepUnits = Math.round(terms.volumeStepLots * 1e8);
    this.#minUnits = Math.round(terms.volumeMinLots * 1e8);
    this.#filling = terms.fillingModes.includes("fok") ? "fok" : "ioc";
    const onFill = (number: number) => this.#filled(number);
    const { view } = options.decisions;
    this.#own = new OwnTrades({ account, symbol, mark, minorPerUnit, view, onFill });
  }

  /** Decides on a closed bar, and carries out what can be carried out at once. */
  decide(bar: number): void {
    const { account, decisions, barsNeeded } = this.#options;
    if (account.events !== this.#eventsShown) this.#show();
    if (bar + 1 < barsNeeded) return;
    const rows = decisions.decide(bar);
    if (rows === 0) return;
    this.#steps.add(decisions.rows, { rows, bar });
    this.#proceed();
  }

  /** One step after the other, until one waits for its answer. */
  #proceed(): void {
    if (this.#isProceeding) return;
    this.#isProceeding = true;
    while (this.#sent === null && !this.#steps.isEmpty) {
      this.#carryOut(this.#steps.take());
    }
    this.#isProceeding = false;
  }

  readonly #onAnswer: AnswerReader = (answer, order) => {
    const step = this.#sent!;
    this.#sent = null;
    if (answer !== "done") this.#refuse(step, "broker", retcodes[answer].meaning);
    else if (step.isEntry) this.#own.placed(order, step.number);
    this.readDeals();
    this.#proceed();
  };

  /** Call it when deals have been made, so that the rest of a group is cancelled at once. */
  readDeals(): void {
    this.#own.readDeals();
  }

  /** Brings the view up to date. */
  #show(): void {
    this.readDeals();
    this.#own.show();
    this.#eventsShown = this.#options.account.events;
  }

  #carryOut(step: DecidedStep): void {
    const problem = this.#perform(step);
    if (problem === null) return;
    if (typeof problem === "string") this.#refuse(step, "order", problem);
    else this.#refuse(step, "risk", problem.refused);
  }

  /** Sends its request; why there is none, as a problem of its own or of risk, or null. */
  #perform(step: DecidedStep): string | RiskRefusal | null {
    const kind = actionKinds[step.of(actionField.kind)]!;
    switch (kind) {
      case "enter":
        return this.#enter(step);
      case "close":
        return this.#close(step);
      case "move":
        return this.#move(step);
      case "cancel":
        return this.#cancel(step);
    }
  }

  /** One target of an entry, which is an order of its own. */
  #enter(step: DecidedStep): string | RiskRefusal | null {
    const { isNetting, size } = this.#options;
    const problem = this.#sideProblem(step);
    if (problem !== null) return problem;
    if (isNetting && step.legs > 1) return problems.netting;
    const lots = step.isInLots ? this.#lotsOfLeg(step) : null;
    if (lots === 0) return problems.part;
    const asked = this.#ask(step, lots);
    const sized = size(asked);
    if (typeof sized !== "number") return sized;
    this.#order(step, asked, sized);
    this.#join(step.number, step.of(actionField.group));
    return this.#send(step);
  }

  /** Asks for the volume of an entry at the present prices. */
  #ask(step: DecidedStep, lots: number | null): SizeQuestion {
    const { account, symbol: index } = this.#options;
    const { symbol } = account.markets[index]!;
    const direction = step.isBuy ? "buy" : "sell";
    const kind = pendingKinds[step.of(actionField.pending)]!;
    const atMarket = step.isBuy ? symbol.ask : symbol.bid;
    const asked = this.#question;
    asked.symbol = index;
    asked.direction = direction;
    asked.type = kind === "market" ? direction : `${direction}_${kind}`;
    asked.entryPoints = kind === "market" ? atMarket : this.#points(step, actionField.price);
    asked.limitPoints = kind === "stop_limit" ? this.#points(step, actionField.limitPrice) : 0;
    asked.stopLossPoints = this.#points(step, actionField.stopLoss);
    asked.fraction = lots === null ? step.of(actionField.size) * step.part : 1;
    asked.lots = lots;
    return asked;
  }

  /** Fills the request of an entry. */
  #order(step: DecidedStep, asked: Readonly<SizeQuestion>, units: number): void {
    const bars = step.of(actionField.expiryBars);
    const { closeMs, periodMs } = this.#options;
    const request = this.#next();
    const isMarket = asked.type === asked.direction;
    request.action = isMarket ? "deal" : "pending";
    request.type = asked.type;
    request.units = units;
    request.pricePoints = asked.entryPoints;
    request.stopLimitPoints = asked.limitPoints;
    request.stopLossPoints = asked.stopLossPoints;
    request.takeProfitPoints = step.hasTargets ? this.#points(step, step.target) : 0;
    request.filling = isMarket ? this.#filling : "return";
    request.lifetime = bars === 0 ? "gtc" : "specified";
    request.expirationMs = bars === 0 ? 0 : closeMs(step.bar) + bars * periodMs;
  }

  /** The levels must be beyond the price of the entry: for a market order, the bar's close. */
  #sideProblem(step: DecidedStep): string | null {
    if (!step.hasTargets && Number.isNaN(step.of(actionField.stopLoss))) return null;
    const kind = pendingKinds[step.of(actionField.pending)]!;
    const entry = kind === "market"
      ? this.#options.closePrice(step.bar)
      : step.of(kind === "stop_limit" ? actionField.limitPrice : actionField.price);
    const entryPoints = Math.round(entry * this.#pointScale);
    if (this.#ahead(step, actionField.stopLoss, entryPoints) >= 0) return problems.stop;
    for (let leg = 0; leg < step.legs && step.hasTargets; leg++) {
      const target = actionField.firstTarget + 2 * leg;
      if (this.#ahead(step, target, entryPoints) <= 0) return problems.target;
    }
    return null;
  }

  /** How many points a level is ahead of the entry's price; NaN when there is none. */
  #ahead(step: DecidedStep, field: number, entryPoints: number): number {
    const points = Math.round(step.of(field) * this.#pointScale) - entryPoints;
    return step.isBuy ? points : 0 - points;
  }

  /** Rounded down to a step, and the rest for the last target; 0 when that is too small. */
  #lotsOfLeg(step: DecidedStep): number {
    const total = step.of(actionField.size);
    if (step.legs === 1) return total;
    const totalUnits = total * 1e8;
    let before = 0;
    for (let leg = 0; leg < step.leg; leg++) before += this.#onStep(totalUnits * step.partOf(leg));
    const isLast = step.leg === step.legs - 1;
    const units = this.#onStep(isLast ? totalUnits - before : totalUnits * step.part);
    return units >= this.#minUnits ? units / 1e8 : 0;
  }

  #close(step: DecidedStep): string | null {
    const position = this.#positionOf(step);
    if (position === null) return problems.position;
    const part = step.of(actionField.part);
    const closing = part === 1 ? position.units : this.#onStep(position.units * part);
    if (closing < this.#minUnits) return problems.part;
    const rest = position.units - closing;
    const request = this.#next();
    request.type = position.direction === "buy" ? "sell" : "buy";
    const { symbol } = this.#options.account.markets[this.#options.symbol]!;
    request.pricePoints = request.type === "buy" ? symbol.ask : symbol.bid;
    request.units = rest > 0 && rest < this.#minUnits ? position.units : closing;
    request.position = position.ticket;
    request.filling = this.#filling;
    return this.#send(step);
  }

  #move(step: DecidedStep): string | RiskRefusal | null {
    const position = this.#positionOf(step);
    if (position === null) return problems.position;
    const stopLoss = this.#points(step, actionField.stopLoss);
    const takeProfit = this.#points(step, actionField.takeProfit);
    const isSame = (stopLoss === 0 || stopLoss === position.stopLoss) &&
      (takeProfit === 0 || takeProfit === position.takeProfit);
    if (isSame) return null;
    const { direction } = position;
    const was = position.stopLoss === 0 ? null : position.stopLoss;
    const isWider = stopLoss !== 0 && isStopWider(direction, was, stopLoss);
    if (isWider && !this.#options.mayWidenStops) return { refused: "widens_risk" };
    const request = this.#next();
    request.action = "sltp";
    request.position = position.ticket;
    request.stopLossPoints = stopLoss === 0 ? position.stopLoss : stopLoss;
    request.takeProfitPoints = takeProfit === 0 ? position.takeProfit : takeProfit;
    return this.#send(step);
  }

  #cancel(step: DecidedStep): string | null {
    const order = this.#own.orderOf(step.number);
    if (order === undefined) return problems.order;
    const request = this.#next();
    request.action = "remove";
    request.order = order;
    return this.#send(step);
  }

  /** The position of an action; null when it is not there any more. */
  #positionOf(step: DecidedStep): Readonly<FastPosition> | null {
    const { account } = this.#options;
    const identifier = this.#own.positionOf(step.number);
    for (let at = 0; at < account.positionCount; at++) {
      const position = account.positionAt(at);
      if (position.identifier === identifier) return position;
    }
    return null;
  }

  /** The record of the next request, without what it was used for before. */
  #next(): PointRequest {
    const request = this.#request;
    clearRequest(request);
    request.symbol = this.#options.symbol;
    request.mark = this.#options.mark;
    return request;
  }

  #send(step: DecidedStep): null {
    this.#sent = step;
    this.#options.send(this.#request, this.#onAnswer);
    return null;
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

  #refuse(step: DecidedStep, by: Refuser, refused: string): void {
    this.#options.onRefused({ kind: actionKinds[step.of(actionField.kind)]!, by, refused });
  }

  /** A price on the symbol's grid, in points; 0 for none. */
  #points(step: DecidedStep, field: number): number {
    const price = step.of(field);
    if (Number.isNaN(price)) return 0;
    return Math.round(price * this.#pointScale / this.#tickPoints) * this.#tickPoints;
  }

  #onStep(units: number): number {
    return Math.floor(units / this.#stepUnits + 1e-9) * this.#stepUnits;
  }
}
