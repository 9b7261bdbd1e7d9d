/** What `check-strategy` tells of a strategy: findings, and what it would have done. */

import type { BacktestReport } from "../../backtest/run/messages.ts";
import type { StrategyTrial, TriedEntry } from "../../backtest/run/strategy_trial.ts";
import { countText } from "../../models/figure_text.ts";
import { failed, type Finding, passed, warned } from "../../setup/doctor/finding.ts";
import { checkNotes } from "../backtest/backtest_report.ts";
import { wrapped } from "../console/wrapped_text.ts";

type Finished = Extract<BacktestReport, { type: "finished" }>;

export interface TriedStrategy {
  readonly finished: Finished;
  readonly trial: StrategyTrial;
}

/** A file that takes more of its time for a bar delays others. */
const slowBarMs = 1_000;
const limitText = "limit 2 s";

const subjects = {
  code: { code: "code", title: "Code" },
  columns: { code: "columns", title: "Columns" },
  causality: { code: "causality", title: "Looking ahead" },
  start: { code: "start", title: "Start of data" },
  time: { code: "time", title: "Time for a bar" },
  actions: { code: "actions", title: "Actions" },
} as const;

/** It does not run. */
export function codeFinding(problem: string): Finding {
  return failed(subjects.code, problem, "Correct the file and check it again");
}

export function trialFindings(tried: TriedStrategy): readonly Finding[] {
  const { trial } = tried;
  return [
    passed(
      subjects.code,
      `runs; needs ${countText(trial.barsNeeded, "bar")}, decided on ` +
        countText(trial.decidedBars, "bar"),
    ),
    ...(trial.columns.length === 0 ? [] : [columnsFinding(trial)]),
    ...causalityFindings(tried),
    timeFinding(trial),
    actionsFinding(tried),
  ];
}

function columnsFinding({ columns, gaps }: StrategyTrial): Finding {
  const [first] = gaps;
  const count = countText(columns.length, "column");
  if (first === undefined) {
    return passed(subjects.columns, `${count}, a number on every bar that was decided on`);
  }
  const names = gaps.map(({ column, bars }) => `${column} on ${countText(bars, "bar")}`);
  return warned(
    subjects.columns,
    `${count}; no number in ${names.join(", ")}, first at ${timeText(first.firstBrokerMs)}`,
    "A comparison with NaN is always false: ask for more barsNeeded, or test Number.isFinite",
  );
}

function causalityFindings({ finished }: TriedStrategy): readonly Finding[] {
  const [checked] = finished.checked;
  if (checked === undefined) return [];
  const { decisions, problem, start } = checked;
  const notes = checkNotes(checked).join(" ");
  if (problem !== null) {
    const remedy = "Use what is known at the close of the bar, and memory for what must be kept";
    return [failed(subjects.causality, notes, remedy)];
  }
  if (decisions === 0) {
    return [warned(subjects.causality, notes, "Give longer prices, or ask for fewer barsNeeded")];
  }
  const made = passed(
    subjects.causality,
    `no: ${countText(decisions, "decision")} made again without the later prices are the same`,
  );
  if (start === null || start.column === null) return [made];
  const { column: { name, change }, changedDecisions } = start;
  if (changedDecisions === 0) {
    const percent = (change * 100).toPrecision(2);
    const text = `no decision depends on it; its column ${name} differs by up to ${percent} %`;
    return [made, passed(subjects.start, text)];
  }
  const remedy = "Ask for more barsNeeded, so that what is smoothed has settled";
  return [made, warned(subjects.start, notes, remedy)];
}

function timeFinding({ barMs }: StrategyTrial): Finding {
  const text = `${barMs < 10 ? barMs.toFixed(2) : Math.round(barMs)} ms (${limitText})`;
  return barMs < slowBarMs
    ? passed(subjects.time, text)
    : warned(subjects.time, text, "Other files wait for a slow one; compute less in columns");
}

function actionsFinding({ trial: { counts }, finished }: TriedStrategy): Finding {
  const { buy, sell, close, move, cancel } = counts;
  const others = [
    ...(close > 0 ? [countText(close, "close")] : []),
    ...(move > 0 ? [countText(move, "move")] : []),
    ...(cancel > 0 ? [countText(cancel, "cancel")] : []),
  ];
  const text = [countText(buy, "buy"), countText(sell, "sell"), ...others].join(", ");
  if (buy + sell === 0) {
    return warned(subjects.actions, text, "It would never have traded on these prices");
  }
  const refused = finished.refusals.reduce((sum, { count }) => sum + count, 0);
  if (refused === 0) return passed(subjects.actions, text);
  const [most] = [...finished.refusals].sort((one, other) => other.count - one.count);
  return warned(
    subjects.actions,
    `${text}; ${countText(refused, "action")} refused, most often: ${most!.kind}, ${most!.refused}`,
    "A refused action is not tried again",
  );
}

/** The first entries, one after another. */
export function entryLines({ entries, counts }: StrategyTrial, digits: number): readonly string[] {
  if (entries.length === 0) return [];
  const all = counts.buy + counts.sell;
  const title = all > entries.length
    ? `The first ${entries.length} of ${countText(all, "entry", "entries")}`
    : "Entries";
  return [
    "",
    `  ${title}, in the time of the prices:`,
    ...entries.flatMap((one) => {
      return wrapped(`    ${timeText(one.brokerMs)}  `, entryText(one, digits));
    }),
  ];
}

function entryText({ direction, pending, price, stopLoss, reason }: TriedEntry, digits: number) {
  const how = pending === "market" ? "" : ` ${pending.replace("_", " ")}`;
  const stop = Number.isNaN(stopLoss) ? "no SL" : `SL ${stopLoss.toFixed(digits)}`;
  return `${direction}${how} at ${price.toFixed(digits)}, ${stop}: ${reason}`;
}

export function timeText(brokerMs: number): string {
  return new Date(brokerMs).toISOString().slice(0, 16).replace("T", " ");
}
