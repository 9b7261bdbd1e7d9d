/**
 * The code that serves a trader's file inside its realm. The realm gets this function as text, with
 * the functions that it calls (`realm_program.ts`). Only plain texts, numbers and columns of
 * numbers cross the boundary: what a strategy returns is checked and bounded before it leaves.
 */

import { type ConfiguredStrategy, configureStrategy } from "../runner/configure_strategy.ts";
import { pluginStrategy } from "../files/plugin_strategy.ts";
import { runOverBars, runOverTicks } from "../runner/run_turn.ts";
import { describeError, ownPlaces, shortened } from "../strategy_error.ts";
import type { Window } from "../contract/strategy.ts";
import type { BarColumns, TickBatch } from "../../models/mod.ts";
import type { SeriesWanted } from "../contract/column_strategy.ts";
import type { SeriesGiven } from "../decisions/decision_side.ts";
import { decisionsOf, handedOver, type RealmDecisions } from "./realm_decisions.ts";
import { type AnyStrategy, isColumnStrategy } from "../contract/define_strategy.ts";

/** As the code outside of the realm sees it: every value that it gets is a text. */
export interface RealmSide {
  /** Tells where the lines of a translated file were, as JSON: `MovedLines`. */
  linesMoved(lines: string): void;
  /** Takes over the file's default export; replies with an `Adoption`, as JSON. */
  adopt(name: string, parameters: string, exported: unknown): string;
  /** New columns of the realm, to be filled from outside. */
  column(length: number): Float64Array;
  flags(length: number): Uint8Array;
  /** Keeps the bars of a series for later turns; `facts` is its key and its digits, as JSON. */
  keepBars(seriesId: string, facts: string, columns: readonly Float64Array[]): void;
  /** An array of the realm for `keepBars` and `ticksTurn`. */
  list(): unknown[];
  /** Both reply with a `TurnResult`, as JSON. */
  barsTurn(seriesId: string, fresh: number): string;
  ticksTurn(seriesId: string, symbol: string, columns: readonly unknown[]): string;
  describe(error: unknown): string;
  /** A series for a backtest; that of the strategy comes first. `facts` is JSON. */
  giveSeries(facts: string, columns: readonly Float64Array[]): void;
  /** The decisions on the given series; throws what the strategy throws. */
  decisions(): RealmDecisions;
}

/** JSON has no NaN and no infinity: they become texts, which no check takes for a price. */
export function textOf(value: unknown): string {
  return JSON.stringify(
    value,
    (_, one) => typeof one === "number" && !Number.isFinite(one) ? String(one) : one,
  );
}

/** Whether the strategy can run. */
export type LoadReply =
  | {
    readonly barsNeeded: number;
    readonly watchesTicks: boolean;
    /** It is a column strategy; its further series. */
    readonly series?: Readonly<Record<string, SeriesWanted>>;
  }
  | { readonly problem: string };

export function realmSide(): RealmSide {
  let strategy: ConfiguredStrategy<AnyStrategy> | null = null;
  const windows = new Map<string, Window>();
  let given: SeriesGiven[] = [];
  const anyConfigured = () => {
    if (strategy === null) throw new TypeError("No strategy in this realm");
    return strategy;
  };
  const configured = () => {
    const found = anyConfigured();
    if (isColumnStrategy(found.strategy)) throw new TypeError("This strategy has columns");
    return { ...found, strategy: found.strategy };
  };
  const adopt = (name: string, parameters: string, exported: unknown) => {
    const plugin = pluginStrategy(name, exported);
    if (!plugin.ok) return plugin;
    return configureStrategy([plugin.value], { name, parameters: JSON.parse(parameters) });
  };
  return Object.freeze({
    linesMoved(lines: string) {
      ownPlaces.moved = JSON.parse(lines);
    },
    adopt(name: string, parameters: string, exported: unknown) {
      try {
        const found = adopt(name, parameters, exported);
        if (!found.ok) return JSON.stringify({ problem: shortened(found.error) });
        strategy = found.value;
        const { barsNeeded, strategy: own } = strategy;
        if (isColumnStrategy(own)) {
          const series = JSON.parse(textOf(own.series ?? {}));
          return JSON.stringify({ barsNeeded, watchesTicks: false, series });
        }
        return JSON.stringify({ barsNeeded, watchesTicks: own.onTicks !== undefined });
      } catch (error) {
        return JSON.stringify({ problem: describeError(error) });
      }
    },
    column: (length: number) => new Float64Array(length),
    flags: (length: number) => new Uint8Array(length),
    list: () => [],
    keepBars(seriesId: string, facts: string, columns: readonly Float64Array[]) {
      windows.set(seriesId, { ...JSON.parse(facts), bars: barsOfColumns(columns) });
    },
    barsTurn: (seriesId: string, fresh: number) =>
      textOf(runOverBars(configured(), windows.get(seriesId)!, fresh)),
    ticksTurn(seriesId: string, symbol: string, columns: readonly unknown[]) {
      const [brokerMs, bid, ask, last, volume, flags] = columns;
      const ticks = { symbol, brokerMs, bid, ask, last, volume, flags } as TickBatch;
      return textOf(runOverTicks(configured(), windows.get(seriesId)!, ticks));
    },
    describe: describeError,
    giveSeries(facts: string, columns: readonly Float64Array[]) {
      given.push({ ...JSON.parse(facts), bars: barsOfColumns(columns) });
    },
    decisions() {
      const found = anyConfigured();
      const side = decisionsOf(found);
      side.prepare(given);
      given = [];
      return handedOver(side);
    },
  });
}

export function barsOfColumns(columns: readonly Float64Array[]): BarColumns {
  const [brokerMs, open, high, low, close, tickVolume, realVolume, spreadPoints] = columns;
  const bars = { brokerMs, open, high, low, close, tickVolume, realVolume, spreadPoints };
  return bars as BarColumns; // the caller gives all eight
}
