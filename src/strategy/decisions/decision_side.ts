/**
 * A column strategy at work on one series, inside its realm: makes the columns, decides on each
 * bar. Only numbers and texts cross the boundary. The realm gets this function as text, with the
 * functions that it calls (`realm_program.ts`); trusted strategies run through it directly.
 */

import { type BarColumns, type SeriesKey, timeframeMs } from "../../models/mod.ts";
import type { Parameters } from "../contract/parameter_spec.ts";
import {
  actionRowLength,
  maxActions,
  type RowNumbers,
  wordOf,
  writeAction,
} from "./action_rows.ts";
import type { ColumnStrategy } from "../contract/column_strategy.ts";
import { strategyBars } from "../contract/strategy_bars.ts";
import { unstorablePart } from "./stored_memory.ts";
import type { MemoryValue, StrategyView } from "../contract/strategy_view.ts";
import { maxMemoryText } from "../contract/strategy_view.ts";
import { type ActionList, addActions } from "./action_list.ts";
import { noBars, OwnBars } from "./own_bars.ts";
import { shownMoment } from "./shown_moment.ts";
import { OwnRows, ShownView } from "./shown_view.ts";
import { viewLength } from "./view_rows.ts";

/** A series as it is handed over: its bars and what the strategy calls it. */
export interface SeriesGiven extends SeriesKey {
  /** `bars` for the strategy's own series, which comes first. */
  readonly name: string;
  readonly digits: number;
  readonly bars: BarColumns;
}

/** The most columns of a strategy. */
export const maxColumns = 64;

/** The longest reason that is read. */
export const maxReasonText = 1_000;

/** What a decision may depend on beside the columns. */
export interface DecisionState {
  readonly memory: Readonly<Record<string, MemoryValue>>;
  /** Labels of open positions, pending orders and the last closed trades, by number. */
  readonly labels: Readonly<Record<string, string>>;
  /** The number of the next entry. */
  readonly nextNumber: number;
}

/** Decides on one series. */
export class DecisionSide {
  /** Rows of actions, valid after `decide` until its next call. */
  readonly rows = new Float64Array(maxActions * actionRowLength);
  /** Where the bridge writes the strategy's own trades. */
  readonly view = new Float64Array(viewLength);
  readonly #strategy: ColumnStrategy;
  readonly #parameters: Parameters;
  readonly #row = Array.from({ length: maxActions }, (_, index) => {
    return this.rows.subarray(index * actionRowLength, (index + 1) * actionRowLength);
  });
  readonly #list: ActionList = { actions: [], count: 0 };
  readonly #reasons: string[] = [];
  /** Labels of entries, by number. */
  #labels = new Map<number, string>();
  #nextNumber = 1;
  /** Entries of the last decision have numbers from here on, and are not open yet. */
  #newNumber = 1;
  #columns: Readonly<Record<string, Float64Array>> = {};
  #bars = noBars();
  readonly #own = new OwnRows(this.view, (number) => this.#labels.get(number) ?? "");
  #moment = shownMoment(this.#bars, this.#own);
  #memory: Record<string, MemoryValue> = {};
  /** Whether the strategy has ever looked at its memory: only then can it hold anything. */
  #isMemorySeen = false;
  readonly #seenMemory = () => {
    this.#isMemorySeen = true;
    return this.#memory;
  };
  #shown: StrategyView = new ShownView(this.#own, {}, this.#seenMemory);
  readonly #numbers: RowNumbers = {
    nextEntry: () => this.#nextNumber++,
    groupNumber: groupNumberOf,
  };

  constructor(strategy: ColumnStrategy, parameters: Parameters) {
    this.#strategy = strategy;
    this.#parameters = parameters;
  }

  /**
   * Takes over the series, which nobody may change, and makes the columns. Throws what the strategy
   * throws.
   */
  prepare(series: readonly SeriesGiven[]): void {
    const [{ bars, digits, timeframe }] = series as readonly [SeriesGiven];
    this.#bars = new OwnBars(bars, { lengthMs: timeframeMs(timeframe), digits });
    this.#columns = madeColumns(this.#strategy, this.#parameters, series);
    this.#moment = shownMoment(this.#bars, this.#own);
    this.#shown = new ShownView(this.#own, this.#columns, this.#seenMemory);
  }

  /** Decides on one bar; returns the number of rows. Throws what the strategy throws. */
  decide(index: number): number {
    this.#bars.index = index;
    this.#moment.index = index;
    this.#newNumber = this.#nextNumber;
    const answer = this.#strategy.onBar(this.#moment, this.#shown, this.#parameters);
    if (this.#isMemorySeen) this.#checkMemory();
    if (answer === null || answer === undefined) return 0;
    const list = this.#list;
    list.count = 0;
    addActions(list, answer);
    if (list.count > maxActions) {
      throw new RangeError(`onBar returned more than ${maxActions} actions`);
    }
    for (let row = 0; row < list.count; row++) this.#take(list.actions[row], row);
    return list.count;
  }

  #checkMemory(): void {
    const unstorable = unstorablePart(this.#memory);
    if (unstorable !== null) throw new TypeError(`memory.${unstorable}; use null for nothing`);
  }

  /**
   * Keeps only what decisions need of the bars, in a quarter of the memory. Does nothing when the
   * prices are not whole points.
   */
  keepPoints(): void {
    this.#bars.keepPoints();
  }

  /** When a bar began, in broker time. */
  openMs(index: number): number {
    return this.#bars.openMsAt(index);
  }

  close(index: number): number {
    return this.#bars.closeAt(index);
  }

  /** The reason of a row. */
  reason(row: number): string {
    return this.#reasons[row] ?? "";
  }

  columnNames(): readonly string[] {
    return Object.keys(this.#columns);
  }

  column(name: string): Float64Array | undefined {
    return this.#columns[name];
  }

  /** Throws when the memory is too long or cannot be written. */
  state(): DecisionState {
    const text = JSON.stringify(this.#memory) ?? "{}";
    if (text.length > maxMemoryText) {
      throw new RangeError(
        `its memory has ${text.length} characters as JSON (limit ${maxMemoryText})`,
      );
    }
    const { positions, orders, closedTrades } = this.#own;
    const open = [...positions, ...orders, ...closedTrades].map(({ number }) => number);
    this.#labels = new Map(
      Array.from(this.#labels)
        .filter(([number]) => number >= this.#newNumber || open.includes(number)),
    );
    const labels = Object.fromEntries(this.#labels);
    return { memory: JSON.parse(text), labels, nextNumber: this.#nextNumber };
  }

  restore(state: DecisionState): void {
    const labels = Object.entries(state.labels);
    this.#labels = new Map(labels.map(([number, label]) => [Number(number), label]));
    this.#nextNumber = this.#newNumber = state.nextNumber;
    this.#memory = JSON.parse(JSON.stringify(state.memory));
    this.#shown = new ShownView(this.#own, this.#columns, this.#seenMemory);
  }

  #take(action: unknown, row: number): void {
    const first = this.#nextNumber;
    writeAction(this.#row[row]!, action, this.#numbers);
    const { reason, label } = action as { readonly reason?: unknown; readonly label?: unknown };
    if (typeof reason !== "string" || reason.length > maxReasonText) {
      throw new TypeError(
        `an action's reason must be a text of at most ${maxReasonText} characters`,
      );
    }
    this.#reasons[row] = reason;
    if (label === undefined) return;
    for (let number = first; number < this.#nextNumber; number++) {
      this.#labels.set(number, wordOf(label, "label"));
    }
  }
}

/** The same name gives the same number after a restart, too: 52 bits of it. */
export function groupNumberOf(name: string): number {
  let [low, high] = [0x811c9dc5, 0x41c6ce57];
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  return 1 + (low >>> 6) * 2 ** 26 + (high >>> 6);
}

/** The strategy's columns. */
export function madeColumns(
  strategy: ColumnStrategy,
  parameters: Parameters,
  series: readonly SeriesGiven[],
): Record<string, Float64Array> {
  const [own] = series as readonly [SeriesGiven];
  const { brokerMs } = own.bars;
  const closed = { openMs: brokerMs, lengthMs: timeframeMs(own.timeframe) };
  const copies: Float64Array[] = [];
  const data = Object.fromEntries(
    series.map(({ name, bars, symbol, timeframe, digits }) => [
      name,
      strategyBars(
        { symbol, timeframe, digits, lengthMs: timeframeMs(timeframe), copies },
        bars,
        name === "bars" ? null : closed,
      ),
    ]),
  ) as { readonly bars: ReturnType<typeof strategyBars> };
  const made: unknown = strategy.columns(data, parameters);
  if (typeof made !== "object" || made === null) {
    throw new TypeError(`columns returned ${made === null ? "null" : typeof made}`);
  }
  const names = Object.keys(made);
  if (names.length > maxColumns) {
    throw new RangeError(`columns returned ${names.length} columns (limit ${maxColumns})`);
  }
  return Object.fromEntries(names.map((name) => {
    const values: unknown = (made as Record<string, unknown>)[name];
    wordOf(name, "a column's name");
    if (!(values instanceof Float64Array)) {
      throw new TypeError(`column ${name} is not a Float64Array`);
    }
    const column = plainColumn(values);
    if (column.length !== brokerMs.length) {
      throw new RangeError(
        `column ${name} has ${column.length} values for ${brokerMs.length} bars; ` +
          "values of another series go through its align()",
      );
    }
    const isOfBars = copies.some(({ buffer }) => buffer === column.buffer);
    return [name, isOfBars ? column.slice() : column];
  }));
}

/**
 * The same memory without what a strategy may have hung on its array: methods and lengths of its
 * own. It is not copied: what a strategy writes to its columns later, here or where it decides, is
 * found where its decisions are made once more. Columns that are bars were copied before.
 */
export function plainColumn(values: Float64Array): Float64Array {
  const arrays: object = Object.getPrototypeOf(Float64Array.prototype);
  const read = (name: string) => Object.getOwnPropertyDescriptor(arrays, name)!.get!.call(values);
  return new Float64Array(read("buffer"), read("byteOffset"), read("length"));
}
