/**
 * Whether one line crosses another on a bar. A tie is stated by each function; NaN on either bar
 * is never a crossing.
 */

/** A column, or a level that is the same on every bar. */
export type Line = Float64Array | number;

// Two columns are compared where they are read: values that pass through a function of their own,
// as those of levels do, are allocated for each bar. Outside of a column nothing compares.

/**
 * Whether `line` is above `other` at `index`, and was not above it on the bar before. So a line
 * that rises off the other crosses it. Source: TradingView's `ta.crossover`.
 */
export function crossedAbove(line: Line, other: Line, index: number): boolean {
  if (typeof line === "number" || typeof other === "number") {
    return at(line, index) > at(other, index) && at(line, index - 1) <= at(other, index - 1);
  }
  return line[index]! > other[index]! && line[index - 1]! <= other[index - 1]!;
}

/**
 * Whether `line` is below `other` at `index`, and was not below it on the bar before. So a line
 * that falls off the other crosses it. Source: TradingView's `ta.crossunder`.
 */
export function crossedBelow(line: Line, other: Line, index: number): boolean {
  if (typeof line === "number" || typeof other === "number") {
    return at(line, index) < at(other, index) && at(line, index - 1) >= at(other, index - 1);
  }
  return line[index]! < other[index]! && line[index - 1]! >= other[index - 1]!;
}

/** Whether `line` is above `other` at `index`, and was below it before: a tie is no crossing. */
export function strictlyCrossedAbove(line: Line, other: Line, index: number): boolean {
  if (typeof line === "number" || typeof other === "number") {
    return at(line, index) > at(other, index) && at(line, index - 1) < at(other, index - 1);
  }
  return line[index]! > other[index]! && line[index - 1]! < other[index - 1]!;
}

/** Whether `line` is below `other` at `index`, and was above it before: a tie is no crossing. */
export function strictlyCrossedBelow(line: Line, other: Line, index: number): boolean {
  if (typeof line === "number" || typeof other === "number") {
    return at(line, index) < at(other, index) && at(line, index - 1) > at(other, index - 1);
  }
  return line[index]! < other[index]! && line[index - 1]! > other[index - 1]!;
}

/** NaN outside of the column. */
function at(line: Line, index: number): number {
  return typeof line === "number" ? line : line[index] ?? NaN;
}
