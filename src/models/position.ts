/** Open positions. */

import type { SymbolName } from "./ids.ts";
import type { Direction } from "./direction.ts";
import type { Magic, PositionId, PositionTicket } from "./ticket.ts";
import type { BrokerMs } from "./time.ts";

/** ENUM_POSITION_REASON; the index is MetaTrader's value. */
export const positionReasons = ["client", "mobile", "web", "expert"] as const;
/** Who or what opened a position. */
export type PositionReason = typeof positionReasons[number];

/** One open position. Volume is in lots, money in the account's currency. */
export interface Position<S = SymbolName> {
  /** Its number at the broker now. */
  readonly ticket: PositionTicket;
  /** Its number for its whole life. */
  readonly identifier: PositionId;
  /** What is held. */
  readonly symbol: S;
  /** `buy` is long, `sell` is short. */
  readonly direction: Direction;
  /** How much is held. */
  readonly volumeLots: number;
  /** When several deals opened the position: their average price weighted by volume. */
  readonly openPrice: number;
  /** The price at which it could be closed now: the bid for a buy, the ask for a sell. */
  readonly currentPrice: number;
  /** The stop loss; null for none. */
  readonly stopLoss: number | null;
  /** The take profit; null for none. */
  readonly takeProfit: number | null;
  /** Floating profit, without swap. */
  readonly profit: number;
  /** Interest for holding it overnight, so far. */
  readonly swap: number;
  /** The number of the program that opened it. */
  readonly magic: Magic;
  /** The comment of the order that opened it. */
  readonly comment: string;
  /** Who or what opened it. */
  readonly reason: PositionReason;
  /** When it was opened. */
  readonly openedMs: BrokerMs;
  /** When it changed last. */
  readonly updatedMs: BrokerMs;
}

/** Prices that differ by less are equal: they were sent and read back. */
export const priceTolerance = 1e-9;

/** Without a stop the loss is unlimited, so removing one always widens. */
export function isStopWider(
  direction: Direction | null,
  was: number | null,
  becomes: number | null,
): boolean {
  if (was === null) return false;
  if (becomes === null) return true;
  return direction === "buy" ? becomes < was - priceTolerance : becomes > was + priceTolerance;
}
