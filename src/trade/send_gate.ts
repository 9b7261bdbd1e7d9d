/**
 * The last look before a request leaves: asked synchronously right before the send, with nothing
 * awaited in between, so that a halt that was heard a moment ago holds. Pure; null lets the request
 * pass.
 */

import type { SymbolName, TradeIntent } from "../models/mod.ts";
import type { ApprovedOrder } from "../risk/approved_order.ts";
import type { AccountMode } from "../venue/account_mode.ts";
import type { RiskEffect } from "./risk_effect.ts";

/** What is so at this moment on the account. */
export interface GateFacts {
  readonly mode: AccountMode;
  readonly isConnected: boolean;
  /** The first reconciliation since the last (re)connect has succeeded. */
  readonly isReconciled: boolean;
  /** Null while the risk controller has not said yet which halts last. */
  readonly isHalted: boolean | null;
  /** Symbols of which an order's outcome is not known. */
  readonly unknownSymbols: ReadonlySet<SymbolName>;
  /** The broker asked to send nothing so long from now; 0 when it did not. */
  readonly pauseMs: number;
}

/** Why a request was not sent. */
export interface GateRefusal {
  /** The reason, for programs. */
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

/** For what closes and cancels: nothing but a lost terminal keeps it. */
export function closeRefusal({ isConnected }: GateFacts): GateRefusal | null {
  return isConnected ? null : refusal("not_ready", "The terminal is not connected");
}

/** For what needs no approval. */
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

/** For what would open risk, whether it is approved or not. */
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

/** For what opens risk. The intent and its approval must belong together. */
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

/** A new price is all in which the request may differ from the approved one. */
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
