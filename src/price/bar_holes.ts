/**
 * Finds missing bars inside a stored series. Weekends and closed sessions look like holes too; only
 * the terminal can tell. So each hole is requested once: bars that the terminal has are stored, and
 * the rest is remembered as empty.
 */

import type { BarSpan } from "./bar_plan.ts";

/** Spans without a bar between two of `times` (ascending open times). */
export function findHoles(times: Float64Array, lengthMs: number): BarSpan[] {
  const holes: BarSpan[] = [];
  for (let at = 1; at < times.length; at++) {
    const fromMs = times[at - 1]! + lengthMs;
    const toMs = times[at]! - lengthMs;
    if (fromMs <= toMs) holes.push({ fromMs, toMs });
  }
  return holes;
}

/** How many bars would fill the span. */
export function barsIn(span: BarSpan, lengthMs: number): number {
  return Math.floor((span.toMs - span.fromMs) / lengthMs) + 1;
}

/** The spans of one series that were already requested from the terminal. */
export class AskedSpans {
  /** Sorted and not overlapping. */
  #spans: BarSpan[] = [];

  add(span: BarSpan): void {
    const apart = this.#spans.filter((other) => !touches(other, span));
    const joined = this.#spans.filter((other) => touches(other, span));
    const fromMs = Math.min(span.fromMs, ...joined.map((other) => other.fromMs));
    const toMs = Math.max(span.toMs, ...joined.map((other) => other.toMs));
    this.#spans = [...apart, { fromMs, toMs }].sort((left, right) => left.fromMs - right.fromMs);
  }

  contains(span: BarSpan): boolean {
    return this.#spans.some((other) => other.fromMs <= span.fromMs && span.toMs <= other.toMs);
  }
}

function touches(left: BarSpan, right: BarSpan): boolean {
  return left.fromMs <= right.toMs && right.fromMs <= left.toMs;
}
