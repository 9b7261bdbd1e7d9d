/**
 * An order that a strategy's signal or a command wants to open. Risk sets its size and approves or
 * refuses it.
 */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { OpeningType } from "./order.ts";
import type { SignalId } from "./signal.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { TraceId } from "./trace.ts";

/** Who wants an order. */
export type ProposalOrigin =
  | { readonly kind: "signal"; readonly signal: SignalId; readonly strategy: string }
  /** `key` is chosen by the caller: a second request with the same key is the same command. */
  | { readonly kind: "command"; readonly key: string };

/**
 * Age of the underlying signal or command when the message was sent; each actor adds its own
 * waiting time, measured with its steady clock.
 */
export interface ProposalAge {
  readonly ageMs: number;
  /** Server time when the signal's bar closed, or of its tick; null for a command. */
  readonly asOfBrokerMs: BrokerMs | null;
}

/** A proposed order that would open risk. Prices are in the quote currency; null means none. */
export interface OrderProposal {
  /** Links it to the resulting orders and deals. The trade actor makes it for commands. */
  readonly trace: TraceId;
  /** The account to execute it on: a connected account, or a paper account. */
  readonly terminal: TerminalId;
  /** What is bought or sold. */
  readonly symbol: SymbolName;
  /** Who wants it. */
  readonly origin: ProposalOrigin;
  /** At the market, or waiting for a price. */
  readonly type: OpeningType;
  /** Null lets risk calculate it from RISK_PER_TRADE and the distance of the stop loss. */
  readonly volumeLots: number | null;
  /** So much of what RISK_PER_TRADE allows, at most 1; all of it when left out. */
  readonly riskFraction?: number;
  /**
   * The price at which a pending order is triggered; for a market order, the price when the
   * proposal was made.
   */
  readonly price: number | null;
  /** At which the limit order of a stop-limit order is placed. */
  readonly stopLimitPrice: number | null;
  /** Below the price of a buy, above that of a sell. */
  readonly stopLoss: number | null;
  /** Above the price of a buy, below that of a sell. */
  readonly takeProfit: number | null;
  /** When a pending order expires; null for never. */
  readonly expiresMs: BrokerMs | null;
  /** When it was made; a proposal that is too old is refused. */
  readonly createdMs: UnixMs;
}
