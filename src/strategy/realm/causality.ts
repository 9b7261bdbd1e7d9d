/**
 * Whether a strategy decides on nothing but the past. Some decisions are made once more: with data
 * that end with their bar or go on in another way, and with data that begin later. Columns, actions
 * and what is remembered must be the same: what is put into memory or a label comes back with a
 * later decision.
 */

import { mapBarColumns, timeframeMs } from "../../models/mod.ts";
import { actionRowLength } from "../decisions/action_rows.ts";
import type { SeriesGiven } from "../decisions/decision_side.ts";
import type { RealmDecisions } from "./realm_decisions.ts";

/** A decision with everything that it may depend on, as it was made with all data. */
export interface RecordedDecision {
  /** The bar, in the strategy's own series. */
  readonly index: number;
  readonly state: string;
  readonly view: Float64Array;
  /** The rows of its actions. */
  readonly actions: Float64Array;
  /** Memory and labels afterwards. */
  readonly stateAfter: string;
  /** One of those at regular distances, not one that did something. */
  readonly isRegular: boolean;
}

/** What a decision did. */
type Decided = Pick<RecordedDecision, "actions" | "stateAfter">;

/** What a strategy depends on and must not. */
export type CausalityProblem =
  /** A column's value changes when later bars are missing. */
  | {
    readonly kind: "column_looks_ahead";
    readonly column: string;
    /** The first bar whose value differs. */
    readonly index: number;
    /** The last bar of the shortened data. */
    readonly lastIndex: number;
  }
  /** The columns are the same, and `onBar` decides differently when later bars are missing. */
  | { readonly kind: "decision_looks_ahead"; readonly index: number }
  /** `onBar` decides differently when it is called with the same bar, view and memory again. */
  | { readonly kind: "decision_keeps_state"; readonly index: number }
  /** It throws when data are missing; `message` says what. */
  | { readonly kind: "fails_on_shorter_data"; readonly index: number; readonly message: string };

/** How much depends on where the data begin. */
export interface StartDependence {
  readonly decisions: number;
  /** How many of them are different ones when the data begin later. */
  readonly changedDecisions: number;
  /** The column that changes most, and by which part of its value; null when none changes. */
  readonly column: { readonly name: string; readonly change: number } | null;
}

/** Makes the decisions of a strategy that has not been called before, over these series. */
export type MakeDecisions = (series: readonly SeriesGiven[]) => Promise<RealmDecisions>;

/** Makes a decision and keeps what it depended on. */
export function recordDecision(decisions: RealmDecisions, index: number): RecordedDecision {
  const state = decisions.state();
  const actions = actionsAt(decisions, index);
  const view = Float64Array.from(decisions.view); // a strategy cannot write to it
  return { index, state, view, actions, stateAfter: decisions.state(), isRegular: true };
}

/** The first problem of recorded decisions; null when there is none. */
export async function causalityProblem(
  make: MakeDecisions,
  series: readonly SeriesGiven[],
  { recorded, onDecision }: {
    readonly recorded: readonly RecordedDecision[];
    /** Told the bar of each decision before it is made once more. */
    readonly onDecision?: (index: number) => void;
  },
): Promise<CausalityProblem | null> {
  const whole = recorded.length === 0 ? null : await make(series);
  for (const one of recorded) {
    const { index } = one;
    onDecision?.(index);
    // What acts is tried with other prices, too: those that are missing forbid nothing.
    const futures = one.actions.length === 0
      ? []
      : otherFutures.map((future) => continuedBy(series, index, future));
    for (const given of [endingWith(series, index), ...futures]) {
      const cut = await make(given);
      for (const name of columnNamesOf(whole!)) {
        const differs = firstDifference(whole!.column(name)!, cut.column(name), index);
        if (differs !== null) {
          return { kind: "column_looks_ahead", column: name, index: differs, lastIndex: index };
        }
      }
      if (isSame(decideAgain(cut, one), one)) continue;
      const isSameWithAll = isSame(decideAgain(await make(series), one), one);
      return { kind: isSameWithAll ? "decision_looks_ahead" : "decision_keeps_state", index };
    }
  }
  return null;
}

/** Compares recorded decisions with those over the last `barsNeeded` bars of each series alone. */
export async function startDependence(
  make: MakeDecisions,
  series: readonly SeriesGiven[],
  { recorded, barsNeeded }: {
    readonly recorded: readonly RecordedDecision[];
    readonly barsNeeded: number;
  },
): Promise<StartDependence> {
  const whole = await make(series);
  let [changedDecisions, decisions] = [0, 0];
  let column: StartDependence["column"] = null;
  for (const one of recorded) {
    if (one.index < barsNeeded) continue;
    decisions++;
    const later = await make(endingWith(series, one.index).map((cut) => lastBars(cut, barsNeeded)));
    const { actions } = decideAgain(later, { ...one, index: barsNeeded - 1 });
    if (!areSame(actions, one.actions)) changedDecisions++;
    for (const name of columnNamesOf(whole)) {
      const [full, short] = [whole.column(name)![one.index]!, later.column(name)!.at(-1)!];
      const change = relativeChange(full, short);
      if (change > (column?.change ?? 0)) column = { name, change };
    }
  }
  return { decisions, changedDecisions, column };
}

function columnNamesOf(decisions: RealmDecisions): readonly string[] {
  return JSON.parse(decisions.columnNames());
}

function decideAgain(decisions: RealmDecisions, recorded: RecordedDecision): Decided {
  decisions.restore(recorded.state);
  decisions.view.set(recorded.view);
  const actions = actionsAt(decisions, recorded.index);
  return { actions, stateAfter: decisions.state() };
}

/** The rows of a decision. */
function actionsAt(decisions: RealmDecisions, index: number): Float64Array {
  const count = decisions.decide(index);
  return decisions.rows.slice(0, count * actionRowLength);
}

/** The first place up to `last` where the columns differ; a missing column differs everywhere. */
function firstDifference(
  whole: Float64Array,
  cut: Float64Array | undefined,
  last: number,
): number | null {
  for (let index = 0; index <= last; index++) {
    if (!Object.is(whole[index], cut?.[index])) return index;
  }
  return null;
}

/** Whether two decisions did the same. */
function isSame(one: Decided, other: Decided): boolean {
  return one.stateAfter === other.stateAfter && areSame(one.actions, other.actions);
}

/** Number for number. */
function areSame(one: Float64Array, other: Float64Array): boolean {
  return one.length === other.length && one.every((value, index) => Object.is(value, other[index]));
}

/** One when a value is missing on one side only. */
function relativeChange(full: number, short: number): number {
  if (Object.is(full, short)) return 0;
  if (!Number.isFinite(full) || !Number.isFinite(short)) return 1;
  const size = Math.max(Math.abs(full), Math.abs(short));
  return size === 0 ? 0 : Math.abs(full - short) / size;
}

/** All series as they were when this bar of the own series had closed. */
function endingWith(series: readonly SeriesGiven[], index: number): readonly SeriesGiven[] {
  const [own] = series as readonly [SeriesGiven];
  const nowMs = own.bars.brokerMs[index]! + timeframeMs(own.timeframe);
  return series.map((one) => {
    const lengthMs = timeframeMs(one.timeframe);
    return keptOf(one, (openMs) => openMs + lengthMs <= nowMs);
  });
}

/** A later price in another future, by what it is and by the last price that is known. */
type Future = (price: number, last: number) => number;

/** Every move the other way round; and no move at all. */
const otherFutures: readonly Future[] = [
  (price, last) => last * last / price,
  (_, last) => last,
];

/** All series, with other prices after the close of this bar. */
function continuedBy(
  series: readonly SeriesGiven[],
  index: number,
  future: Future,
): readonly SeriesGiven[] {
  const known = endingWith(series, index);
  return series.map((one, at) => {
    const count = known[at]!.bars.brokerMs.length;
    const { open, high, low, close } = one.bars;
    const last = close[count - 1];
    if (last === undefined) return one;
    const other = (column: Float64Array) =>
      column.map((price, bar) => bar < count ? price : future(price, last));
    const [highs, lows] = [other(high), other(low)];
    const bars = {
      ...one.bars,
      open: other(open),
      high: highs.map((price, bar) => Math.max(price, lows[bar]!)),
      low: lows.map((price, bar) => Math.min(price, highs[bar]!)),
      close: other(close),
    };
    return { ...one, bars };
  });
}

/** A series that begins later. */
export function lastBars(one: SeriesGiven, count: number): SeriesGiven {
  return { ...one, bars: mapBarColumns(one.bars, (column) => column.slice(-count)) };
}

/** The bars that are kept are the first ones, because the times ascend. */
function keptOf(one: SeriesGiven, isKept: (openMs: number) => boolean): SeriesGiven {
  const count = one.bars.brokerMs.findLastIndex(isKept) + 1;
  return { ...one, bars: mapBarColumns(one.bars, (column) => column.slice(0, count)) };
}
