/** Open positions. */

import type { SymbolName } from "./ids.ts";
import type { Direction } from "./signal.ts";
import type { Magic, PositionId, PositionTicket } from "./ticket.ts";
import type { BrokerMs } from "./time.ts";

/** ENUM_POSITION_REASON; the index is MetaTrader's value. */
export const positionReasons = ["client", "mobile", "web", "expert"] as const;
export type PositionReason = typeof positionReasons[number];

/** One open position. Volume is lots, money in the account's currency. */
export interface Position<S = SymbolName> {
  readonly ticket: PositionTicket;
  readonly identifier: PositionId;
  readonly symbol: S;
  readonly direction: Direction;
  readonly volumeLots: number;
  /** Where several deals opened it: their average by volume. */
  readonly openPrice: number;
  /** At which it could be closed now: bid of a buy, ask of a sell. */
  readonly currentPrice: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** Floating, without swap. */
  readonly profit: number;
  readonly swap: number;
  readonly magic: Magic;
  readonly comment: string;
  readonly reason: PositionReason;
  readonly openedMs: BrokerMs;
  readonly updatedMs: BrokerMs;
}
