/** Signals: what a strategy concludes from a closed bar. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { Timeframe } from "./timeframe.ts";
import type { Brand } from "./brand.ts";
import type { Direction } from "./direction.ts";
import type { SignalEntry } from "./signal_entry.ts";

/** One for each bar and strategy, so that no signal is acted on twice; see `signalId`. */
export type SignalId = Brand<string, "SignalId">;

export interface Signal {
  readonly id: SignalId;
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly timeframe: Timeframe;
  readonly strategy: string;
  readonly direction: Direction;
  readonly price: number;
  /** Null only where a strategy with columns has given none. */
  readonly stopLoss: number | null;
  /** Null only where a strategy with columns has given none. */
  readonly takeProfit: number | null;
  /** Open time of the bar that gave the signal. */
  readonly barBrokerMs: BrokerMs;
  /** Server time when its bar closed; for a signal on a tick, the time of the tick. */
  readonly asOfBrokerMs: BrokerMs;
  readonly createdMs: UnixMs;
  /** Age when it was found, by the broker's clock; null in older rows, written without it. */
  readonly ageMs: number | null;
  /** Already too old to be traded when it was found: kept as history, never proposed. */
  readonly isLate: boolean;
  /** One sentence for the trader. */
  readonly reason: string;
  /** Only a strategy with columns gives it. */
  readonly entry?: SignalEntry;
}

/** The id of the signal that `strategy` may give on one bar. The same inputs give the same id. */
export function signalId(
  key: Pick<Signal, "terminal" | "symbol" | "timeframe" | "strategy" | "barBrokerMs">,
): SignalId {
  return [key.terminal, key.symbol, key.timeframe, key.strategy, key.barBrokerMs]
    .join("/") as SignalId;
}
