/** Signals from outside: what a sender wants, and what became of it on each account. */

import type { Direction } from "./direction.ts";
import type { SymbolName, TerminalId } from "./ids.ts";
import type { OpeningType } from "./order.ts";
import type { SignalSize } from "./signal_entry.ts";
import type { StrategyStep } from "./strategy_step.ts";
import type { UnixMs } from "./time.ts";

type PendingKind<Type> = Type extends `buy_${infer Kind}` ? Kind : never;

/** How an entry is placed; the same words as for a strategy with columns. */
export type OutsideOrderKind = "market" | PendingKind<OpeningType>;

/** Where a stop or a target is. */
export type OutsideLevel =
  | { readonly kind: "price"; readonly price: number }
  | { readonly kind: "points" | "percent" | "atr"; readonly distance: number }
  /** The opening price of the position, for a change of a stop. */
  | { readonly kind: "entry" };

export interface OutsideTarget {
  readonly level: OutsideLevel;
  /** The part of the volume, above 0 and at most 1; the parts of all targets make 1 together. */
  readonly part: number;
}

/** An entry as its sender wants it. */
export interface OutsideEntry {
  readonly kind: "enter";
  readonly direction: Direction;
  readonly order: OutsideOrderKind;
  /** That of a pending order; for a market order what the sender saw, or null. */
  readonly price: number | null;
  /** The limit of a stop-limit order. */
  readonly limitPrice: number | null;
  readonly stop: OutsideLevel | null;
  readonly targets: readonly OutsideTarget[];
  readonly size: SignalSize;
  /** When a pending order ends; null for never. */
  readonly expiresMinutes: number | null;
  /** What the source has open in the other direction is closed first. */
  readonly isReversal: boolean;
}

/** `side` limits a change to positions or orders of one direction; null is both. */
export type OutsideChange =
  | { readonly kind: "close"; readonly side: Direction | null; readonly part: number }
  | {
    readonly kind: "move";
    readonly side: Direction | null;
    readonly stop: OutsideLevel | null;
    readonly target: OutsideLevel | null;
  }
  | { readonly kind: "cancel"; readonly side: Direction | null };

/** What one message asks for. */
export interface OutsideWish {
  /** As the sender writes it. */
  readonly symbol: string;
  readonly sentMs: UnixMs;
  readonly want: OutsideEntry | OutsideChange;
  /** One line for the trader. */
  readonly reason: string;
}

/** Why a signal from outside, or its part for one account, was not carried out. */
export const outsideRefusalCodes = [
  "account_not_ready",
  "bad_signal",
  "change_refused",
  "future_dated",
  "id_reused",
  "instrument_unknown",
  "no_account",
  "no_atr",
  "no_match",
  "no_price",
  "not_configured",
  "not_dated",
  "nothing_open",
  "order_refused",
  "overtaken",
  "part_unknown",
  "price_too_far",
  "refused_by_risk",
  "store_unavailable",
  "symbol_unknown",
  "template_invalid",
  "too_many",
  "too_old",
  "wrong_side",
] as const;
export type OutsideRefusalCode = (typeof outsideRefusalCodes)[number];

export interface OutsideRefusal {
  readonly code: OutsideRefusalCode;
  /** A sentence without a full stop. */
  readonly message: string;
}

/**
 * `pending`: it is being carried out. `stored`: safety mode, nothing is traded. `done`: every step
 * was sent. `partly`: some steps were, others were refused. `refused`: none was.
 */
export const outsideStates = ["pending", "stored", "done", "partly", "refused"] as const;
export type OutsideState = (typeof outsideStates)[number];

/** What became of it on one account. */
export interface OutsideOutcome {
  readonly terminal: TerminalId;
  readonly state: OutsideState;
  /** Null before it is known, and without a symbol of this name. */
  readonly symbol: SymbolName | null;
  /** The first reason; null while there is none. */
  readonly refusal: OutsideRefusal | null;
  /** Set before the first of them is sent, so that a restart sends none twice. */
  readonly steps: readonly StrategyStep[] | null;
}

/** A message from outside as the store keeps it. */
export interface StoredOutsideSignal {
  /** Counts the messages of all sources. */
  readonly number: number;
  readonly source: string;
  /** The sender's id of the message, or one that was made of its content. */
  readonly senderId: string;
  readonly receivedMs: UnixMs;
  /** As it came, cut to some thousand characters. */
  readonly text: string;
  /** Null when it could not be read. */
  readonly wish: OutsideWish | null;
  /** Why no account was asked; null otherwise. */
  readonly refusal: OutsideRefusal | null;
  readonly outcomes: readonly OutsideOutcome[];
}

/** A message without the number that the store gives it. */
export type NewOutsideSignal = Omit<StoredOutsideSignal, "number">;

export const outsidePrefix = "outside:";

/** What a source's signals are called among those of strategies. */
export function outsideStrategy(source: string): string {
  return `${outsidePrefix}${source}`;
}
