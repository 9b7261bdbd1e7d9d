/**
 * Parses a runner's report. Hand-written, because it runs for every tick and nothing in the report
 * is trusted.
 */

import { timeframes } from "../../models/mod.ts";
import { actionRowLength, maxActions } from "../decisions/action_rows.ts";
import { maxSeriesWanted } from "../contract/column_strategy.ts";
import type {
  AnalysisResult,
  DecidedBar,
  ReadyStrategy,
  RefusedStrategy,
  RunnerReport,
  TurnDone,
} from "../runner/runner_messages.ts";
import { shortened, withoutHidden } from "../strategy_error.ts";

/** The longest memory, with the labels of all trades that a strategy may have open. */
const maxStateText = 40_000;

/** Null when the message is not a complete, well-formed report. */
export function parseReport(message: unknown): RunnerReport | null {
  if (!isRecord(message)) return null;
  if (message.type === "ready") {
    const { strategies, refused } = message;
    if (!isArrayOf(strategies, isReadyStrategy) || !isArrayOf(refused, isRefusedStrategy)) {
      return null;
    }
    const shown = refused.map(({ name, problem }) => ({ name, problem: shownText(problem) }));
    return { type: "ready", strategies, refused: shown };
  }
  if (message.type === "loading" && typeof message.strategy === "string") {
    return { type: "loading", strategy: message.strategy };
  }
  if (message.type === "crashed" && typeof message.error === "string") {
    return { type: "crashed", error: shownText(message.error) };
  }
  return message.type === "turn_done" ? parseTurnDone(message) : null;
}

function parseTurnDone(message: Readonly<Record<string, unknown>>): TurnDone | null {
  const { turn, first, runs, findings, decided } = message;
  if (!isCount(turn) || !isCount(first) || !isCount(runs)) return null;
  if (!isArrayOf(findings, isFinding) || findings.length > runs) return null;
  if (decided !== undefined && !isDecidedBar(decided)) return null;
  const ascends = findings.every(({ at }, index) => {
    const before = findings[index - 1]?.at ?? first - 1;
    return at > before && at < first + runs;
  });
  if (!ascends) return null;
  const shown = findings.map((finding) =>
    "error" in finding ? { ...finding, error: shownText(finding.error) } : finding
  );
  const done = { type: "turn_done", turn, first, runs, findings: shown } as const;
  return decided === undefined ? done : { ...done, decided };
}

/** A strategy's text, for the log and the pages. */
function shownText(text: string): string {
  return withoutHidden(shortened(text));
}

function isReadyStrategy(value: unknown): value is ReadyStrategy {
  return isRecord(value) && typeof value.name === "string" &&
    typeof value.watchesTicks === "boolean" && isCount(value.barsNeeded) && value.barsNeeded > 0 &&
    (value.series === undefined || isSeriesList(value.series));
}

function isSeriesList(value: unknown): boolean {
  if (!isRecord(value) || Object.keys(value).length > maxSeriesWanted) return false;
  return Object.values(value).every((one) =>
    isRecord(one) && (one.symbol === undefined || typeof one.symbol === "string") &&
    (one.timeframe === undefined || timeframes.some((known) => known === one.timeframe))
  );
}

function isDecidedBar(value: unknown): value is DecidedBar {
  if (!isRecord(value)) return false;
  const { rows, reasons, state } = value;
  if (!(rows instanceof Float64Array) || !Array.isArray(reasons)) return false;
  return reasons.length <= maxActions && rows.length === reasons.length * actionRowLength &&
    reasons.every((one) => typeof one === "string") && isState(state);
}

function isState(value: unknown): boolean {
  if (typeof value !== "string" || value.length > maxStateText) return false;
  try {
    return isRecord(JSON.parse(value));
  } catch {
    return false;
  }
}

function isRefusedStrategy(value: unknown): value is RefusedStrategy {
  return isRecord(value) && typeof value.name === "string" && typeof value.problem === "string";
}

function isFinding(value: unknown): value is AnalysisResult {
  return isRecord(value) && isCount(value.at) &&
    (typeof value.error === "string" || isRecord(value.draft));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isArrayOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
