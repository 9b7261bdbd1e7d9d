/**
 * An order that a strategy's signal or a command wants to open. Risk sets its size and approves or
 * refuses it.
 */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { PendingType } from "./order.ts";
import type { SignalId } from "./signal.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { TraceId } from "./trace.ts";

export type ProposalOrigin =
  | { readonly kind: "signal"; readonly signal: SignalId; readonly strategy: string }
  /** `key` is chosen by the caller: a second request with the same key is the same command. */
  | { readonly kind: "command"; readonly key: string };

/** How old what a proposal rests on was when it was handed on; each actor adds what it keeps it waiting, by its own steady clock. */
export interface ProposalAge {
  readonly ageMs: number;
  /** Server time of what it is an opinion of; null when it is no opinion but a command. */
  readonly asOfBrokerMs: BrokerMs | null;
}

/** A proposed order that would open risk. Prices are in the quote currency; null means none. */
export interface OrderProposal {
  readonly trace: TraceId;
  /** The account to execute it on: a connected account, or a paper account. */
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly origin: ProposalOrigin;
  readonly type: "buy" | "sell" | PendingType;
  /** Null lets risk calculate it from RISK_PER_TRADE and the distance of the stop loss. */
  readonly volumeLots: number | null;
  /**
   * The price at which a pending order is triggered; for a market order, the price when the
   * proposal was made.
   */
  readonly price: number | null;
  readonly stopLimitPrice: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** When a pending order expires; null for never. */
  readonly expiresMs: BrokerMs | null;
  readonly createdMs: UnixMs;
}
