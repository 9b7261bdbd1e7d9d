/**
 * The trading part of the store: what is returned, what a repeated write changes, what the views
 * show.
 */

import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import {
  type ApprovalId,
  brokerMs,
  type Discrepancy,
  intentOfMagic,
  magicNumber,
  paperTerminal,
  type TraceId,
  type TradeIntent,
  unixMs,
  type VenueDeal,
} from "../../src/models/mod.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  mondayMs,
  must,
  otherTerminal,
  sampleSignal,
  withStore,
} from "../support/store_samples.ts";
import {
  balanceDeal,
  refusedDecision,
  sampleDay,
  sampleDeal,
  sampleDecision,
  sampleDiscrepancy,
  sampleGeneralHalt,
  sampleHalt,
  sampleIntent,
  sampleOrder,
  samplePosition,
  sampleRisk,
  sampleTaken,
  sampleTrace,
} from "../support/trade_samples.ts";

/** Rows of a query, read over a separate connection as another program would. */
function rowsOf(store: SqliteStore, query: string): Record<string, unknown>[] {
  const db = new DatabaseSync(store.path, { readOnly: true });
  try {
    return db.prepare(query).all().map((row) => ({ ...row }));
  } finally {
    db.close();
  }
}

const tradingTables = [
  "positions",
  "orders",
  "deals",
  "trade_progress",
  "discrepancies",
  "intents",
  "intent_history",
  "risk_decisions",
  "halts",
  "general_halts",
  "account_days",
  "risk_metrics",
  "paper_accounts",
];

const dump = (store: SqliteStore) =>
  tradingTables.map((table) => rowsOf(store, `SELECT * FROM ${table} ORDER BY 1, 2`));

const dealsOf = (store: SqliteStore) => must(store.deals.between(demoTerminal, brokerMs(0), null));

Deno.test("trades are returned as the terminal sent them", () =>
  withStore((store) => {
    const taken = sampleTaken({ positions: [samplePosition(0), samplePosition(1)] });
    assert.deepEqual(must(store.trades.store(taken)), { newDeals: [taken.deals[0]!.ticket] });
    assert.deepEqual(must(store.trades.load(demoTerminal)), {
      positions: taken.positions,
      orders: taken.orders,
      dealsCompleteToBrokerMs: taken.dealsCompleteToBrokerMs,
    });
    const all = store.deals.between(demoTerminal, brokerMs(0), null);
    assert.deepEqual(must(all), taken.deals);
  }));

Deno.test("an unknown terminal has no rows, and reading creates none", () =>
  withStore((store) => {
    const nothing = { positions: [], orders: [], dealsCompleteToBrokerMs: null };
    assert.deepEqual(must(store.trades.load(demoTerminal)), nothing);
    assert.deepEqual(dealsOf(store), []);
    assert.deepEqual(must(store.intents.open(demoTerminal)), []);
    assert.deepEqual(must(store.intents.recent(demoTerminal, 5)), []);
    assert.equal(must(store.intents.find(sampleIntent(0).id)), null);
    assert.deepEqual(must(store.decisions.recent(demoTerminal, 5)), []);
    assert.deepEqual(must(store.halts.lasting()).halts, []);
    assert.equal(must(store.days.latest(demoTerminal)), null);
    assert.equal(must(store.days.latestMetrics(demoTerminal)), null);
    assert.equal(must(store.paperAccounts.find(demoTerminal)), null);
    const trace = { signal: null, decisions: [], intents: [], deals: [] };
    assert.deepEqual(must(store.trace(sampleTrace)), trace);
    assert.deepEqual(rowsOf(store, "SELECT * FROM terminals"), []);
  }));

Deno.test("whatever is missing from a snapshot has ended, and is open again when it reappears", () =>
  withStore((store) => {
    must(store.trades.store(sampleTaken()));
    const laterMs = unixMs(mondayMs + 120_000);
    must(store.trades.store(sampleTaken({ positions: [], orders: [], takenMs: laterMs })));
    const { positions, orders } = must(store.trades.load(demoTerminal));
    assert.deepEqual([positions, orders], [[], []]);
    const ended = "SELECT ended_ms FROM positions UNION ALL SELECT ended_ms FROM orders";
    assert.deepEqual(rowsOf(store, ended), [{ ended_ms: laterMs }, { ended_ms: laterMs }]);
    must(store.trades.store(sampleTaken({ takenMs: unixMs(laterMs + 1) })));
    assert.deepEqual(must(store.trades.load(demoTerminal)).positions, [samplePosition(0)]);
  }));

Deno.test("a snapshot of one account does not change others", () =>
  withStore((store) => {
    must(store.trades.store(sampleTaken()));
    must(store.trades.store(sampleTaken({ terminal: otherTerminal, positions: [], deals: [] })));
    const paper = paperTerminal(demoTerminal);
    must(store.trades.store(sampleTaken({ terminal: paper, positions: [samplePosition(4)] })));
    assert.deepEqual(must(store.trades.load(demoTerminal)).positions, [samplePosition(0)]);
    assert.deepEqual(must(store.trades.load(otherTerminal)).positions, []);
    assert.deepEqual(must(store.trades.load(paper)).positions, [samplePosition(4)]);
  }));

Deno.test("the time up to which deals are complete is kept when a snapshot does not contain it", () =>
  withStore((store) => {
    must(store.trades.store(sampleTaken()));
    must(store.trades.store(sampleTaken({ dealsCompleteToBrokerMs: null })));
    const { dealsCompleteToBrokerMs } = must(store.trades.load(demoTerminal));
    assert.equal(dealsCompleteToBrokerMs, mondayMs + 60_000);
  }));

Deno.test("a deal is new once; a corrected one gets the later values", () =>
  withStore((store) => {
    const corrected = sampleDeal(0, { commission: -0.7 });
    must(store.trades.store(sampleTaken()));
    const again = sampleTaken({ deals: [corrected, sampleDeal(1)] });
    assert.deepEqual(must(store.trades.store(again)).newDeals, [sampleDeal(1).ticket]);
    assert.deepEqual(dealsOf(store), [corrected, sampleDeal(1)]);
  }));

Deno.test("deals_between includes both ends and is ordered by time, then ticket", () =>
  withStore((store) => {
    const sameTime = [2, 10].map((number) =>
      sampleDeal(1, { ticket: String(number) as VenueDeal["ticket"] })
    );
    const deals = [sampleDeal(3), ...sameTime.toReversed(), sampleDeal(0)];
    must(store.trades.store(sampleTaken({ deals })));
    const [from, to] = [brokerMs(mondayMs + 1_000), brokerMs(mondayMs + 3_000)];
    const found = must(store.deals.between(demoTerminal, from, to));
    assert.deepEqual(found, [...sameTime, sampleDeal(3)]);
  }));

Deno.test("the tickets of one account's deals from a time on, inclusive", () =>
  withStore((store) => {
    assert.deepEqual(must(store.deals.ticketsFrom(demoTerminal, brokerMs(0))), []);
    must(
      store.trades.store(sampleTaken({ deals: [sampleDeal(3), sampleDeal(0), sampleDeal(1)] })),
    );
    const from = (ms: number) => must(store.deals.ticketsFrom(demoTerminal, brokerMs(ms)));
    const tickets = [sampleDeal(1).ticket, sampleDeal(3).ticket];
    assert.deepEqual(from(sampleDeal(1).brokerMs).toSorted(), tickets.toSorted());
    assert.deepEqual(from(sampleDeal(3).brokerMs + 1), []);
    assert.deepEqual(must(store.deals.ticketsFrom(otherTerminal, brokerMs(0))), []);
  }));

const money = fc.integer({ min: -1e9, max: 1e9 }).map((cents) => cents / 100);
const price = fc.integer({ min: 1, max: 1e9 }).map((points) => points / 1e5);
const anyText = fc.string({ maxLength: 31, unit: "grapheme" }).filter((text) =>
  text.isWellFormed() && !text.includes("\0")
);
const anyDeal: fc.Arbitrary<VenueDeal> = fc.record({
  index: fc.nat(1_000),
  change: fc.record({
    profit: money,
    swap: money,
    commission: money,
    fee: money,
    price,
    volumeLots: fc.integer({ min: 1, max: 10_000 }).map((steps) => steps / 100),
    comment: anyText,
    magic: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(magicNumber),
    entry: fc.constantFrom("in", "out", "inout", "out_by"),
  }),
}).map(({ index, change }) => sampleDeal(index, change as Partial<VenueDeal>));
const anyDeals = fc.uniqueArray(anyDeal, { selector: ({ ticket }) => ticket, maxLength: 30 });

Deno.test("any deals are returned exactly, amounts as the same doubles", () =>
  fc.assert(
    fc.asyncProperty(anyDeals, (deals) =>
      withStore((store) => {
        must(store.trades.store(sampleTaken({ deals })));
        assert.deepEqual(dealsOf(store), deals.toSorted((a, b) => a.brokerMs - b.brokerMs));
      })),
    { numRuns: 30 },
  ));

Deno.test("any split, order and repetition of the same deals gives the same table", () =>
  fc.assert(
    fc.asyncProperty(anyDeals, fc.integer({ min: 1, max: 7 }), (deals, step) =>
      withStore((store) => {
        const added: string[] = [];
        for (let from = 0; from < deals.length; from += step) {
          const part = deals.slice(Math.max(0, from - 2), from + step);
          for (let time = 0; time < 2; time += 1) {
            added.push(...must(store.trades.store(sampleTaken({ deals: part }))).newDeals);
          }
        }
        assert.deepEqual(added, deals.map(({ ticket }) => ticket));
        assert.deepEqual(dealsOf(store), deals.toSorted((a, b) => a.brokerMs - b.brokerMs));
      })),
    { numRuns: 30 },
  ));

Deno.test("repeating any write changes nothing", () =>
  withStore((store) => {
    const writeAll = () => {
      must(store.trades.store(sampleTaken()));
      must(store.intents.journal(sampleIntent(0), "key"));
      must(store.intents.advance(sampleIntent(0, { state: "sent" })));
      must(store.decisions.store(sampleDecision(0)));
      must(store.halts.store(sampleHalt));
      must(store.halts.storeGeneral(sampleGeneralHalt));
      must(store.days.begin(sampleDay));
      must(store.days.storeMetrics(sampleRisk));
      must(store.paperAccounts.store(demoTerminal, { state: "{}", savedMs: unixMs(1) }));
    };
    writeAll();
    const before = dump(store);
    assert.ok(before.every((rows) => rows.length > 0));
    writeAll();
    assert.deepEqual(dump(store), before);
  }));

Deno.test("an intent's id and a command's key are accepted once: the first one stays", () =>
  withStore((store) => {
    const first = sampleIntent(0);
    assert.deepEqual(must(store.intents.journal(first, "k")), { isNew: true, intent: first });
    const sameId = sampleIntent(0, { attempt: 2 });
    assert.deepEqual(must(store.intents.journal(sameId, null)), { isNew: false, intent: first });
    assert.deepEqual(must(store.intents.journal(sampleIntent(1), "k")), {
      isNew: false,
      intent: first,
    });
    assert.equal(must(store.intents.journal(sampleIntent(1), "other")).isNew, true);
    assert.equal(must(store.intents.journal(sampleIntent(2), null)).isNew, true);
    assert.equal(must(store.intents.journal(sampleIntent(3), null)).isNew, true);
  }));

Deno.test("open intents are those without a final state, oldest first, even after reopening", () =>
  inTempFolder((folder) => {
    const states: TradeIntent["state"][] = ["filled", "unknown", "rejected", "sent", "accepted"];
    const before = must(openSqliteStore({ folder, retention: keepForEver }));
    for (const [index, state] of states.entries()) {
      must(before.intents.journal(sampleIntent(index), null));
      must(before.intents.advance(sampleIntent(index, { state })));
    }
    before.close();
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    const open = must(store.intents.open(demoTerminal)).map(({ state }) => state);
    assert.deepEqual(open, ["unknown", "sent", "accepted"]);
    const recent = must(store.intents.recent(demoTerminal, 2)).map(({ state }) => state);
    assert.deepEqual(recent, ["accepted", "sent"]);
    assert.deepEqual(must(store.intents.open(otherTerminal)), []);
    store.close();
  }));

const requests: readonly TradeIntent["request"][] = [
  sampleIntent(0).request,
  { kind: "cancel_order", order: sampleOrder(0).ticket },
  {
    kind: "modify_order",
    order: sampleOrder(0).ticket,
    price: 1.1,
    stopLimitPrice: null,
    stopLoss: null,
    takeProfit: 1.2,
    expiresMs: brokerMs(5),
  },
  {
    kind: "modify_position",
    position: samplePosition(0).ticket,
    stopLoss: 1.1,
    takeProfit: null,
  },
  {
    kind: "close_position",
    position: samplePosition(0).ticket,
    volumeLots: null,
    deviationPoints: 5,
  },
  { kind: "close_by", position: samplePosition(0).ticket, by: samplePosition(1).ticket },
];

for (const request of requests) {
  Deno.test(`an intent to ${request.kind} is returned complete, and its history has each state once`, () =>
    withStore((store) => {
      const created = sampleIntent(0, { request, approval: null });
      const filled: TradeIntent = {
        ...created,
        state: "filled",
        filledLots: 0.1,
        order: sampleOrder(0).ticket,
        position: samplePosition(0).identifier,
        retcode: 10009,
        explanation: "Done",
        updatedMs: unixMs(created.updatedMs + 40),
      };
      must(store.intents.journal(created, null));
      assert.deepEqual(must(store.intents.find(created.id)), created);
      for (const next of [{ ...created, state: "sent" } as const, filled, filled]) {
        must(store.intents.advance(next));
      }
      assert.deepEqual(must(store.intents.find(created.id)), filled);
      const history = rowsOf(store, "SELECT state, retcode FROM intent_history ORDER BY id");
      assert.deepEqual(history, [
        { state: "intended", retcode: null },
        { state: "sent", retcode: null },
        { state: "filled", retcode: 10009 },
      ]);
    }));
}

Deno.test("decisions are returned newest first, approved or with every reason", () =>
  withStore((store) => {
    must(store.decisions.store(sampleDecision(0)));
    must(store.decisions.store(refusedDecision));
    const both = [refusedDecision, sampleDecision(0)];
    assert.deepEqual(must(store.decisions.recent(demoTerminal, 9)), both);
    assert.deepEqual(must(store.decisions.recent(demoTerminal, 1)), [refusedDecision]);
    must(store.decisions.store(sampleDecision(0, { volumeLots: 9 })));
    assert.deepEqual(must(store.decisions.recent(demoTerminal, 9)), both);
  }));

Deno.test("decisions of one outcome are found behind any number of the other", () =>
  withStore((store) => {
    must(store.decisions.store({ ...refusedDecision, decidedMs: sampleDecision(0).decidedMs }));
    for (let at = 1; at <= 20; at += 1) {
      must(store.decisions.store(sampleDecision(at, { id: `a-${at}` as ApprovalId })));
    }
    const refused = must(store.decisions.recent(demoTerminal, 10, "refused"));
    assert.deepEqual(refused.map(({ id }) => id), [refusedDecision.id]);
    assert.equal(must(store.decisions.recent(demoTerminal, 10, "approved")).length, 10);
  }));

Deno.test("a halt lasts until it is ended, even after reopening the store", () =>
  inTempFolder((folder) => {
    const open = () => must(openSqliteStore({ folder, retention: keepForEver }));
    let store = open();
    const other = { ...sampleHalt, id: "other", terminal: otherTerminal };
    must(store.halts.store(sampleHalt));
    must(store.halts.store(other));
    store.close();
    store = open();
    assert.deepEqual(must(store.halts.lasting()).halts, [sampleHalt, other]);
    const flat = { ...sampleHalt, flatMs: unixMs(mondayMs + 9) };
    must(store.halts.store(flat));
    assert.deepEqual(must(store.halts.lasting()).halts, [flat, other]);
    must(store.halts.store({ ...flat, endedMs: unixMs(mondayMs + 99), endedBy: "next_day" }));
    assert.deepEqual(must(store.halts.lasting()).halts, [other]);
    store.close();
  }));

Deno.test("the first start of a day stays, and the latest day is the latest by date", () =>
  withStore((store) => {
    assert.deepEqual(must(store.days.begin(sampleDay)), sampleDay);
    assert.deepEqual(must(store.days.begin({ ...sampleDay, startEquity: 1 })), sampleDay);
    const next = { ...sampleDay, brokerDay: "2026-01-06", startEquity: 4_000 };
    must(store.days.begin(next));
    assert.deepEqual(must(store.days.begin(sampleDay)), sampleDay);
    assert.deepEqual(must(store.days.latest(demoTerminal)), next);
    assert.deepEqual(must(store.days.of(demoTerminal, next.brokerDay)), next);
    assert.equal(must(store.days.of(demoTerminal, "1999-01-01")), null);
    assert.equal(must(store.days.latest(otherTerminal)), null);
  }));

Deno.test("a halt that has ended stays ended, even when an older copy is written", () =>
  withStore((store) => {
    const ended = { ...sampleHalt, endedMs: unixMs(mondayMs + 99), endedBy: "the trader" };
    must(store.halts.store({ ...sampleHalt, flatMs: unixMs(mondayMs + 9) }));
    must(store.halts.store(ended));
    const copied = must(store.halts.store(sampleHalt));
    assert.deepEqual(copied, { ...ended, flatMs: unixMs(mondayMs + 9) });
    assert.deepEqual(must(store.halts.lasting()).halts, []);
  }));

Deno.test("the figures of a resume are written in one transaction with the end of the halt", () =>
  withStore((store) => {
    const ended = { ...sampleHalt, endedMs: unixMs(mondayMs + 99), endedBy: "the trader" };
    must(store.halts.store(ended, sampleRisk));
    assert.deepEqual(must(store.days.latestMetrics(demoTerminal)), sampleRisk);
  }));

Deno.test("a general halt lasts until it is ended, whatever accounts there are", () =>
  withStore((store) => {
    must(store.halts.storeGeneral(sampleGeneralHalt));
    assert.deepEqual(must(store.halts.lasting()), { halts: [], general: [sampleGeneralHalt] });
    const ended = { ...sampleGeneralHalt, endedMs: unixMs(mondayMs + 9), endedBy: "the trader" };
    must(store.halts.storeGeneral(ended));
    assert.deepEqual(must(store.halts.storeGeneral(sampleGeneralHalt)), ended);
    assert.deepEqual(must(store.halts.lasting()).general, []);
  }));

Deno.test("risk metrics are a series whose newest row is the one stored last, also after a clock was set back", () =>
  withStore((store) => {
    const ahead = { ...sampleRisk, utcMs: unixMs(mondayMs + 3_600_000), peakEquity: 6_000 };
    must(store.days.storeMetrics(ahead));
    must(store.days.storeMetrics(sampleRisk));
    assert.deepEqual(must(store.days.latestMetrics(demoTerminal)), sampleRisk);
    assert.equal(rowsOf(store, "SELECT * FROM risk_metrics").length, 2);
  }));

Deno.test("a paper account's state is replaced, one row per account", () =>
  withStore((store) => {
    const paper = paperTerminal(demoTerminal);
    for (const state of ['{"a":1}', '{"a":2}']) {
      must(store.paperAccounts.store(paper, { state, savedMs: unixMs(7) }));
    }
    assert.deepEqual(must(store.paperAccounts.find(paper)), { state: '{"a":2}', savedMs: 7 });
    assert.equal(must(store.paperAccounts.find(demoTerminal)), null);
    assert.equal(rowsOf(store, "SELECT * FROM paper_accounts").length, 1);
  }));

/** A signal with its decision, its intent, its deal, a manual close, and other traces beside it. */
function storeScenario(store: SqliteStore) {
  must(store.signals.store([sampleSignal(0), sampleSignal(1)]));
  must(store.decisions.store(sampleDecision(0)));
  const position = samplePosition(0).identifier;
  const other = sampleIntent(1, { trace: "command/x" as TraceId, position });
  must(store.intents.journal(sampleIntent(0), null));
  must(store.intents.journal(other, null));
  const filled = sampleIntent(0, { state: "filled", position, filledLots: 0.1 });
  must(store.intents.advance(filled));
  const byHand = sampleDeal(5, { position, magic: magicNumber("0"), entry: "out", profit: -12.34 });
  const ofOther = sampleDeal(1, { position });
  const deals = [sampleDeal(0), ofOther, byHand, sampleDeal(7), balanceDeal(8, 500)];
  must(store.trades.store(sampleTaken({ deals })));
  return { filled, other, byHand, ofOther };
}

Deno.test("a trace has its signal, decisions, intents, and the deals of its positions", () =>
  withStore((store) => {
    const { filled, other, byHand, ofOther } = storeScenario(store);
    assert.deepEqual(must(store.trace(sampleTrace)), {
      signal: sampleSignal(0),
      decisions: [sampleDecision(0)],
      intents: [filled],
      deals: [sampleDeal(0), byHand],
    });
    assert.deepEqual(must(store.intents.ofTrace(sampleTrace)), [filled]);
    const ofCommand = must(store.trace("command/x" as TraceId));
    assert.deepEqual([ofCommand.signal, ofCommand.intents], [null, [other]]);
    assert.deepEqual(ofCommand.deals, [ofOther, byHand]);
  }));

Deno.test("the views show who traded, what was refused, and the course of a trace", () =>
  withStore((store) => {
    storeScenario(store);
    must(store.decisions.store(refusedDecision));
    must(store.trades.store(sampleTaken({ deals: [balanceDeal(9, -200)] })));
    const origins = rowsOf(store, "SELECT origin, symbol FROM deal_list ORDER BY broker_time");
    assert.deepEqual(origins.map(({ origin }) => origin), [
      "bridge",
      "bridge",
      "manual",
      "bridge",
      "deposit",
      "withdrawal",
    ]);
    assert.equal(origins[4]!.symbol, null);
    assert.deepEqual(
      rowsOf(store, "SELECT outcome, refused_because FROM decision_list ORDER BY decided_utc_time"),
      [
        { outcome: "approved", refused_because: null },
        {
          outcome: "refused",
          refused_because: "The spread is 30 points, 20 are allowed; The price is 9 s old",
        },
      ],
    );
    const scenario = rowsOf(store, "SELECT trace, step FROM trace_list").filter(({ trace }) =>
      trace === sampleTrace
    ).map(({ step }) => step);
    assert.deepEqual(scenario.toSorted(), [
      "deal",
      "decision",
      "decision",
      "intent",
      "intent",
      "signal",
    ]);
    const [position] = rowsOf(store, "SELECT login, symbol, trace FROM position_list");
    assert.deepEqual(position, { login: "5012345", symbol: "EURUSD", trace: sampleTrace });
    const [intent] = rowsOf(store, "SELECT symbol, type, volume_lots, state FROM intent_list");
    assert.deepEqual(intent, { symbol: "EURUSD", type: "buy", volume_lots: 0.1, state: "filled" });
    assert.equal(rowsOf(store, "SELECT * FROM order_list").length, 1);
  }));

Deno.test("account_list shows each row of the account with the risk figures of that time", () =>
  withStore((store) => {
    const account = (utcMs: number) => ({
      terminal: demoTerminal,
      utcMs: unixMs(utcMs),
      balance: 1,
      equity: 1,
      margin: 0,
      freeMargin: 1,
      marginLevelPct: null,
      profit: 0,
    });
    for (const more of [-1, 0, 1_000]) must(store.accountMetrics.store(account(mondayMs + more)));
    must(store.days.storeMetrics(sampleRisk));
    const rows = rowsOf(store, "SELECT day_loss_pct FROM account_list ORDER BY utc_time");
    assert.deepEqual(rows.map((row) => row.day_loss_pct), [null, 0.996, 0.996]);
    must(store.halts.store(sampleHalt));
    assert.equal(rowsOf(store, "SELECT cause FROM halt_list")[0]!.cause, "daily_loss");
  }));

Deno.test("the intent column is decoded from the magic number, empty for other numbers", () =>
  withStore((store) => {
    const own = sampleDeal(0);
    const foreign = sampleDeal(1, { magic: magicNumber("77") });
    must(store.trades.store(sampleTaken({ deals: [own, foreign] })));
    const rows = rowsOf(store, "SELECT intent FROM deals ORDER BY id");
    assert.deepEqual(rows, [{ intent: intentOfMagic(own.magic) }, { intent: null }]);
    assert.equal(rows[0]!.intent, sampleIntent(0).id);
  }));

Deno.test("a snapshot with one bad row is not stored at all", () =>
  withStore((store) => {
    must(store.trades.store(sampleTaken()));
    const before = dump(store);
    const bad = sampleTaken({
      positions: [],
      discrepancies: [{ ...sampleDiscrepancy, id: "new" } satisfies Discrepancy],
      deals: [sampleDeal(1), sampleDeal(2, { profit: NaN })],
    });
    assert.throws(() => store.trades.store(bad), /NOT NULL/);
    assert.deepEqual(dump(store), before);
    must(store.trades.store(sampleTaken({ deals: [sampleDeal(1)] })));
  }));
