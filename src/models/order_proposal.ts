/** What somebody wants to open: a signal of a strategy, or a command. Risk sizes it, and approves or refuses it. */

import type { SymbolName, TerminalId } from "./ids.ts";
import type { PendingType } from "./order.ts";
import type { SignalId } from "./signal.ts";
import type { BrokerMs, UnixMs } from "./time.ts";
import type { TraceId } from "./trace.ts";

/** Who wants an order. */
export type ProposalOrigin =
  | { readonly kind: "signal"; readonly signal: SignalId; readonly strategy: string }
  /** `key` is the caller's own: the same key is the same command. */
  | { readonly kind: "command"; readonly key: string };

/** An order that would open risk. Prices are in the quote currency; null means none. */
export interface OrderProposal {
  /** Ties it to what comes of it. The trade actor makes it for commands. */
  readonly trace: TraceId;
  /** Where it is to be executed: a connected account, or a paper account. */
  readonly terminal: TerminalId;
  /** What is bought or sold. */
  readonly symbol: SymbolName;
  /** Who wants it. */
  readonly origin: ProposalOrigin;
  /** At the market, or waiting for a price. */
  readonly type: "buy" | "sell" | PendingType;
  /** Null lets risk size it by RISK_PER_TRADE and the stop's distance. */
  readonly volumeLots: number | null;
  /** At which a pending order waits; for an order at the market, the price that was seen. */
  readonly price: number | null;
  /** At which the limit order of a stop-limit order is placed. */
  readonly stopLimitPrice: number | null;
  /** Below the price of a buy, above that of a sell. */
  readonly stopLoss: number | null;
  /** Above the price of a buy, below that of a sell. */
  readonly takeProfit: number | null;
  /** When a pending order ends; null: never. */
  readonly expiresMs: BrokerMs | null;
  /** When it was made; one that is too old is refused. */
  readonly createdMs: UnixMs;
}
