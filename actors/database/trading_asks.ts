/**
 * The half of the database actor's protocol that keeps trades, risk and halts; `protocol.ts` makes
 * it part of `DatabaseProtocol`.
 */

import type {
  AccountDay,
  BrokerMs,
  DealTicket,
  GeneralHalt,
  Halt,
  IntentId,
  RiskDecision,
  RiskMetrics,
  TerminalId,
  TraceId,
  TradeIntent,
  VenueDeal,
} from "../../src/models/mod.ts";
import type { Stored } from "../../src/database/store_error.ts";
import type {
  DecisionOutcome,
  LastingHalts,
  StoredPaperAccount,
  StoredTrace,
  StoredTrades,
  TradesTaken,
} from "../../src/database/trade_rows.ts";

export type TradingStoreAsks = {
  /**
   * The account's truth at one moment, in one transaction: `positions` and `orders` are all there
   * are (those that are missing have ended), deals are added. The reply names the deals that were
   * new. A repeated write changes nothing.
   */
  store_trades: {
    request: TradesTaken;
    reply: Stored<{ readonly newDeals: readonly DealTicket[] }>;
  };
  trades: { request: { readonly terminal: TerminalId }; reply: Stored<StoredTrades> };
  deals_between: {
    request: {
      readonly terminal: TerminalId;
      readonly fromBrokerMs: BrokerMs;
      readonly toBrokerMs: BrokerMs | null;
    };
    reply: Stored<readonly VenueDeal[]>;
  };
  /** Of all deals from a time on, in no order. */
  deal_tickets_from: {
    request: { readonly terminal: TerminalId; readonly fromBrokerMs: BrokerMs };
    reply: Stored<readonly DealTicket[]>;
  };
  /**
   * Fully durable when it answers, and with it the decision that allows it, in one transaction.
   * Refuses (`isNew: false`) an id or a command's key that is there already: the first one stays.
   */
  journal_intent: {
    request: {
      readonly intent: TradeIntent;
      readonly key: string | null;
      /** Null where none is needed, or it is in the store with an earlier attempt. */
      readonly decision: RiskDecision | null;
    };
    reply: Stored<{ readonly isNew: boolean; readonly intent: TradeIntent }>;
  };
  /** Fully durable when it answers: the intent as it is now, and one line of its history. */
  advance_intent: { request: { readonly intent: TradeIntent }; reply: Stored<null> };
  /** Those of the terminal that are not final, oldest first. */
  open_intents: {
    request: { readonly terminal: TerminalId };
    reply: Stored<readonly TradeIntent[]>;
  };
  recent_intents: {
    request: { readonly terminal: TerminalId; readonly limit: number };
    reply: Stored<readonly TradeIntent[]>;
  };
  intent: { request: { readonly id: IntentId }; reply: Stored<TradeIntent | null> };
  store_decision: { request: RiskDecision; reply: Stored<null> };
  /** Newest first; without an outcome, of every outcome. */
  recent_decisions: {
    request: {
      readonly terminal: TerminalId;
      readonly limit: number;
      readonly outcome?: DecisionOutcome;
    };
    reply: Stored<readonly RiskDecision[]>;
  };
  /**
   * Fully durable when it answers; the reply is the halt as it is stored: one of the same id that
   * has ended stays ended. `figures`: what a resume by hand has set, written in one with the end.
   */
  store_halt: {
    request: { readonly halt: Halt; readonly figures: RiskMetrics | null };
    reply: Stored<Halt>;
  };
  /** The same for a halt of everything. */
  store_general_halt: { request: GeneralHalt; reply: Stored<GeneralHalt> };
  /** Halts that last, of all terminals, and of everything. */
  lasting_halts: { request: Record<never, never>; reply: Stored<LastingHalts> };
  /** The first one written for a day stays; the reply is what is stored. Fully durable. */
  begin_day: { request: AccountDay; reply: Stored<AccountDay> };
  latest_day: { request: { readonly terminal: TerminalId }; reply: Stored<AccountDay | null> };
  store_risk_metrics: { request: RiskMetrics; reply: Stored<null> };
  /** The newest row of the series: it has the peak. */
  latest_risk_metrics: {
    request: { readonly terminal: TerminalId };
    reply: Stored<RiskMetrics | null>;
  };
  trace: { request: { readonly trace: TraceId }; reply: Stored<StoredTrace> };
  /** Oldest first: what an order asks of its trace, without the reads of a whole one. */
  intents_of_trace: {
    request: { readonly trace: TraceId };
    reply: Stored<readonly TradeIntent[]>;
  };
  /**
   * A paper account's whole state as JSON, one row an account, replaced each time. Fully durable.
   */
  store_paper_account: {
    request: { readonly terminal: TerminalId } & StoredPaperAccount;
    reply: Stored<null>;
  };
  paper_account: {
    request: { readonly terminal: TerminalId };
    reply: Stored<StoredPaperAccount | null>;
  };
};
