/** What became of a position of a master account on an account that copies it. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { Direction } from "./direction.ts";
import type { PositionId } from "./ticket.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { TraceId } from "./trace.ts";

export const copyStates = [
  /** An order is being made; its outcome may be unknown. */
  "opening",
  /** It is open on both accounts. */
  "copied",
  /** It was not copied; `code` and `reason` say why. It is not copied later. */
  "missed",
  /** It was closed on the follower alone, manually, by its stop or by a halt; not opened again. */
  "left",
  /** It is closed on both accounts. */
  "closed",
] as const;
export type CopyState = typeof copyStates[number];

/** Why a position, an addition to it, or a change of its stop was not copied. */
export const copyMissCodes = [
  "too_late",
  "price_moved",
  "prices_apart",
  "no_stop",
  "symbol_unknown",
  "volume_too_small",
  "equity_unknown",
  "one_position_only",
  "refused_by_risk",
  "not_sent",
  "rejected",
  "stop_kept",
] as const;
export type CopyMissCode = typeof copyMissCodes[number];

export interface CopyMiss {
  readonly code: CopyMissCode;
  /** One sentence for the trader. */
  readonly reason: string;
}

/** One position of the master is one of these for each follower; a reversal begins another one. */
export interface CopiedTrade {
  /** The account it is traded on: a connected account, or a paper account. */
  readonly follower: TerminalId;
  readonly master: TerminalId;
  /** The master's position. */
  readonly position: PositionId;
  /** 1, and one more each time the position of a netting account turned to the other side. */
  readonly leg: number;
  /** As the follower names it. */
  readonly symbol: SymbolName;
  /** As the master names it. */
  readonly masterSymbol: SymbolName;
  /** The direction of the master's position. */
  readonly masterDirection: Direction;
  /** The direction of the follower's positions. */
  readonly direction: Direction;
  readonly state: CopyState;
  /** What was not copied last; null when all of it was. */
  readonly miss: CopyMiss | null;
  /** How much of the master's position has been followed. */
  readonly masterLots: number;
  /** The follower's part of it, before rounding to steps. */
  readonly wantedLots: number;
  /** Orders made for it so far: 1, and one more for each addition. */
  readonly orders: number;
  /** The last of them has no known outcome yet. */
  readonly isOrdering: boolean;
  /** The follower's price less the master's when it was copied. */
  readonly priceGap: number;
  /** The master's levels that have been followed. */
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly masterPrice: number;
  readonly masterOpenedMs: BrokerMs;
  readonly seenMs: UnixMs;
  readonly updatedMs: UnixMs;
  /** When there was nothing left to follow; null before. */
  readonly endedMs: UnixMs | null;
}

/** What identifies a copied trade of a follower. */
export type CopyKey = Pick<CopiedTrade, "follower" | "master" | "position" | "leg">;

/** Unique among the copied trades of one follower. */
export function copyText({ master, position, leg }: Omit<CopyKey, "follower">): string {
  return `${master}.${position}.${leg}`;
}

/** The name under which orders, decisions and positions of a copier appear. */
export function copierName(masterName: string): string {
  return `copy:${masterName}`;
}

/** What the traces of a copied trade begin with. */
function copyTrace(trade: Pick<CopiedTrade, keyof CopyKey | "symbol">, by: string): string {
  return `${trade.follower}/${trade.symbol}/${by}/${copyText(trade)}`;
}

/** The trace of order number `order` of a copied trade: the same each time it is worked out. */
export function copyOrderTrace(
  trade: Pick<CopiedTrade, keyof CopyKey | "symbol">,
  by: string,
  order: number,
): TraceId {
  return `${copyTrace(trade, by)}.${order}` as TraceId;
}

/** The trace of a change; `at` tells one attempt from another. */
export function copyChangeTrace(
  trade: Pick<CopiedTrade, keyof CopyKey | "symbol">,
  by: string,
  change: { readonly kind: "close" | "move"; readonly at: number },
): TraceId {
  return `${copyTrace(trade, by)}.${change.kind}-${change.at}` as TraceId;
}

/** Which copied trade a request belongs to, as `copyText` writes it; null for any other one. */
export function copyOfTrace(trace: TraceId): string | null {
  return /\/copy:[^/]*\/([^/]+@[^/]+\.\d+\.\d+)\.(?:(?:close|move)-)?\d+$/.exec(trace)?.[1] ?? null;
}
