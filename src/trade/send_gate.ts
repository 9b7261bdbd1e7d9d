/**
 * The last check before a request is sent. It runs synchronously, with no await before the send, so
 * that a halt received just before takes effect. Pure; null lets the request pass.
 */

import {
  isPendingType,
  limitPriceOf,
  type OpenRequest,
  type Result,
  type SymbolName,
  type TradeIntent,
  type TradingMode,
  type VenueRequest,
} from "../models/mod.ts";
import type { ApprovedOrder } from "../risk/orders/approved_order.ts";
import type { RiskEffect } from "./risk_effect.ts";

/** The current state of the account. */
export interface GateFacts {
  readonly mode: TradingMode;
  readonly isConnected: boolean;
  /** The first reconciliation since the last (re)connect has succeeded. */
  readonly isReconciled: boolean;
  /** Null until the risk controller has reported the active halts. */
  readonly isHalted: boolean | null;
  /** Symbols with an order whose outcome is unknown. */
  readonly unknownSymbols: ReadonlySet<SymbolName>;
  /** The broker's rate limit pauses requests for this long from now; 0 for no pause. */
  readonly pauseMs: number;
}

/** Why a request was not sent. */
export interface GateRefusal {
  /** The machine-readable reason. */
  readonly code:
    | "mode_forbids"
    | "not_ready"
    | "halted"
    | "approval_invalid"
    | "outcome_pending"
    | "widens_risk"
    | "price_off_grid";
  /** A sentence for the trader. */
  readonly message: string;
}

/** For closes and cancels: only a lost terminal blocks them. */
export function closeRefusal({ isConnected }: GateFacts): GateRefusal | null {
  return isConnected ? null : refusal("not_ready", "The terminal is not connected");
}

/** For requests that need no approval. */
export function changeRefusal(effect: RiskEffect, facts: GateFacts): GateRefusal | null {
  const lost = closeRefusal(facts);
  if (lost !== null) return lost;
  if (!facts.isReconciled) {
    return refusal("not_ready", "The account has not been synced with the terminal yet");
  }
  if (effect === "reduces") return null;
  if (effect === "widens" || effect === "opens") {
    return refusal(
      "widens_risk",
      "The risk at the stop loss would grow beyond what was approved: close it and place a new order",
    );
  }
  return modeRefusal(facts) ?? haltRefusal(facts);
}

/** For requests that open risk, approved or not. */
export function accountRefusal(symbol: SymbolName, facts: GateFacts): GateRefusal | null {
  const { pauseMs, unknownSymbols } = facts;
  const refused = modeRefusal(facts) ?? changeRefusal("reduces", facts) ?? haltRefusal(facts);
  if (refused !== null) return refused;
  if (unknownSymbols.has(symbol)) {
    return refusal(
      "outcome_pending",
      `The outcome of an earlier order on ${symbol} is not known yet`,
    );
  }
  return pauseMs > 0 ? refusal("not_ready", "The broker is limiting requests") : null;
}

/** An approval, and how long it will last. */
export interface HeldApproval {
  readonly order: ApprovedOrder;
  readonly lastsMs: number;
}

/** For requests that open risk. The intent must match its approval. */
export function openingRefusal(
  intent: TradeIntent,
  { order: approved, lastsMs }: HeldApproval,
  facts: GateFacts,
): GateRefusal | null {
  const refused = accountRefusal(approved.request.symbol, facts);
  if (refused !== null) return refused;
  if (!isOfApproval(intent, approved)) {
    return refusal("approval_invalid", "The approval is for another order");
  }
  return lastsMs <= 0
    ? refusal("approval_invalid", "The approval has expired: prices have moved on")
    : null;
}

/**
 * For requests that open risk: `rounded` is what would be sent. When the broker has changed the
 * tick size since the approval, its levels may differ from those whose risk was approved.
 */
export function levelsRefusal(
  approved: OpenRequest,
  rounded: Result<VenueRequest, string>,
): GateRefusal | null {
  const sent = rounded.ok ? rounded.value : null;
  const isSame = sent?.kind === "open" && sent.stopLoss === approved.stopLoss &&
    sent.takeProfit === approved.takeProfit && sent.stopLimitPrice === limitPriceOf(approved) &&
    (!isPendingType(approved.type) || sent.price === approved.price);
  return isSame ? null : refusal(
    "approval_invalid",
    `The broker's terms of ${approved.symbol} have changed since the approval: ` +
      "the approved prices cannot be quoted any more",
  );
}

/** The request may differ from the approved one only in its price. */
function isOfApproval({ approval, terminal, request }: TradeIntent, approved: ApprovedOrder) {
  const of = approved.request;
  return approval === approved.id && terminal === approved.terminal && request.kind === "open" &&
    request.symbol === of.symbol && request.type === of.type &&
    request.volumeLots === of.volumeLots && request.stopLoss === of.stopLoss;
}

function modeRefusal({ mode }: GateFacts): GateRefusal | null {
  return mode === "safety"
    ? refusal("mode_forbids", "No new trades are sent to this account (TRADING_MODE)")
    : null;
}

function haltRefusal({ isHalted }: GateFacts): GateRefusal | null {
  if (isHalted === null) {
    return refusal("not_ready", "It is not known yet whether trading is halted");
  }
  return isHalted ? refusal("halted", "Trading is halted on this account") : null;
}

function refusal(code: GateRefusal["code"], message: string): GateRefusal {
  return { code, message };
}
