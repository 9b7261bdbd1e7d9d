/**
 * The part of the database actor's protocol that stores trades, risk and halts; `protocol.ts`
 * includes it in `DatabaseProtocol`.
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
  EndedHalts,
  LastingHalts,
  ReplacedDayRow,
  StoredPaperAccount,
  StoredTrace,
  StoredTrades,
  TradesTaken,
} from "../../src/database/trade_rows.ts";

export type TradingStoreAsks = {
  /**
   * The account at one moment, in one transaction. `positions` and `orders` are complete (missing
   * ones have ended); deals are added. The reply names the new deals. Idempotent.
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
  /** Tickets of all deals from this time on, unordered. */
  deal_tickets_from: {
    request: { readonly terminal: TerminalId; readonly fromBrokerMs: BrokerMs };
    reply: Stored<readonly DealTicket[]>;
  };
  /**
   * Durable when it replies, in one transaction with the decision that allows the intent. An
   * existing id or command key is refused (`isNew: false`) and not changed.
   */
  journal_intent: {
    request: {
      readonly intent: TradeIntent;
      readonly key: string | null;
      /** Null when none is needed, or an earlier attempt has stored it. */
      readonly decision: RiskDecision | null;
    };
    reply: Stored<{ readonly isNew: boolean; readonly intent: TradeIntent }>;
  };
  /** Durable when it replies: the intent as it is now, and one line of its history. */
  advance_intent: { request: { readonly intent: TradeIntent }; reply: Stored<null> };
  /** Intents of the terminal that are not final, oldest first. */
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
   * Durable when it replies with the stored halt: a halt that has ended stays ended. `figures` are
   * those that broke the limit, stored in the same transaction.
   */
  store_halt: {
    request: { readonly halt: Halt; readonly figures: RiskMetrics | null };
    reply: Stored<Halt>;
  };
  /** The same for a general halt. */
  store_general_halt: { request: GeneralHalt; reply: Stored<GeneralHalt> };
  /** Whether one was ever stored under this id: it has begun, and may have ended. */
  has_general_halt: { request: { readonly id: GeneralHalt["id"] }; reply: Stored<boolean> };
  /** Ends all of them in one transaction, or none; replies with the account halts as stored. */
  end_halts: { request: EndedHalts; reply: Stored<readonly Halt[]> };
  /** Halts in effect: those of all terminals, and general ones. */
  lasting_halts: { request: Record<never, never>; reply: Stored<LastingHalts> };
  /** The first write for a day wins; the reply is what is stored. Durable. */
  begin_day: { request: AccountDay; reply: Stored<AccountDay> };
  /** Replaces the start of a day that deals listed late have corrected. Durable. */
  correct_day: { request: AccountDay; reply: Stored<null> };
  /**
   * Withdraws the days later than this one, which a wrong clock had begun, and stores this one with
   * its figures, in one transaction. Durable.
   */
  replace_day: { request: ReplacedDayRow; reply: Stored<null> };
  account_day: {
    request: { readonly terminal: TerminalId; readonly brokerDay: string };
    reply: Stored<AccountDay | null>;
  };
  latest_day: { request: { readonly terminal: TerminalId }; reply: Stored<AccountDay | null> };
  store_risk_metrics: { request: RiskMetrics; reply: Stored<null> };
  /** The newest row of the series, which has the peak. */
  latest_risk_metrics: {
    request: { readonly terminal: TerminalId };
    reply: Stored<RiskMetrics | null>;
  };
  /** The last row of an earlier broker day. */
  risk_metrics_before: {
    request: { readonly terminal: TerminalId; readonly brokerDay: string };
    reply: Stored<RiskMetrics | null>;
  };
  trace: { request: { readonly trace: TraceId }; reply: Stored<StoredTrace> };
  /** Oldest first; cheaper than reading a whole trace. */
  intents_of_trace: {
    request: { readonly trace: TraceId };
    reply: Stored<readonly TradeIntent[]>;
  };
  /**
   * Complete state of a paper account as JSON, one row per account, replaced each time. Durable.
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
