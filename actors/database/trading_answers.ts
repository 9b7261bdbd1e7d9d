/** Handles the trading part of the protocol: each request is one call of the store. */

import type { SqliteStore } from "../../src/database/sqlite_store.ts";
import type { Stored } from "../../src/database/store_error.ts";
import { ok } from "../../src/models/mod.ts";
import type { Behaviour } from "../../src/runtime/actor.ts";
import type { TradingStoreAsks } from "./trading_asks.ts";

/** Gives access to the store; returns the error while it is not open. */
export interface StoreAccess {
  read<T>(body: (store: SqliteStore) => Stored<T>): Stored<T>;
  write<T>(body: (store: SqliteStore) => Stored<T>, count?: (stored: T) => void): Stored<T>;
}

/** Rows written since the actor started. */
export interface TradingRows {
  deals: number;
  intents: number;
  decisions: number;
  halts: number;
}

type Answers = Behaviour<{ tell: never; ask: TradingStoreAsks }>["onAsk"];

export function tradingAnswers(access: StoreAccess, rows: TradingRows): Answers {
  return {
    ...tradeAnswers(access, rows),
    ...intentAnswers(access, rows),
    ...riskAnswers(access, rows),
  };
}

type TradeQuestion =
  | "store_trades"
  | "trades"
  | "deals_between"
  | "deal_tickets_from"
  | "trace"
  | "store_paper_account"
  | "paper_account";

function tradeAnswers(access: StoreAccess, rows: TradingRows): Pick<Answers, TradeQuestion> {
  return {
    store_trades: (taken) =>
      access.write(({ trades }) => trades.store(taken), ({ newDeals }) => {
        rows.deals += newDeals.length;
      }),
    trades: ({ terminal }) => access.read(({ trades }) => trades.load(terminal)),
    deals_between: ({ terminal, fromBrokerMs, toBrokerMs }) =>
      access.read(({ deals }) => deals.between(terminal, fromBrokerMs, toBrokerMs)),
    deal_tickets_from: ({ terminal, fromBrokerMs }) =>
      access.read(({ deals }) => deals.ticketsFrom(terminal, fromBrokerMs)),
    trace: ({ trace }) => access.read((store) => store.trace(trace)),
    store_paper_account: ({ terminal, ...account }) =>
      done(access.write(({ paperAccounts }) => paperAccounts.store(terminal, account))),
    paper_account: ({ terminal }) =>
      access.read(({ paperAccounts }) => paperAccounts.find(terminal)),
  };
}

type IntentQuestion =
  | "journal_intent"
  | "advance_intent"
  | "open_intents"
  | "recent_intents"
  | "intent"
  | "intents_of_trace";

function intentAnswers(access: StoreAccess, rows: TradingRows): Pick<Answers, IntentQuestion> {
  return {
    journal_intent: ({ intent, key, decision }) =>
      access.write(({ intents }) => intents.journal(intent, key, decision), ({ isNew }) => {
        if (isNew) rows.intents += 1;
      }),
    advance_intent: ({ intent }) => done(access.write(({ intents }) => intents.advance(intent))),
    open_intents: ({ terminal }) => access.read(({ intents }) => intents.open(terminal)),
    recent_intents: ({ terminal, limit }) =>
      access.read(({ intents }) => intents.recent(terminal, limit)),
    intent: ({ id }) => access.read(({ intents }) => intents.find(id)),
    intents_of_trace: ({ trace }) => access.read(({ intents }) => intents.ofTrace(trace)),
  };
}

function riskAnswers(
  access: StoreAccess,
  rows: TradingRows,
): Omit<Answers, TradeQuestion | IntentQuestion> {
  return {
    store_decision: (decision) =>
      done(
        access.write(({ decisions }) => decisions.store(decision), () => rows.decisions += 1),
      ),
    recent_decisions: ({ terminal, limit, outcome }) =>
      access.read(({ decisions }) => decisions.recent(terminal, limit, outcome)),
    store_halt: ({ halt, figures }) =>
      access.write(({ halts }) => halts.store(halt, figures), () => rows.halts += 1),
    store_general_halt: (halt) =>
      access.write(({ halts }) => halts.storeGeneral(halt), () => rows.halts += 1),
    has_general_halt: ({ id }) => access.read(({ halts }) => halts.hasGeneral(id)),
    end_halts: (ended) =>
      access.write(
        ({ halts }) => halts.end(ended),
        () => rows.halts += ended.halts.length + ended.general.length,
      ),
    lasting_halts: () => access.read(({ halts }) => halts.lasting()),
    begin_day: (day) => access.write(({ days }) => days.begin(day)),
    correct_day: (day) => done(access.write(({ days }) => days.correct(day))),
    replace_day: (replaced) => done(access.write(({ days }) => days.replaceLater(replaced))),
    account_day: ({ terminal, brokerDay }) =>
      access.read(({ days }) => days.of(terminal, brokerDay)),
    latest_day: ({ terminal }) => access.read(({ days }) => days.latest(terminal)),
    store_risk_metrics: (metrics) => done(access.write(({ days }) => days.storeMetrics(metrics))),
    latest_risk_metrics: ({ terminal }) => access.read(({ days }) => days.latestMetrics(terminal)),
    risk_metrics_before: ({ terminal, brokerDay }) =>
      access.read(({ days }) => days.metricsBefore(terminal, brokerDay)),
  };
}

/** `undefined` would not survive every way of passing messages between workers; `null` does. */
function done(stored: Stored<void>): Stored<null> {
  return stored.ok ? ok(null) : stored;
}
