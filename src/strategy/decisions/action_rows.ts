/**
 * Actions as rows of numbers. A strategy's realm writes them and the bridge reads them, so that no
 * object of one ever reaches the other and a backtest allocates nothing for a bar without actions.
 * Here a strategy's answer is checked; an error names what is wrong with it.
 */

import type { Direction } from "../../models/mod.ts";
import type { EntryWish, PendingPrice, StrategyAction, Target } from "../contract/action.ts";

/** The place of each value in a row. Missing prices are NaN, other missing values are 0. */
export const actionField = {
  kind: 0,
  /** That of the position or order; an entry's is that of its first target's position. */
  number: 1,
  direction: 2,
  pending: 3,
  price: 4,
  limitPrice: 5,
  stopLoss: 6,
  takeProfit: 7,
  part: 8,
  expiryBars: 9,
  sizeKind: 10,
  size: 11,
  group: 12,
  targets: 13,
  firstTarget: 14,
} as const;

/** The most targets of an entry. */
export const maxTargets = 4;

/** The most actions on one bar. */
export const maxActions = 32;

/** Length of a row: a target has a price and a part. */
export const actionRowLength = 22;

/** Values of `kind`, by their place. */
export const actionKinds = ["enter", "close", "move", "cancel"] as const;

/** Values of `pending`, by their place. */
export const pendingKinds = ["market", "limit", "stop", "stop_limit"] as const;

/** Values of `sizeKind`, by their place. */
export const sizeKinds = ["risk", "lots"] as const;

/** The longest label and name of a group. */
export const maxLabelLength = 40;

/** Numbers for what is given as a word. */
export interface RowNumbers {
  /** The number of the next entry. */
  nextEntry(): number;
  groupNumber(name: string): number;
}

/** Writes one action to a row. Throws a `TypeError` or `RangeError` that says what is wrong. */
export function writeAction(row: Float64Array, given: unknown, numbers: RowNumbers): void {
  if (typeof given !== "object" || given === null) {
    throw new TypeError(`onBar returned ${typeof given} instead of an action`);
  }
  const action = given as StrategyAction; // of which each field is read once
  for (let at = 0; at < actionRowLength; at++) row[at] = 0;
  for (let at: number = actionField.price; at <= actionField.takeProfit; at++) row[at] = NaN;
  const kind = action.action;
  switch (kind) {
    case "enter":
      return writeEntry(row, action, numbers); // kind 0
    case "close":
      row[actionField.kind] = 1;
      row[actionField.number] = wholeNumber(action.position, "position");
      row[actionField.part] = writtenPart(action.part, "part");
      return;
    case "move":
      row[actionField.kind] = 2;
      row[actionField.number] = wholeNumber(action.position, "position");
      row[actionField.stopLoss] = writtenOptionalPrice(action.stopLoss, "stopLoss");
      row[actionField.takeProfit] = writtenOptionalPrice(action.takeProfit, "takeProfit");
      return;
    case "cancel":
      row[actionField.kind] = 3;
      row[actionField.number] = wholeNumber(action.order, "order");
      return;
    default:
      throw new TypeError("onBar returned something that no method of its moment made");
  }
}

export function writeEntry(
  row: Float64Array,
  entry: EntryWish & { readonly direction: Direction },
  numbers: RowNumbers,
): void {
  const { direction, pending, stopLoss, expiryBars, size, group, takeProfit, targets } = entry;
  if (direction !== "buy" && direction !== "sell") {
    throw new TypeError("an entry's direction must be buy or sell");
  }
  row[actionField.direction] = direction === "buy" ? 1 : -1;
  writePending(row, pending);
  row[actionField.stopLoss] = stopLoss === null ? NaN : writtenPrice(stopLoss, "stopLoss");
  if (expiryBars !== undefined) {
    row[actionField.expiryBars] = wholeNumber(expiryBars, "expiryBars");
  }
  writeSize(row, size);
  if (stopLoss === null && row[actionField.sizeKind] === 0) {
    throw new TypeError("an entry without a stop loss needs a size in lots");
  }
  if (group !== undefined) row[actionField.group] = numbers.groupNumber(wordOf(group, "group"));
  writeTargets(row, takeProfit, targets);
  row[actionField.number] = numbers.nextEntry();
  for (let leg = 1; leg < row[actionField.targets]!; leg++) numbers.nextEntry();
}

export function writePending(row: Float64Array, pending: PendingPrice | undefined): void {
  if (pending === undefined) return;
  const { stop, limit } = (pending ?? {}) as { readonly stop?: number; readonly limit?: number };
  if (stop === undefined) {
    row[actionField.pending] = pendingKinds.indexOf("limit");
    row[actionField.price] = writtenPrice(limit, "pending.limit");
    return;
  }
  row[actionField.price] = writtenPrice(stop, "pending.stop");
  if (limit === undefined) {
    row[actionField.pending] = pendingKinds.indexOf("stop");
    return;
  }
  row[actionField.pending] = pendingKinds.indexOf("stop_limit");
  row[actionField.limitPrice] = writtenPrice(limit, "pending.limit");
}

export function writeSize(row: Float64Array, size: EntryWish["size"]): void {
  row[actionField.size] = 1;
  if (size === undefined) return;
  const { lots, riskFraction } = (size ?? {}) as {
    readonly lots?: number;
    readonly riskFraction?: number;
  };
  if (lots !== undefined) {
    row[actionField.sizeKind] = 1;
    row[actionField.size] = positiveNumber(lots, "size.lots");
    return;
  }
  row[actionField.size] = writtenPart(riskFraction, "size.riskFraction");
}

/** Parts that are given as decimals make 1 together only within their rounding. */
export const partTolerance = 1e-9;

export function writeTargets(
  row: Float64Array,
  takeProfit: number | undefined,
  targets: readonly Target[] | undefined,
): void {
  if (targets === undefined) {
    if (takeProfit === undefined) return;
    row[actionField.targets] = 1;
    row[actionField.firstTarget] = writtenPrice(takeProfit, "takeProfit");
    row[actionField.firstTarget + 1] = 1;
    return;
  }
  if (takeProfit !== undefined) throw new TypeError("give takeProfit or targets, not both");
  const length = Array.isArray(targets) ? Number(targets.length) : 0;
  if (!(length >= 1 && length <= maxTargets)) {
    throw new RangeError(`targets must be a list of 1 to ${maxTargets}`);
  }
  let count = 0;
  let sum = 0;
  for (; count < length; count++) { // not by a method of the list, which may be its own
    const { price, part } = { ...targets[count] } as Target;
    const at = actionField.firstTarget + 2 * count;
    row[at] = writtenPrice(price, "a target's price");
    row[at + 1] = writtenPart(part, "a target's part");
    sum += row[at + 1]!;
  }
  row[actionField.targets] = count;
  if (Math.abs(sum - 1) > partTolerance) {
    throw new RangeError(`the parts of the targets make ${sum} together, not 1`);
  }
}

export function writtenPrice(value: unknown, what: string): number {
  return positiveNumber(value, what);
}

export function writtenOptionalPrice(value: unknown, what: string): number {
  return value === undefined ? NaN : writtenPrice(value, what);
}

export function positiveNumber(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) {
    throw new RangeError(`${what} is ${shownValue(value)}, must be a number above 0`);
  }
  return value;
}

export function writtenPart(value: unknown, what: string): number {
  if (positiveNumber(value, what) > 1) {
    throw new RangeError(`${what} is ${shownValue(value)}, must be above 0 and at most 1`);
  }
  return value as number;
}

export function wholeNumber(value: unknown, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1) {
    throw new RangeError(`${what} is ${shownValue(value)}, must be a whole number from 1`);
  }
  return value;
}

/** A bounded text for the messages above. */
export function shownValue(value: unknown): string {
  return typeof value === "number" || value === null ? String(value) : typeof value;
}

/** A short text that a strategy gave. */
export function wordOf(value: unknown, what: string): string {
  if (typeof value !== "string" || value.length > maxLabelLength) {
    throw new TypeError(`${what} must be a text of at most ${maxLabelLength} characters`);
  }
  return value;
}
