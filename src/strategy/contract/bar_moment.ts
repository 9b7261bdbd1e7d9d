/**
 * The moment at which a bar has closed: its prices, and the methods that make actions. One object
 * serves all bars of a series, because a new one for each bar would cost more than most decisions.
 */

import type { Direction } from "../../models/mod.ts";
import type { CancelAction, CloseAction, EnterAction, EntryWish, MoveAction } from "./action.ts";
import type { StrategyOrder, StrategyPosition } from "./strategy_view.ts";

/** The bar that has just closed, and what can be done about it. */
export interface BarMoment {
  /** The place of the bar in its series and in every column. */
  readonly index: number;
  /** Open time of the bar, in broker time. */
  readonly brokerMs: number;
  /** Close time of the bar, in broker time: now. */
  readonly closeMs: number;
  /** The first bid. */
  readonly open: number;
  /** The highest bid. */
  readonly high: number;
  /** The lowest bid. */
  readonly low: number;
  /** The last bid. */
  readonly close: number;
  /** The spread, in price. */
  readonly spread: number;
  /** The smallest change of the price. */
  readonly point: number;
  /** An entry that buys. */
  buy(wish: EntryWish): EnterAction;
  /** An entry that sells. */
  sell(wish: EntryWish): EnterAction;
  /** An entry in a direction that was computed. */
  enter(direction: Direction, wish: EntryWish): EnterAction;
  /** Closes the position, or this part of its volume (above 0, at most 1). */
  closePosition(position: StrategyPosition, reason: string, part?: number): CloseAction;
  /** Closes every position of the strategy on this symbol. */
  closeAll(reason: string): readonly CloseAction[];
  /** Moves the stop. Where risk has approved the entry, a stop that widens it is refused. */
  moveStop(position: StrategyPosition, stopLoss: number, reason: string): MoveAction;
  /** Moves the target. */
  moveTarget(position: StrategyPosition, takeProfit: number, reason: string): MoveAction;
  /**
   * Brings the stop of each position to this distance from the close, in price, where that is
   * better than its present stop.
   */
  trail(distance: number, reason?: string): readonly MoveAction[];
  /** Brings the stop of each position on this level, where that is better than its present stop. */
  trailTo(level: number, reason?: string): readonly MoveAction[];
  /**
   * Brings the stop of each position to its entry once the close is `afterRisk` times the initial
   * risk ahead.
   */
  breakEven(afterRisk: number, reason?: string): readonly MoveAction[];
  /** Cancels the pending order. */
  cancel(order: StrategyOrder, reason: string): CancelAction;
  /** Cancels every pending order of the strategy on this symbol. */
  cancelAll(reason: string): readonly CancelAction[];
  /** How far the close is ahead of the entry, in price; negative for a loss. */
  gain(position: StrategyPosition): number;
}

/** The fields of a moment that change with each bar. */
export type MovingMoment = {
  -readonly [Field in keyof BarMoment]: BarMoment[Field];
};

/** A strategy's own trades, as far as actions need them. */
export interface TradesOfActions {
  readonly positions: readonly StrategyPosition[];
  readonly orders: readonly StrategyOrder[];
}

/** A moment before the first bar. `own` is the strategy's live view of its trades. */
export function barMoment(point: number, own: TradesOfActions): MovingMoment {
  const moment = {
    ...{ index: -1, brokerMs: NaN, closeMs: NaN, open: NaN, high: NaN, low: NaN, close: NaN },
    ...{ spread: NaN, point },
  };
  return Object.assign(moment, momentActions(own, moment));
}

/** The methods of a moment. */
export type MomentActions = {
  readonly [
    Name in keyof BarMoment as BarMoment[Name] extends number ? never : Name
  ]: BarMoment[Name];
};

/** `at` is the moment itself, which moves from bar to bar. */
export function momentActions(own: TradesOfActions, at: Pick<BarMoment, "close">): MomentActions {
  const closePosition = ({ number }: StrategyPosition, reason: string, part = 1): CloseAction => ({
    action: "close",
    position: number,
    part,
    reason,
  });
  const gain = ({ direction, entryPrice }: StrategyPosition) =>
    direction === "buy" ? at.close - entryPrice : entryPrice - at.close;
  const cancel = ({ number }: StrategyOrder, reason: string): CancelAction => {
    return { action: "cancel", order: number, reason };
  };
  return {
    buy: (wish) => ({ ...wish, action: "enter", direction: "buy" }),
    sell: (wish) => ({ ...wish, action: "enter", direction: "sell" }),
    enter: (direction, wish) => ({ ...wish, action: "enter", direction }),
    closePosition,
    closeAll: (reason) => own.positions.map((one) => closePosition(one, reason)),
    moveStop: ({ number }, stopLoss, reason) => moveAction(number, { stopLoss }, reason),
    moveTarget: ({ number }, takeProfit, reason) => moveAction(number, { takeProfit }, reason),
    trail: (distance, reason = "Trailing stop") =>
      betterStops(
        own,
        (one) => at.close - (one.direction === "buy" ? distance : -distance),
        reason,
      ),
    trailTo: (level, reason = "Trailing stop") => betterStops(own, () => level, reason),
    breakEven: (afterRisk, reason = "Break even") =>
      betterStops(
        own,
        (one) => gain(one) >= afterRisk * one.initialRisk ? one.entryPrice : NaN,
        reason,
      ),
    cancel,
    cancelAll: (reason) => own.orders.map((one) => cancel(one, reason)),
    gain,
  };
}

export function moveAction(
  position: number,
  levels: { readonly stopLoss: number } | { readonly takeProfit: number },
  reason: string,
): MoveAction {
  return { action: "move", position, ...levels, reason };
}

/** Moves each stop to its new level where that is nearer to the price. NaN is no level. */
export function betterStops(
  { positions }: TradesOfActions,
  levelOf: (position: StrategyPosition) => number,
  reason: string,
): MoveAction[] {
  return positions.flatMap((position) => {
    const level = levelOf(position);
    const { stopLoss, direction, number } = position;
    const isBetter = stopLoss === null
      ? Number.isFinite(level)
      : direction === "buy"
      ? level > stopLoss
      : level < stopLoss;
    return isBetter ? [moveAction(number, { stopLoss: level }, reason)] : [];
  });
}
