/**
 * Deals: what was executed on the account. In each list of names the index is MetaTrader's value.
 */

import type { SymbolName } from "./ids.ts";
import type { DealTicket, Magic, OrderTicket, PositionId } from "./ticket.ts";
import type { BrokerMs } from "./time.ts";

/** ENUM_DEAL_TYPE. */
export const dealTypes = [
  "buy",
  "sell",
  "balance",
  "credit",
  "charge",
  "correction",
  "bonus",
  "commission",
  "commission_daily",
  "commission_monthly",
  "commission_agent_daily",
  "commission_agent_monthly",
  "interest",
  "buy_canceled",
  "sell_canceled",
  "dividend",
  "dividend_franked",
  "tax",
] as const;
export type DealType = typeof dealTypes[number];

/** ENUM_DEAL_ENTRY: opens, closes, reverses, closes by an opposite position. */
export const dealEntries = ["in", "out", "inout", "out_by"] as const;
export type DealEntry = typeof dealEntries[number];

/** ENUM_DEAL_REASON. */
export const dealReasons = [
  "client",
  "mobile",
  "web",
  "expert",
  "sl",
  "tp",
  "so",
  "rollover",
  "vmargin",
  "split",
  "corporate_action",
] as const;
export type DealReason = typeof dealReasons[number];

/**
 * One deal. Money is in the account's currency; its sign is the sign of the change to the account.
 * Deals that only move money (deposits, credit) have no symbol, order, position or volume.
 */
export interface Deal<S = SymbolName> {
  readonly ticket: DealTicket;
  readonly order: OrderTicket | null;
  readonly position: PositionId | null;
  readonly symbol: S | null;
  readonly type: DealType;
  readonly entry: DealEntry;
  readonly volumeLots: number;
  readonly price: number;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  readonly profit: number;
  readonly swap: number;
  readonly commission: number;
  readonly fee: number;
  readonly magic: Magic;
  readonly comment: string;
  readonly reason: DealReason;
  readonly brokerMs: BrokerMs;
}
