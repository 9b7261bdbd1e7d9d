/**
 * What a strategy can want: plain data, made by the methods of a bar's moment (`bar_moment.ts`).
 * The bridge carries the actions out, each through the risk checks, after the bar on which they
 * were decided.
 */

import type { Direction } from "../../models/mod.ts";

/** A price at which a part of the position's volume is closed with a profit. */
export interface Target {
  /** Above the entry of a buy, below that of a sell. */
  readonly price: number;
  /** The part of the volume, above 0 and at most 1; the parts of all targets make 1 together. */
  readonly part: number;
}

/** Where a pending order waits; without it an entry is a market order. */
export type PendingPrice =
  /** Waits for a better price. */
  | { readonly limit: number }
  /** Waits until the price has gone that far. */
  | { readonly stop: number }
  /** Becomes a limit order at `limit` once the price has gone as far as `stop`. */
  | { readonly stop: number; readonly limit: number };

/** How large an entry is. Without it, it risks what `RISK_PER_TRADE` allows. */
export type EntrySize =
  /** A fraction of what may be risked, above 0 and at most 1. */
  | { readonly riskFraction: number }
  /** A fixed volume, in lots. */
  | { readonly lots: number };

/** An entry without its direction. */
export interface EntryWish {
  /**
   * Below the entry of a buy, above that of a sell. Null for none: the size must then be in lots,
   * and risk refuses the entry wherever a stop is demanded.
   */
  readonly stopLoss: number | null;
  /** One target for the whole volume. Give this, or `targets`, or neither. */
  readonly takeProfit?: number;
  /** Several targets, each for a part of the volume; at most four. */
  readonly targets?: readonly Target[];
  /** The price of a pending order. */
  readonly pending?: PendingPrice;
  /**
   * A pending order that is not filled after this many bars is cancelled. The clock counts them,
   * also while the market is closed: one of Friday's last bar needs more of them for Monday.
   */
  readonly expiryBars?: number;
  /** How large it is. */
  readonly size?: EntrySize;
  /** As soon as one entry of a group is filled, the pending orders of the others are cancelled. */
  readonly group?: string;
  /** Any word by which the strategy finds its position again. */
  readonly label?: string;
  /** One sentence for the trader, up to 200 characters. */
  readonly reason: string;
}

/** An entry. */
export interface EnterAction extends EntryWish {
  /** Which action it is. */
  readonly action: "enter";
  /** Long or short. */
  readonly direction: Direction;
}

/** Closes a position, or a part of it. */
export interface CloseAction {
  /** Which action it is. */
  readonly action: "close";
  /** The number of the position; see `StrategyPosition`. */
  readonly position: number;
  /** The part of the volume, above 0 and at most 1. */
  readonly part: number;
  /** One sentence for the trader. */
  readonly reason: string;
}

/** Moves the stop or the target of a position. */
export interface MoveAction {
  /** Which action it is. */
  readonly action: "move";
  /** The number of the position. */
  readonly position: number;
  /** The new stop; left out, it stays. */
  readonly stopLoss?: number;
  /** The new target; left out, it stays. */
  readonly takeProfit?: number;
  /** One sentence for the trader. */
  readonly reason: string;
}

/** Cancels a pending order. */
export interface CancelAction {
  /** Which action it is. */
  readonly action: "cancel";
  /** The number of the pending order; see `StrategyOrder`. */
  readonly order: number;
  /** One sentence for the trader. */
  readonly reason: string;
}

/** One thing that a strategy wants. */
export type StrategyAction = EnterAction | CloseAction | MoveAction | CancelAction;

/** What `onBar` returns: nothing, one action, or several, carried out in their order. */
export type StrategyActions = null | undefined | StrategyAction | readonly StrategyActions[];
