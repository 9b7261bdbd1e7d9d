/**
 * What a message wants: an entry, or a change of what is open. A strategy of TradingView tells the
 * side of its order and the position after it, which together say which of them it is. Pure.
 */

import type { Direction } from "../models/direction.ts";
import type { OutsideRefusal } from "../models/outside_signal.ts";
import { ok, type Result } from "../models/result.ts";
import { refusal } from "./refusal.ts";

export type WantedAction =
  | { readonly kind: "enter"; readonly direction: Direction; readonly isReversal: boolean }
  | {
    readonly kind: "close" | "move" | "cancel";
    readonly side: Direction | null;
    readonly part: number;
    /** Made of an order and the position after it. */
    readonly isFromPosition: boolean;
  };

/** Words, in small letters; null for a field that is not there. */
export interface ActionWords {
  readonly action: string | null;
  readonly side: string | null;
  /** The position after the order: long, short or flat. */
  readonly position: string | null;
  readonly part: number | null;
  readonly positionSize: number | null;
  readonly previousPositionSize: number | null;
  readonly isReversal: boolean | null;
}

const directionWords: Readonly<Record<string, Direction>> = {
  buy: "buy",
  long: "buy",
  sell: "sell",
  short: "sell",
};

type ChangeKind = Exclude<WantedAction["kind"], "enter">;

const changeWords: Readonly<Record<string, readonly [ChangeKind, Direction | null]>> = {
  close: ["close", null],
  exit: ["close", null],
  flat: ["close", null],
  close_long: ["close", "buy"],
  exit_long: ["close", "buy"],
  close_short: ["close", "sell"],
  exit_short: ["close", "sell"],
  move: ["move", null],
  modify: ["move", null],
  cancel: ["cancel", null],
};

export function wantedAction(words: ActionWords): Result<WantedAction, OutsideRefusal> {
  const { action, part } = words;
  const side = sideOf(words.side);
  if (!side.ok) return side;
  if (action === null) return refusal("bad_signal", "action is missing");
  if (Object.hasOwn(directionWords, action)) return entryOrExit(directionWords[action]!, words);
  const word = action.replaceAll(/[ -]/g, "_");
  const change = Object.hasOwn(changeWords, word) ? changeWords[word]! : null;
  if (change === null) {
    return refusal("bad_signal", `action "${action.slice(0, 40)}" is none that is known`);
  }
  const [kind, known] = change;
  if (part !== null && kind !== "close") return refusal("bad_signal", "part is only for a close");
  const wanted = { kind, side: known ?? side.value, part: part ?? 1, isFromPosition: false };
  return ok(wanted);
}

function sideOf(word: string | null): Result<Direction | null, OutsideRefusal> {
  if (word === null) return ok(null);
  return Object.hasOwn(directionWords, word)
    ? ok(directionWords[word]!)
    : refusal("bad_signal", `side "${word.slice(0, 40)}" is neither buy nor sell`);
}

function entryOrExit(
  direction: Direction,
  words: ActionWords,
): Result<WantedAction, OutsideRefusal> {
  const { position, part, isReversal } = words;
  if (position === null) {
    return part === null
      ? ok({ kind: "enter", direction, isReversal: isReversal ?? false })
      : refusal("bad_signal", "part is only for a close");
  }
  const other: Direction = direction === "buy" ? "sell" : "buy";
  const closing = { kind: "close", side: other, isFromPosition: true } as const;
  if (position === "flat") return ok({ ...closing, part: part ?? 1 });
  const after = Object.hasOwn(directionWords, position) ? directionWords[position]! : null;
  if (after === null) {
    return refusal("bad_signal", `position "${position.slice(0, 40)}" is not long, short or flat`);
  }
  // A strategy of TradingView holds one direction at a time.
  if (after === direction) return ok({ kind: "enter", direction, isReversal: isReversal ?? true });
  const closed = part ?? closedPart(words);
  return closed !== null ? ok({ ...closing, part: closed }) : refusal(
    "part_unknown",
    "It closes a part of a position, and does not say which part " +
      "(part, or positionSize and previousPositionSize)",
  );
}

/** From the sizes before and after the order; null when they do not say. */
function closedPart({ positionSize, previousPositionSize }: ActionWords): number | null {
  if (positionSize === null || previousPositionSize === null) return null;
  const [after, before] = [Math.abs(positionSize), Math.abs(previousPositionSize)];
  return before > 0 && after < before ? 1 - after / before : null;
}
