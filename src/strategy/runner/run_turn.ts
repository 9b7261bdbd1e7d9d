/**
 * One strategy over the fresh bars (or ticks) of one series, in the runner. Any outcome except an
 * endless loop becomes a finding; results are reduced to plain values of bounded size. The realm of
 * a trader's file gets these functions as text (`realm_program.ts`).
 */

import { type BarColumns, mapBarColumns, type TickBatch } from "../../models/mod.ts";
import type { ConfiguredStrategy } from "./configure_strategy.ts";
import { describeError } from "../strategy_error.ts";
import type { AnalysisResult } from "./runner_messages.ts";
import type { SignalDraft, Window } from "../contract/strategy.ts";

export interface TurnResult {
  readonly first: number;
  readonly runs: number;
  readonly findings: readonly AnalysisResult[];
}

/**
 * After this many failures in a row the rest of the turn is skipped: it would fail in the same way.
 */
export const failuresToGiveUp = 5;

/** More than a reason may have; a longer text is refused without being copied. */
export const maxDraftText = 1_000;

/** Analyses the newest `fresh` bars, each with a window of exactly the bars the strategy needs. */
export function runOverBars(
  { strategy, parameters, barsNeeded }: ConfiguredStrategy,
  window: Window,
  fresh: number,
): TurnResult {
  const { bars } = window;
  const firstFresh = Math.max(0, bars.close.length - fresh);
  const firstWhole = Math.max(firstFresh, barsNeeded - 1);
  const findings: AnalysisResult[] = [];
  let runs = 0;
  for (let last = firstWhole; last < bars.close.length; last++) {
    // Each window has buffers of its own: nothing in them is later than the window, and a strategy
    // that writes to it changes no other one.
    const slice = copyOf(sliceOf(bars, last + 1 - barsNeeded, last + 1));
    const finding = findingOf(
      () => strategy.onBars({ ...window, bars: slice }, parameters),
      last - firstFresh,
    );
    runs++;
    if (finding !== null) findings.push(finding);
    if (endsInFailures(findings, last - firstFresh)) break;
  }
  return { first: firstWhole - firstFresh, runs, findings };
}

/**
 * Passes new ticks to the strategy; one that does not use ticks, or has no full window yet, is
 * skipped.
 */
export function runOverTicks(
  { strategy, parameters, barsNeeded }: ConfiguredStrategy,
  window: Window,
  ticks: TickBatch,
): TurnResult {
  const count = window.bars.close.length;
  if (strategy.onTicks === undefined || count < barsNeeded) {
    return { first: 0, runs: 0, findings: [] };
  }
  const bars = copyOf(sliceOf(window.bars, count - barsNeeded, count));
  const finding = findingOf(
    () => strategy.onTicks?.(ticks, { ...window, bars }, parameters) ?? null,
    0,
  );
  return { first: 0, runs: 1, findings: finding === null ? [] : [finding] };
}

export function findingOf(
  analyse: () => SignalDraft | null,
  at: number,
): AnalysisResult | null {
  try {
    const answer: unknown = analyse();
    if (answer === null || answer === undefined) return null;
    return isPromise(answer)
      ? { at, error: "returned a promise; strategies must not be asynchronous" }
      : { at, draft: plainDraft(answer) };
  } catch (error) {
    return { at, error: describeError(error) };
  }
}

/** The four fields as values that can be posted; reading them may throw, as they may be getters. */
export function plainDraft(answer: unknown): Readonly<Record<string, unknown>> {
  if (typeof answer !== "object") throw new TypeError(`returned a ${typeof answer}`);
  const { direction, stopLoss, takeProfit, reason } = answer as Record<string, unknown>;
  return {
    direction: plainValue(direction),
    stopLoss: plainValue(stopLoss),
    takeProfit: plainValue(takeProfit),
    reason: plainValue(reason),
  };
}

/** Drops values that cannot be part of a draft; the draft is then refused as incomplete. */
export function plainValue(value: unknown): number | string | undefined {
  if (typeof value === "string" && value.length > maxDraftText) {
    throw new RangeError(
      `returned a text of ${value.length} characters (limit ${maxDraftText})`,
    );
  }
  return typeof value === "number" || typeof value === "string" ? value : undefined;
}

export function isPromise(answer: unknown): boolean {
  if (!(answer instanceof Promise)) return false;
  answer.catch(() => {}); // handled: the result is refused however it settles
  return true;
}

export function endsInFailures(findings: readonly AnalysisResult[], at: number): boolean {
  const latest = findings.slice(-failuresToGiveUp);
  return latest.length === failuresToGiveUp && latest[0]!.at === at - failuresToGiveUp + 1 &&
    latest.every((finding) => "error" in finding);
}

export function copyOf(bars: BarColumns): BarColumns {
  return mapBarColumns(bars, (column) => column.slice());
}

export function sliceOf(bars: BarColumns, from: number, to: number): BarColumns {
  return mapBarColumns(bars, (column) => column.subarray(from, to));
}
