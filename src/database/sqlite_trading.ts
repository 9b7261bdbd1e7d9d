/**
 * The trading part of the store: trades, intents, decisions, halts, days and paper accounts.
 * Available as `SqliteStore.trading`. Every method blocks until it is done; every write is one
 * transaction and idempotent. The bridge's own decisions are on the disk when the method returns
 * (`writeDurably`).
 */

import type { DatabaseSync } from "node:sqlite";
import type {
  AccountDay,
  BrokerMs,
  DealTicket,
  Halt,
  IntentId,
  Result,
  RiskDecision,
  RiskMetrics,
  TerminalId,
  TraceId,
  TradeIntent,
  VenueDeal,
} from "../models/mod.ts";
import { SqliteAccountDays } from "./sqlite_account_days.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import { SqliteDecisions } from "./sqlite_decisions.ts";
import { SqliteHalts } from "./sqlite_halts.ts";
import { SqliteIntents } from "./sqlite_intents.ts";
import type { SqliteJournal } from "./sqlite_journal.ts";
import { SqlitePaperAccounts } from "./sqlite_paper_accounts.ts";
import type { SqliteRegistry } from "./sqlite_registry.ts";
import { SqliteTrades } from "./sqlite_trades.ts";
import type { StoreError } from "./store_error.ts";
import type { StoredPaperAccount, StoredTrace, StoredTrades, TradesTaken } from "./trade_rows.ts";

type Stored<T> = Result<T, StoreError>;

/** Shared by the parts of the store. */
interface StoreParts {
  readonly access: SqliteAccess;
  readonly registry: SqliteRegistry;
  readonly journal: SqliteJournal;
}

export class SqliteTrading {
  readonly #access: SqliteAccess;
  readonly #journal: SqliteJournal;
  readonly #trades: SqliteTrades;
  readonly #intents: SqliteIntents;
  readonly #decisions: SqliteDecisions;
  readonly #halts: SqliteHalts;
  readonly #days: SqliteAccountDays;
  readonly #paperAccounts: SqlitePaperAccounts;

  constructor(db: DatabaseSync, { access, registry, journal }: StoreParts) {
    this.#access = access;
    this.#journal = journal;
    this.#trades = new SqliteTrades(db, registry);
    this.#intents = new SqliteIntents(db, registry);
    this.#decisions = new SqliteDecisions(db, registry);
    this.#halts = new SqliteHalts(db, registry);
    this.#days = new SqliteAccountDays(db, registry);
    this.#paperAccounts = new SqlitePaperAccounts(db, registry);
  }

  storeTrades(taken: TradesTaken): Stored<{ newDeals: readonly DealTicket[] }> {
    return this.#access.write(() => ({ newDeals: this.#trades.store(taken) }));
  }

  trades(terminal: TerminalId): Stored<StoredTrades> {
    return this.#access.read(() => this.#trades.load(terminal));
  }

  /** Both ends included, oldest first. */
  dealsBetween(
    terminal: TerminalId,
    fromBrokerMs: BrokerMs,
    toBrokerMs: BrokerMs | null,
  ): Stored<readonly VenueDeal[]> {
    return this.#access.read(() => this.#trades.deals.between(terminal, fromBrokerMs, toBrokerMs));
  }

  /** In no particular order. */
  dealTicketsFrom(
    terminal: TerminalId,
    fromBrokerMs: BrokerMs,
  ): Stored<readonly DealTicket[]> {
    return this.#access.read(() => this.#trades.deals.ticketsFrom(terminal, fromBrokerMs));
  }

  /**
   * Stores the intent together with the decision that approved it: neither is on the disk without
   * the other.
   */
  journalIntent(
    intent: TradeIntent,
    key: string | null,
    decision: RiskDecision | null = null,
  ): Stored<{ isNew: boolean; intent: TradeIntent }> {
    return this.#access.writeDurably(() => {
      if (decision !== null) this.#decisions.store(decision);
      return this.#intents.journal(intent, key);
    });
  }

  advanceIntent(intent: TradeIntent): Stored<void> {
    return this.#access.writeDurably(() => this.#intents.advance(intent));
  }

  openIntents(terminal: TerminalId): Stored<readonly TradeIntent[]> {
    return this.#access.read(() => this.#intents.open(terminal));
  }

  recentIntents(terminal: TerminalId, limit: number): Stored<readonly TradeIntent[]> {
    return this.#access.read(() => this.#intents.recent(terminal, limit));
  }

  intent(id: IntentId): Stored<TradeIntent | null> {
    return this.#access.read(() => this.#intents.find(id));
  }

  /** Oldest first. */
  intentsOfTrace(trace: TraceId): Stored<readonly TradeIntent[]> {
    return this.#access.read(() => this.#intents.ofTrace(trace));
  }

  storeDecision(decision: RiskDecision): Stored<void> {
    return this.#access.write(() => this.#decisions.store(decision));
  }

  recentDecisions(terminal: TerminalId, limit: number): Stored<readonly RiskDecision[]> {
    return this.#access.read(() => this.#decisions.recent(terminal, limit));
  }

  storeHalt(halt: Halt): Stored<void> {
    return this.#access.writeDurably(() => this.#halts.store(halt));
  }

  lastingHalts(): Stored<readonly Halt[]> {
    return this.#access.read(() => this.#halts.lasting());
  }

  beginDay(day: AccountDay): Stored<AccountDay> {
    return this.#access.writeDurably(() => this.#days.begin(day));
  }

  latestDay(terminal: TerminalId): Stored<AccountDay | null> {
    return this.#access.read(() => this.#days.latest(terminal));
  }

  storeRiskMetrics(metrics: RiskMetrics): Stored<void> {
    return this.#access.write(() => this.#days.storeMetrics(metrics));
  }

  latestRiskMetrics(terminal: TerminalId): Stored<RiskMetrics | null> {
    return this.#access.read(() => this.#days.latestMetrics(terminal));
  }

  trace(trace: TraceId): Stored<StoredTrace> {
    return this.#access.read(() => ({
      signal: this.#journal.findSignal(trace),
      decisions: this.#decisions.ofTrace(trace),
      intents: this.#intents.ofTrace(trace),
      deals: this.#trades.deals.ofTrace(trace),
    }));
  }

  storePaperAccount(terminal: TerminalId, account: StoredPaperAccount): Stored<void> {
    return this.#access.writeDurably(() => this.#paperAccounts.store(terminal, account));
  }

  paperAccount(terminal: TerminalId): Stored<StoredPaperAccount | null> {
    return this.#access.read(() => this.#paperAccounts.find(terminal));
  }
}
