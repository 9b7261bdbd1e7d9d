/**
 * A trade of the report: what one closing deal made of a position or of a part of it, as MetaTrader
 * counts trades. Money is in the account's currency; times are the broker's.
 */

import type { DealReason, PositionId } from "../../models/mod.ts";

export type TradeSide = "long" | "short";

export interface ReportTrade {
  readonly position: PositionId;
  readonly symbol: string;
  readonly side: TradeSide;
  readonly lots: number;
  /** Null when the opening deal is not among the deals. */
  readonly openMs: number | null;
  readonly openPrice: number | null;
  readonly closeMs: number;
  readonly closePrice: number;
  /** A part of the position stayed open. */
  readonly isPartial: boolean;
  /** The deal that closed it opened the opposite position. */
  readonly isReversal: boolean;
  readonly reason: DealReason;
  readonly comment: string;
  readonly strategy: string | null;
  /** Before all costs. */
  readonly profit: number;
  readonly swap: number;
  /** Commission and fee of the closing deal and of the closed part's share of the opening deals. */
  readonly commission: number;
  /** What MetaTrader counts: profit, swap and commission of the closing deal alone. */
  readonly result: number;
  /** Profit, swap and all commission of the part that was closed. */
  readonly net: number;
  /** Already within the profit: what the spread and worse fills took; null when not known. */
  readonly spreadCost: number | null;
  readonly slippageCost: number | null;
  readonly durationMs: number | null;
  /** The net result in multiples of what the initial stop would have lost. */
  readonly r: number | null;
  /** The best and the worst floating result of the whole position. */
  readonly bestProfit: number | null;
  readonly worstProfit: number | null;
}

/** A position, or a part of one, that is open after the last deal. */
export interface OpenPart {
  readonly position: PositionId;
  readonly symbol: string;
  readonly side: TradeSide;
  readonly lots: number;
  readonly openMs: number;
  readonly openPrice: number;
}
