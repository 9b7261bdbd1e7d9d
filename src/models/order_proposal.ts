/** What somebody wants to open: a signal of a strategy, or a command. Risk sizes it, and approves or refuses it. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { PendingType } from "./order.ts";
import type { SignalId } from "./signal.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { TraceId } from "./trace.ts";

export type ProposalOrigin =
  | { readonly kind: "signal"; readonly signal: SignalId; readonly strategy: string }
  /** `key` is the caller's own: the same key is the same command. */
  | { readonly kind: "command"; readonly key: string };

/** How old what a proposal rests on was when it was handed on; each actor adds what it keeps it waiting, by its own steady clock. */
export interface ProposalAge {
  readonly ageMs: number;
  /** Server time of what it is an opinion of; null when it is no opinion but a command. */
  readonly asOfBrokerMs: BrokerMs | null;
}

/** An order that would open risk. Prices are in the quote currency; null means none. */
export interface OrderProposal {
  readonly trace: TraceId;
  /** Where it is to be executed: a connected account, or a paper account. */
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly origin: ProposalOrigin;
  readonly type: "buy" | "sell" | PendingType;
  /** Null lets risk size it by RISK_PER_TRADE and the stop's distance. */
  readonly volumeLots: number | null;
  /** At which a pending order waits; for an order at the market, the price that was seen. */
  readonly price: number | null;
  readonly stopLimitPrice: number | null;
  readonly stopLoss: number | null;
  readonly takeProfit: number | null;
  /** When a pending order ends; null: never. */
  readonly expiresMs: BrokerMs | null;
  readonly createdMs: UnixMs;
}
