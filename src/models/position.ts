/** Open positions. */

import type { SymbolName } from "./ids.ts";
import type { Direction } from "./signal.ts";
import type { Magic, PositionId, PositionTicket } from "./ticket.ts";
import type { BrokerMs } from "./time.ts";

/** ENUM_POSITION_REASON; the index is MetaTrader's value. */
export const positionReasons = ["client", "mobile", "web", "expert"] as const;
export type PositionReason = typeof positionReasons[number];

/** One open position. Volume is in lots, money in the account's currency. */
export interface Position<S = SymbolName> {
  readonly ticket: PositionTicket;
  readonly identifier: PositionId;
  readonly symbol: S;
  readonly direction: Direction;
  readonly volumeLots: number;
  /** When several deals opened the position: their average price weighted by volume. */
  readonly openPrice: number;
  /** The price at which it could be closed now: the bid for a buy, the ask for a sell. */
  readonly currentPrice: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** Floating profit, without swap. */
  readonly profit: number;
  readonly swap: number;
  readonly magic: Magic;
  readonly comment: string;
  readonly reason: PositionReason;
  readonly openedMs: BrokerMs;
  readonly updatedMs: BrokerMs;
}
