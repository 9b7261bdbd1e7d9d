/**
 * Stores from when a paper account was a terminal whose server ended with ` (paper)`: which rows
 * become paper accounts, what goes with them, and what is reported.
 */

import assert from "node:assert/strict";
import type { DatabaseSync } from "node:sqlite";
import { migrations } from "../../src/database/migrations.ts";
import { paperVenueSchema } from "../../src/database/paper_venue_step.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { openSqliteStore, type SqliteStore } from "../../src/database/sqlite_store.ts";
import type { Halt, IntentId, TerminalId } from "../../src/models/mod.ts";
import { terminalId, unixMs } from "../../src/models/mod.ts";
import { haltNote, haltsOfNote } from "../../src/risk/halts/halt_record.ts";
import { inTempFolder, keepForEver, must } from "../support/store_samples.ts";
import { sampleDecision, sampleHalt } from "../support/trade_samples.ts";

const step = migrations.findIndex(({ sql }) => sql === paperVenueSchema);

function sql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Writes a store of the schema before, and opens it. */
function upgraded(
  folder: string,
  write: (db: DatabaseSync) => void,
): SqliteStore {
  const old = must(openSqliteFile(folder, migrations.slice(0, step)));
  write(old.db);
  old.close();
  return must(openSqliteStore({ folder, retention: keepForEver }));
}

function rowsOf(folder: string, query: string): unknown[] {
  const file = must(openSqliteFile(folder, migrations));
  const rows = file.db.prepare(query).all().map((row) => Object.values(row));
  file.close();
  return rows;
}

interface FormerRow {
  readonly server: string;
  readonly company?: string;
  readonly type?: "demo" | "real";
  /** What else there is of it. */
  readonly marks?: readonly (keyof typeof marks)[];
}

/** What only one of the two venues left in the store. */
const marks = {
  paperAccount: "INSERT INTO paper_accounts VALUES ($id, '{}', 5)",
  paperIntent: intentSql("paper"),
  clockOffset: "INSERT INTO clock_offsets VALUES ($id, 0, 7200000)",
  describedSymbol: "INSERT INTO symbols (terminal_id, name, digits) VALUES ($id, 'EURUSD', 5)",
  bars: "INSERT INTO symbols (terminal_id, name) VALUES ($id, 'GBPUSD');" +
    "INSERT INTO series (symbol_id, timeframe) SELECT max(id), 'M15' FROM symbols",
  terminalIntent: intentSql("1771000000"),
  /** Both venues leave these. */
  deal: "INSERT INTO symbols (terminal_id, name) VALUES ($id, 'USDJPY');" +
    "INSERT INTO trade_progress VALUES ($id, 1, 1)",
};

function intentSql(installation: string): string {
  return "INSERT INTO intents (intent, trace, terminal_id, kind, request, state, attempt, " +
    "filled_lots, explanation, created_ms, updated_ms, installation) VALUES ('I$id', " +
    `'command/1', $id, 'open', '{}', 'filled', 1, 0, '', 1, 1, '${installation}')`;
}

function writeRow(db: DatabaseSync, row: FormerRow): void {
  const { server, company = "Some Broker", type = "demo" } = row;
  const { id } = db.prepare("SELECT count(*) + 1 AS id FROM terminals").get()!;
  db.exec(
    "INSERT INTO terminals (login, server, company, trade_mode) VALUES " +
      `('1', ${sql(server)}, ${sql(company)}, '${type}')`,
  );
  for (const mark of row.marks ?? []) db.exec(marks[mark].replaceAll("$id", String(id)));
}

const base: FormerRow = { server: "X", marks: ["clockOffset", "describedSymbol", "bars"] };
const paperCompany = "Some Broker (paper)";

const cases: readonly {
  readonly name: string;
  readonly rows: readonly FormerRow[];
  /** What each row becomes. */
  readonly become: readonly string[];
  readonly told: readonly string[];
}[] = [
  {
    name: "a paper account beside its terminal",
    rows: [base, { server: "X (paper)", company: paperCompany, marks: ["paperAccount", "deal"] }],
    become: ["1@X", "paper:1@X"],
    told: ["paper_account_renamed paper:1@X"],
  },
  {
    name: "a paper account that was only registered",
    rows: [base, { server: "X (paper)", company: paperCompany }],
    become: ["1@X", "paper:1@X"],
    told: ["paper_account_renamed paper:1@X"],
  },
  {
    name: "a paper account whose broker has a new name",
    rows: [base, { server: "X (paper)", company: "Old Name (paper)", marks: ["paperIntent"] }],
    become: ["1@X", "paper:1@X"],
    told: ["paper_account_renamed paper:1@X"],
  },
  {
    name: "an account at a server of that name",
    rows: [{ server: "X (paper)", type: "real", marks: ["clockOffset", "describedSymbol"] }],
    become: ["1@X (paper)"],
    told: [],
  },
  {
    name: "an account at a server of that name, its terminal, and its paper account",
    rows: [
      base,
      { server: "X (paper)", type: "real", marks: ["clockOffset", "terminalIntent"] },
      { server: "X (paper) (paper)", company: paperCompany, marks: ["paperAccount"] },
    ],
    become: ["1@X", "1@X (paper)", "paper:1@X (paper)"],
    told: ["paper_account_renamed paper:1@X (paper)"],
  },
  ...(["clockOffset", "describedSymbol", "bars", "terminalIntent"] as const).map((mark) => ({
    name: `a row that a paper account and a terminal (${mark}) shared`,
    rows: [base, { server: "X (paper)", company: paperCompany, marks: ["paperAccount", mark] }],
    become: ["1@X", "1@X (paper)"],
    told: ["paper_account_ambiguous 1@X (paper)"],
  } as const)),
  {
    name: "a row without any mark",
    rows: [base, { server: "X (paper)", marks: ["deal"] }],
    become: ["1@X", "1@X (paper)"],
    told: ["paper_account_ambiguous 1@X (paper)"],
  },
  {
    name: "a broker whose name ends like that, without a terminal at the server before it",
    rows: [{ server: "X (paper)", company: paperCompany }],
    become: ["1@X (paper)"],
    told: ["paper_account_ambiguous 1@X (paper)"],
  },
  {
    name: "servers whose names only contain it",
    rows: [{ server: "X (paper) 2" }, { server: "(paper)" }, { server: "X(paper)" }],
    become: ["1@X (paper) 2", "1@(paper)", "1@X(paper)"],
    told: [],
  },
];

for (const { name, rows, become, told } of cases) {
  Deno.test(`paper rows: ${name}`, () =>
    inTempFolder((folder) => {
      const store = upgraded(folder, (db) => rows.forEach((row) => writeRow(db, row)));
      const notes = store.migrationNotes.map(({ code, fields }) => `${code} ${fields.terminal}`);
      assert.deepEqual(notes, told);
      const ids = become.map((text) => store.registry.findTerminalId(text as TerminalId));
      assert.deepEqual(ids, rows.map((_, index) => index + 1));
      store.close();
      assert.deepEqual(rowsOf(folder, "PRAGMA foreign_key_check"), []);
      const again = must(openSqliteStore({ folder, retention: keepForEver }));
      assert.deepEqual(again.migrationNotes, [], "once");
      again.close();
    }));
}

const was = "1@X (paper)";
const paper = "paper:1@X" as TerminalId;

function formerHalt(db: DatabaseSync): Halt {
  const halt = { ...sampleHalt, id: `${was}/drawdown/7-abc`, terminal: was as TerminalId };
  db.exec(
    `INSERT INTO halts VALUES (1, '${halt.id}', 2, 'drawdown', 'flatten', 'by_hand', 'lost', 7, ` +
      "'2026-01-05', NULL, NULL, NULL, 'account')",
  );
  return halt;
}

Deno.test("paper rows: a halt, its orders and its flag go with the account", () =>
  inTempFolder((folder) => {
    const numbers = { balance: 1.1e-7, far: 1e21, exact: -12345.678901234567 };
    const store = upgraded(folder, (db) => {
      writeRow(db, base);
      writeRow(db, { server: "X (paper)", company: paperCompany, marks: ["paperIntent"] });
      const { record } = haltNote([formerHalt(db)], () => true)!;
      const state = JSON.stringify({ numbers, files: { haltReason: "lost", haltRecord: record } });
      db.exec(
        `INSERT INTO paper_accounts VALUES (2, ${sql(state)}, 5);
        UPDATE intents SET trace = 'halt/${was}/drawdown/7-abc',
          command_key = 'halt/${was}/drawdown/7-abc/9/1', request = '{"kind":"close_by"}';
        INSERT INTO discrepancies VALUES (1, '${was}/position_unknown/5/x', 2, 'k', '5', 'd', 1);
        INSERT INTO risk_decisions (decision, trace, terminal_id, proposal, refusals, decided_ms)
          VALUES ('D', 't', 2, '{"terminal":"${was}","comment":"of ${was}"}', '[]', 1)`,
      );
    });
    const { halts } = must(store.halts.lasting());
    assert.deepEqual(halts.map(({ id, terminal }) => [id, terminal]), [
      ["paper:1@X/drawdown/7-abc", paper],
    ]);
    const [intent] = must(store.intents.recent(paper, 9));
    assert.deepEqual([intent?.terminal, intent?.trace], [paper, `halt/${halts[0]!.id}`]);
    assert.equal(must(store.intents.find(intent!.id as IntentId))?.terminal, paper);
    const [decision] = must(store.decisions.recent(paper, 9));
    assert.deepEqual({ ...decision?.proposal }, { terminal: paper, comment: `of ${was}` });
    const state = JSON.parse(must(store.paperAccounts.find(paper))!.state);
    assert.deepEqual(state.numbers, numbers);
    const note = { reason: "lost", record: state.files.haltRecord };
    assert.equal(haltsOfNote(note, paper)[0]?.id, halts[0]!.id, "the flag is the halt's");
    store.close();
    assert.deepEqual(rowsOf(folder, "SELECT discrepancy FROM discrepancies"), [
      ["paper:1@X/position_unknown/5/x"],
    ]);
    const keys = rowsOf(folder, "SELECT command_key FROM intents");
    assert.deepEqual(keys, [["halt/paper:1@X/drawdown/7-abc/9/1"]]);
    const views = rowsOf(folder, "SELECT login, server, venue FROM halt_list");
    assert.deepEqual(views, [["1", "X", "paper"]]);
    const companies = rowsOf(folder, "SELECT company FROM terminals ORDER BY id");
    assert.deepEqual(companies, [["Some Broker"], ["Some Broker"]]);
  }));

Deno.test("paper rows: an ambiguous row keeps its halt for the terminal's account", () =>
  inTempFolder((folder) => {
    const store = upgraded(folder, (db) => {
      writeRow(db, base);
      writeRow(db, { server: "X (paper)", marks: ["paperAccount", "clockOffset"] });
      formerHalt(db);
    });
    const [halt] = must(store.halts.lasting()).halts;
    assert.deepEqual([halt?.id, halt?.terminal], [`${was}/drawdown/7-abc`, was]);
    assert.equal(
      must(store.paperAccounts.find(paper)),
      null,
      "the paper account starts with a new balance",
    );
    store.close();
  }));

Deno.test("paper rows: a damaged state of a paper account is not changed", () =>
  inTempFolder((folder) => {
    const store = upgraded(folder, (db) => {
      writeRow(db, base);
      writeRow(db, { server: "X (paper)", marks: ["paperIntent"] });
      db.exec("INSERT INTO paper_accounts VALUES (2, '{\"files', 5)");
    });
    assert.deepEqual(must(store.paperAccounts.find(paper)), { state: '{"files', savedMs: 5 });
    store.close();
  }));

Deno.test("paper rows: the mirror gets these changes and later ones", () =>
  inTempFolder((folder) => {
    const former = migrations.slice(0, step);
    const first = must(openSqliteFile(folder, former));
    first.db.exec(
      "INSERT INTO mirror_state VALUES (1, 'bridge', 1, 0, 0);" +
        "CREATE TRIGGER mirror_terminals_update AFTER UPDATE ON terminals BEGIN " +
        "INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms) " +
        "VALUES ('terminals', 0, NEW.id, NEW.id, 1, 0); END",
    );
    first.close();
    const store = upgraded(folder, (db) => {
      writeRow(db, base);
      writeRow(db, { server: "X (paper)", company: paperCompany, marks: ["paperAccount"] });
    });
    must(store.registry.describeTerminal({
      terminal: terminalId("1", "X"),
      company: "Some Broker",
      currency: "USD",
      leverage: 100,
      marginMode: "hedging",
      tradeMode: "demo",
    }));
    const claim = must(store.mirror.claim(100));
    const sent = claim.chunks.filter(({ table }) => table.name === "terminals");
    assert.deepEqual(sent.flatMap(({ rows }) => rows.map((row) => row.slice(0, 4))), [
      [2, "paper", "1", "X"],
      [1, "mt5", "1", "X"],
    ]);
    store.close();
  }));

Deno.test("a paper account and an account at a server of the same name are separate", () =>
  inTempFolder((folder) => {
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    const real = terminalId("1", "X (paper)");
    for (const terminal of [real, paper]) {
      must(store.halts.store({ ...sampleHalt, id: `${terminal}/h`, terminal }));
      const decision = sampleDecision(1);
      const proposal = { ...decision.proposal, terminal };
      must(store.decisions.store({ ...decision, id: `${terminal}` as never, proposal }));
      must(store.paperAccounts.store(terminal, { state: terminal, savedMs: unixMs(1) }));
    }
    const { halts } = must(store.halts.lasting());
    assert.deepEqual(halts.map(({ terminal }) => terminal), [real, paper]);
    for (const terminal of [real, paper]) {
      assert.equal(must(store.paperAccounts.find(terminal))?.state, terminal);
      assert.deepEqual(must(store.decisions.recent(terminal, 9)).map(({ id }) => id), [terminal]);
    }
    store.close();
  }));
