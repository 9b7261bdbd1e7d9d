/**
 * Reads an account and compares it with the stored state: takes a snapshot, then the deals, stores
 * both in one transaction, and reports the reading so that open intents are resolved. One reading
 * runs at a time; a request that arrives during it gets the next one.
 */

import type { MoneyUnit } from "../../../src/models/currency.ts";
import {
  type BrokerMs,
  brokerMs,
  type Discrepancy,
  ok,
  type Result,
  type TerminalId,
  type VenueDeal,
  type VenuePosition,
  type VenueSnapshot,
} from "../../../src/models/mod.ts";
import type { StoreError } from "../../../src/database/store_error.ts";
import type { AskError } from "../../../src/runtime/protocol.ts";
import { BalanceTracker } from "../../../src/trade/reconcile/balance_tracker.ts";
import { diffOpenTrades, lateDeals } from "../../../src/trade/reconcile/open_trades_diff.ts";
import type { OpenTrades } from "../../../src/trade/open_trades.ts";
import {
  believedMark,
  type DealsDepth,
  dealsFrom,
} from "../../../src/trade/reconcile/deals_window.ts";
import { closerOf } from "../../../src/trade/reconcile/closer_of.ts";
import { FreshDeals } from "../../../src/trade/reconcile/fresh_deals.ts";
import { ownTickets } from "../../../src/trade/reconcile/own_tickets.ts";
import type { VenueError } from "../../../src/venue/venue.ts";
import type { IntentJournal } from "../intents/intent_journal.ts";
import { logDeal } from "./deal_log.ts";
import {
  type AccountContext,
  historyTimeoutMs,
  type VenueReading,
  venueTimeoutMs,
} from "../trade_context.ts";
import { storeTimeoutMs } from "../../../src/database/store_timeouts.ts";

export type ReadError = VenueError | StoreError | AskError;

export interface AccountReaderOptions {
  readonly terminal: TerminalId;
  readonly context: AccountContext;
  readonly journal: IntentJournal;
  /** Currency of the account; empty while unknown. */
  readonly currency: () => MoneyUnit;
  readonly onRead: (reading: VenueReading) => void;
}

/** Positions, orders and a page of each: three calls of the venue in a row. */
const snapshotTimeoutMs = 3 * venueTimeoutMs;

/**
 * Without the store it is unknown up to when the deals are complete. The last day is enough to
 * resolve open intents.
 */
const unkeptDealsMs = 86_400_000;

/** Only the newest differences are kept in memory; the store has all. */
const discrepanciesMax = 100;

export class AccountReader {
  readonly #options: AccountReaderOptions;
  /** From the last reading, of this run or an earlier one; null before it is loaded. */
  #local: OpenTrades | null = null;
  #completeToMs: BrokerMs | null = null;
  #balance: BalanceTracker;
  readonly #freshDeals = new FreshDeals();
  #isThorough = true;
  #discrepancies: readonly Discrepancy[] = [];
  #lastReadMs: number | null = null;
  #equity: number | null = null;
  #running: Promise<Result<null, ReadError>> | null = null;
  #next: Promise<Result<null, ReadError>> | null = null;

  constructor(options: AccountReaderOptions) {
    this.#options = options;
    this.#balance = new BalanceTracker(options.terminal);
  }

  get openTrades(): OpenTrades {
    return this.#local ?? { positions: [], orders: [] };
  }

  /** What the last reading showed; null before the first. */
  get equity(): number | null {
    return this.#equity;
  }

  get discrepancies(): readonly Discrepancy[] {
    return this.#discrepancies;
  }

  get isReading(): boolean {
    return this.#running !== null;
  }

  get lastReadMs(): number | null {
    return this.#lastReadMs;
  }

  /** Makes the next reading go far back, because nothing was read for a while. */
  readWholeHistoryNext(): void {
    this.#isThorough = true;
  }

  /** The balance is not explained by the deals read so far: read again soon. */
  get isDoubtful(): boolean {
    return !this.#balance.isExplained;
  }

  /** Starts a reading; callers during a running one share the next. */
  read(): Promise<Result<null, ReadError>> {
    if (this.#running === null) {
      this.#running = this.#read().finally(() => this.#running = null);
      return this.#running;
    }
    this.#next ??= this.#running.then(() => {
      this.#next = null;
      return this.read();
    });
    return this.#next;
  }

  /** The venue's current list; nothing is stored or concluded from it. */
  async list(): Promise<OpenTrades | null> {
    const { terminal, context } = this.#options;
    const timeout = { timeoutMs: snapshotTimeoutMs };
    const taken = await context.venue.ask("snapshot", { terminal }, timeout);
    return taken.ok ? { positions: taken.value.positions, orders: taken.value.orders } : null;
  }

  async #read(): Promise<Result<null, ReadError>> {
    const { terminal, context, onRead } = this.#options;
    const loaded = await this.#load();
    const startedSteadyMs = context.clock.steadyMs();
    const venue = context.venue;
    const taken = await venue.ask("snapshot", { terminal }, { timeoutMs: snapshotTimeoutMs });
    if (!taken.ok) return taken;
    this.#equity = taken.value.account.equity;
    this.#completeToMs = believedMark(this.#completeToMs, taken.value.takenBrokerMs);
    const depth = loaded.ok ? this.#nextDepth(startedSteadyMs) : "unkept";
    const from = depth === "unkept"
      ? brokerMs(taken.value.takenBrokerMs - unkeptDealsMs)
      : dealsFrom(this.#completeToMs, depth);
    const deals = await venue.ask(
      "deals",
      { terminal, fromBrokerMs: from, toBrokerMs: null },
      { timeoutMs: historyTimeoutMs },
    );
    if (!deals.ok) return deals;
    const kept = depth === "unkept" ? loaded : await this.#keep({
      snapshot: taken.value,
      deals: deals.value,
      from,
      depth,
      startedSteadyMs,
    });
    if (!kept.ok && depth === "thorough") this.#isThorough = true;
    onRead({ snapshot: taken.value, deals: deals.value, startedSteadyMs, isKept: kept.ok });
    return kept;
  }

  #nextDepth(steadyMs: number): DealsDepth {
    if (this.#balance.needsWhole(steadyMs)) return "whole";
    const depth = this.#isThorough ? "thorough" : "usual";
    this.#isThorough = false;
    return depth;
  }

  /** Loads the state stored by earlier runs. */
  async #load(): Promise<Result<null, ReadError>> {
    if (this.#local !== null || this.#lastReadMs !== null) return ok(null);
    const { terminal, context } = this.#options;
    const timeout = { timeoutMs: storeTimeoutMs };
    const trades = await context.database.ask("trades", { terminal }, timeout);
    if (!trades.ok) return trades;
    const { positions, orders, dealsCompleteToBrokerMs } = trades.value;
    this.#completeToMs = dealsCompleteToBrokerMs;
    // An account that was never read has nothing to compare with.
    if (dealsCompleteToBrokerMs !== null) this.#local = { positions, orders };
    return ok(null);
  }

  /** Deals that are new to the bridge. */
  async #fresh(
    deals: readonly VenueDeal[],
    fromBrokerMs: BrokerMs,
  ): Promise<Result<readonly VenueDeal[], ReadError>> {
    const { terminal, context } = this.#options;
    const timeout = { timeoutMs: storeTimeoutMs };
    const known = await context.database.ask(
      "deal_tickets_from",
      { terminal, fromBrokerMs },
      timeout,
    );
    if (!known.ok) return known;
    return ok(this.#freshDeals.among(deals, new Set(known.value)));
  }

  /** Stores the reading in one transaction; then it becomes the bridge's state. */
  async #keep(
    { snapshot, deals, from, depth, startedSteadyMs: steadyMs }: ToKeep,
  ): Promise<Result<null, ReadError>> {
    const { terminal, context } = this.#options;
    const found = await this.#fresh(deals, from);
    if (!found.ok) return found;
    const fresh = found.value;
    const discrepancies = this.#differences(snapshot, deals, fresh);
    // Counts when the reading is stored: the next one has the same deals otherwise.
    const balance = this.#balance.copy();
    const unexplained = balance.read(snapshot, fresh, {
      depth,
      steadyMs,
      currency: this.#options.currency(),
    });
    if (unexplained !== null) discrepancies.push(unexplained);
    const completeToMs = brokerMs(Math.max(this.#completeToMs ?? 0, snapshot.takenBrokerMs));
    const { positions, orders, takenMs } = snapshot;
    const trades = { terminal, positions, orders, deals: fresh, discrepancies, takenMs };
    const request = { ...trades, dealsCompleteToBrokerMs: completeToMs };
    const stored = await context.database.ask("store_trades", request, {
      timeoutMs: storeTimeoutMs,
    });
    this.#freshDeals.kept(fresh, stored.ok);
    if (!stored.ok) return stored;
    this.#balance = balance;
    const before = this.openTrades;
    this.#local = { positions, orders };
    this.#completeToMs = completeToMs;
    this.#note(discrepancies);
    this.#tell(fresh, snapshot);
    this.#log(fresh, snapshot.account.balance, [...before.positions, ...positions]);
    this.#lastReadMs = context.clock.nowMs();
    return ok(null);
  }

  #differences(
    snapshot: VenueSnapshot,
    deals: readonly VenueDeal[],
    fresh: readonly VenueDeal[],
  ): Discrepancy[] {
    if (this.#local === null) return [];
    const { terminal, journal } = this.#options;
    const touched = ownTickets(journal.all, snapshot);
    const newDeals = this.#freshDeals.explaining(deals, fresh, this.#completeToMs);
    const options = {
      terminal,
      foundMs: snapshot.takenMs,
      explanations: { touched, newDeals },
    };
    return [
      ...diffOpenTrades(this.#local, snapshot, options),
      ...lateDeals(fresh, this.#completeToMs, options),
    ];
  }

  #note(discrepancies: readonly Discrepancy[]): void {
    const { terminal, context } = this.#options;
    for (const { kind, detail } of discrepancies) {
      context.counts.discrepancies += 1;
      context.log.warning("discrepancy_found", { terminal, kind, detail });
    }
    this.#discrepancies = [...this.#discrepancies, ...discrepancies].slice(-discrepanciesMax);
  }

  #tell(fresh: readonly VenueDeal[], { account, place, takenBrokerMs }: VenueSnapshot): void {
    const { terminal, context } = this.#options;
    context.counts.dealsRecorded += fresh.length;
    const isComplete = this.#balance.isExplained;
    const isFirst = this.#lastReadMs === null;
    if (isFirst || fresh.length > 0) {
      const placed = place === undefined ? {} : { place };
      const read = { terminal, deals: fresh, account, ...placed, takenBrokerMs };
      context.risk.tell({ type: "deals_recorded", ...read, isComplete });
    }
    if (this.#isHistory(fresh) || fresh.length === 0) return;
    context.redis.tell({ type: "deals_recorded", terminal, deals: fresh });
  }

  #log(fresh: readonly VenueDeal[], balance: number, positions: readonly VenuePosition[]): void {
    if (this.#isHistory(fresh)) return;
    const { terminal, context, currency, journal } = this.#options;
    for (const deal of fresh) {
      const isItsOpening = (one: VenueDeal) => one.position === deal.position && one.entry === "in";
      const openedMs = positions.find(({ identifier }) => identifier === deal.position)?.openedMs ??
        fresh.find(isItsOpening)?.brokerMs;
      logDeal(context.log, deal, {
        ...{ terminal, currency: currency(), balance, openedMs: openedMs ?? null },
        closedBy: closerOf(deal, journal.all),
      });
    }
  }

  /** A first reading may bring years of deals, which are not reported one by one. */
  #isHistory(fresh: readonly VenueDeal[]): boolean {
    return this.#lastReadMs === null && fresh.length > reportedDealsMax;
  }
}

interface ToKeep {
  readonly snapshot: VenueSnapshot;
  readonly deals: readonly VenueDeal[];
  readonly from: BrokerMs;
  readonly depth: DealsDepth;
  readonly startedSteadyMs: number;
}

/** A first reading with more new deals than this is history and is not reported. */
const reportedDealsMax = 20;
