/**
 * The simple form of a strategy: a name, a table of parameters, and pure functions from closed
 * bars (or live ticks) to a signal draft. A strategy is one value of this type, exported from its
 * own file. The same window and parameters must give the same result: no clock, no randomness, no
 * state between calls.
 */

import type { BarColumns, Direction, SeriesKey, TickBatch } from "../../models/mod.ts";
import type { Parameters, ParameterSpec } from "./parameter_spec.ts";

/**
 * The input of a strategy: exactly as many closed bars as it needs, newest last, as its own copy.
 */
export interface Window extends SeriesKey {
  /**
   * Decimals of the symbol's prices; `toPoints` makes whole numbers of them, which sum without
   * error.
   */
  readonly digits: number;
  /** The bars, oldest first. */
  readonly bars: BarColumns;
}

/**
 * A proposed trade. The entry price is the close of the window's last bar (on ticks: the latest
 * quote).
 */
export interface SignalDraft {
  /** Whether to buy or to sell. */
  readonly direction: Direction;
  /** Below the entry of a buy, above that of a sell. */
  readonly stopLoss: number;
  /** Above the entry of a buy, below that of a sell. */
  readonly takeProfit: number;
  /** One sentence for the trader, up to 200 characters. */
  readonly reason: string;
}

/** One strategy. `Name` are the names of its parameters. */
export interface Strategy<Name extends string = string> {
  /** Unique and in snake_case; used in the settings, the log and the store. */
  readonly name: string;
  /** When it buys and sells, in a sentence. */
  readonly description: string;
  /** What the trader may set. */
  readonly parameters: Readonly<Record<Name, ParameterSpec>>;
  /** A sentence on why these parameters contradict each other; null when they do not. */
  contradiction?(parameters: Parameters<Name>): string | null;
  /** Length of the window, including the warm-up of the indicators. */
  barsNeeded(parameters: Parameters<Name>): number;
  /** Called once for each closed bar, which is the window's last. Null: nothing to do. */
  onBars(window: Window, parameters: Parameters<Name>): SignalDraft | null;
  /**
   * Called with new ticks of the series, oldest first. `window` ends with the last bar that was
   * analysed.
   */
  onTicks?(ticks: TickBatch, window: Window, parameters: Parameters<Name>): SignalDraft | null;
}
