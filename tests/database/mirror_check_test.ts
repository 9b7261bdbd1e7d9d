/** The comparison of a store with its mirror on a real PostgreSQL: what it finds and mends. */

import assert from "node:assert/strict";
import fc from "fast-check";
import postgres, { type Sql } from "postgres";
import {
  jsonbText,
  lineSql,
  mayBeUnacceptable,
  rowLine,
} from "../../src/database/mirror_row_text.ts";
import type { PassFound, TableDifferences } from "../../src/database/mirror_pass.ts";
import { type MirroredTable, mirroredTables } from "../../src/database/mirror_tables.ts";
import { jsonOf } from "../../src/database/postgres_writer.ts";
import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { assertMirrored } from "../support/mirror_check.ts";
import { type MirrorStage, startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { sharedPostgres, startPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  must,
  sampleBar,
  sampleTick,
  seriesBars,
  storedTicks,
} from "../support/store_samples.ts";

const lacksPostgres = lacks("postgres");
const server = lacksPostgres ? null : await sharedPostgres();

interface Scene {
  readonly stage: MirrorStage;
  readonly sql: Sql;
  readonly url: string;
}

/** A store with rows in every table, all of which have arrived. */
function checkTest(name: string, scenario: (scene: Scene) => Promise<void>): void {
  Deno.test({
    name: `mirror check: ${name}`,
    ignore: lacksPostgres,
    fn: () =>
      inTempFolder(async (folder) => {
        await using database = await server!.createDatabase();
        const { url } = database;
        inStore(folder, (store) => storeSome(store));
        await using stage = startMirrored(folder, targetOf(url));
        await stage.mirrored(url);
        const sql = postgres(url, {
          max: 1,
          onnotice: () => {},
          connection: { search_path: testSchema },
        });
        try {
          await scenario({ stage, sql, url });
        } finally {
          await sql.end({ timeout: 1 });
        }
      }),
  });
}

/** More than any of these comparisons takes. */
const budgetMs = 600_000;
const everything = { rowsMax: 1_000_000, budgetMs };

/** Compares until the pass is complete. */
async function checked({ actor }: MirrorStage, rowsMax = 1_000_000): Promise<PassFound> {
  for (;;) {
    const answer = must(await actor.onAsk.check_mirror({ rowsMax, budgetMs }));
    assert.ok(answer.state === "ok", JSON.stringify(answer));
    if (answer.isComplete) return answer.found;
  }
}

function byTable({ tables }: PassFound): Record<string, Omit<TableDifferences, "table">> {
  return Object.fromEntries(tables.map(({ table, ...found }) => [table, found]));
}

checkTest("equal rows of every table have equal hashes on both sides", async ({ stage, sql }) => {
  await sql.unsafe(
    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'written'; END $$",
  );
  for (const { name } of mirroredTables) {
    await sql.unsafe(
      `CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ${name} EXECUTE FUNCTION refuse()`,
    );
  }
  const found = await checked(stage);
  assert.deepEqual(found.tables, []);
  assert.ok(found.rows > 1_000);
});

checkTest("what was changed, deleted or added by hand is found", async ({ stage, sql, url }) => {
  await sql.unsafe("UPDATE deals SET profit = profit + 0.01");
  await sql.unsafe("UPDATE intents SET request = request || '{\"volumeLots\": 99}'");
  await sql.unsafe("UPDATE ticks SET bid = bid::real");
  await sql.unsafe("UPDATE terminals SET company = NULL WHERE company IS NOT NULL");
  await sql.unsafe("TRUNCATE bars");
  await sql.unsafe("DELETE FROM signals WHERE id = (SELECT min(id) FROM signals)");
  await sql.unsafe(
    "INSERT INTO account_metrics (bridge_id, terminal_id, utc_ms, balance, equity, margin, " +
      "free_margin, profit) SELECT bridge_id, terminal_id, utc_ms + 1, 1, 1, 1, 1, 1 FROM account_metrics",
  );
  const [deals] = await sql`SELECT count(*)::int AS n FROM deals`;
  const [ticks] = await sql`SELECT count(*)::int AS n FROM ticks`;
  const found = byTable(await checked(stage));
  assert.deepEqual(found, {
    deals: { missing: 0, changed: deals!.n, extra: 0, unmended: 0 },
    intents: { missing: 0, changed: 1, extra: 0, unmended: 0 },
    ticks: { missing: 0, changed: ticks!.n, extra: 0, unmended: 0 },
    terminals: { missing: 0, changed: 1, extra: 0, unmended: 0 },
    bars: { missing: 350, changed: 0, extra: 0, unmended: 0 },
    signals: { missing: 1, changed: 0, extra: 0, unmended: 0 },
    account_metrics: { missing: 0, changed: 0, extra: 1, unmended: 0 },
  });
  const told = () => stage.sentences().filter((one) => one.includes("account_metrics")).length;
  assert.equal(told(), 1);
  await checked(stage);
  assert.equal(told(), 1, "extra rows are told once");
  await sql.unsafe("DELETE FROM account_metrics WHERE balance = 1");
  await assertMirrored({ url, schema: testSchema }, stage.storePath);
  assert.deepEqual((await checked(stage)).tables, []);
  const { counters } = stage.actor.status();
  assert.equal(counters?.mirrorDifferences, deals!.n + ticks!.n + 353);
  assert.match(stage.sentences().join("\n"), /bars: 350 missing and 0 changed/);
});

checkTest("a request compares a part, and the next one continues", async ({ stage, sql, url }) => {
  const ticks = Array.from({ length: 9_000 }, (_, index) => sampleTick(20_000_000 + index));
  must(
    await stage.actor.onAsk.store_ticks({ terminal: demoTerminal, batches: [storedTicks(ticks)] }),
  );
  await stage.mirrored(url);
  await sql.unsafe("DELETE FROM ticks WHERE broker_ms % 2 = 0");
  const first = must(await stage.actor.onAsk.check_mirror({ rowsMax: 3_000, budgetMs }));
  assert.ok(first.state === "ok" && !first.isComplete);
  assert.ok(first.found.rows < 6_000);
  const found = await checked(stage, 3_000);
  assert.ok(found.rows > 9_000);
  await assertMirrored({ url, schema: testSchema }, stage.storePath);
});

checkTest("what is written meanwhile is no difference", async ({ stage, url }) => {
  let isDone = false;
  const writing = (async () => {
    // Bounded: a writer without a pause keeps a slow machine from ever comparing.
    for (let round = 1; !isDone && round <= 200; round += 1) {
      const ticks = Array.from(
        { length: 50 },
        (_, at) => sampleTick(50_000_000 + round * 100 + at),
      );
      const batches = [storedTicks(ticks)];
      must(await stage.actor.onAsk.store_ticks({ terminal: demoTerminal, batches }));
      // The forming bar changes again and again.
      const series = [seriesBars([sampleBar(500, round)])];
      must(await stage.actor.onAsk.store_bars({ terminal: demoTerminal, series }));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  })();
  for (let pass = 0; pass < 3; pass += 1) assert.deepEqual((await checked(stage)).tables, []);
  isDone = true;
  await writing;
  await stage.mirrored(url);
});

checkTest("a request ends in time while rows cannot be sent", async ({ stage, sql, url }) => {
  await sql.begin(async (statement) => {
    await statement.unsafe("LOCK TABLE bars");
    const series = [seriesBars([sampleBar(9_000)])];
    must(await stage.actor.onAsk.store_bars({ terminal: demoTerminal, series }));
    await eventually(() => stage.mirror().state === "shipping");
    const answer = must(await stage.actor.onAsk.check_mirror({ rowsMax: 10, budgetMs: 50 }));
    assert.ok(answer.state === "ok" && !answer.isComplete);
  });
  await stage.mirrored(url);
  assert.deepEqual((await checked(stage)).tables, []);
});

checkTest("a column that was narrowed is named, and mended when it is back", async (scene) => {
  const { stage, sql, url } = scene;
  await sql.unsafe("ALTER TABLE risk_metrics ALTER equity TYPE integer");
  const answer = must(await stage.actor.onAsk.check_mirror(everything));
  assert.ok(answer.state === "failed", JSON.stringify(answer));
  assert.equal(answer.code, "mirror_schema_changed");
  assert.match(answer.reason, /risk_metrics\.equity is integer, not numeric/);
  await sql.unsafe("ALTER TABLE risk_metrics ALTER equity TYPE numeric");
  await eventually(() => stage.mirror().code === null);
  assert.deepEqual(byTable(await checked(stage)), {
    risk_metrics: { missing: 0, changed: 1, extra: 0, unmended: 0 },
  });
  await assertMirrored({ url, schema: testSchema }, stage.storePath);
});

checkTest("a column that keeps fewer digits is named", async ({ stage, sql }) => {
  await sql.unsafe("ALTER TABLE risk_metrics ALTER equity TYPE numeric(12,0)");
  const answer = must(await stage.actor.onAsk.check_mirror(everything));
  assert.ok(answer.state === "failed", JSON.stringify(answer));
  assert.match(answer.reason, /risk_metrics\.equity is numeric\(12,0\), not numeric/);
});

checkTest("what a trigger changes or swallows is unmended", async ({ stage, sql, url }) => {
  await sql.unsafe(
    "CREATE FUNCTION seven() RETURNS trigger LANGUAGE plpgsql AS " +
      "$$ BEGIN NEW.profit := 7; RETURN NEW; END $$",
  );
  await sql.unsafe(
    "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
  );
  await sql.unsafe("DELETE FROM signals");
  await sql.unsafe(
    "CREATE TRIGGER t BEFORE INSERT OR UPDATE ON deals FOR EACH ROW EXECUTE FUNCTION seven()",
  );
  await sql.unsafe(
    "CREATE TRIGGER t BEFORE INSERT ON signals FOR EACH ROW EXECUTE FUNCTION swallow()",
  );
  const { count: deals } = await sql.unsafe("UPDATE deals SET profit = 1");
  const { signals, ...other } = byTable(await checked(stage));
  assert.deepEqual(other, { deals: { missing: 0, changed: 0, extra: 0, unmended: deals } });
  assert.deepEqual({ ...signals, unmended: 0 }, { missing: 0, changed: 0, extra: 0, unmended: 0 });
  assert.ok(signals!.unmended > 0);
  await sql.unsafe("DROP TRIGGER t ON deals; DROP TRIGGER t ON signals");
  await checked(stage);
  await assertMirrored({ url, schema: testSchema }, stage.storePath);
});

checkTest("extra rows beyond a limit are not read, and the others are mended", async (scene) => {
  const { stage, sql, url } = scene;
  await sql.unsafe("UPDATE account_metrics SET equity = 5");
  await sql.unsafe(
    "INSERT INTO account_metrics (bridge_id, terminal_id, utc_ms, balance, equity, margin, " +
      "free_margin, profit) SELECT bridge_id, terminal_id, utc_ms + n, 1, 1, 1, 1, 1 " +
      "FROM (SELECT * FROM account_metrics LIMIT 1) AS one, generate_series(1, 25000) AS n",
  );
  const { changed, extra, unmended } = byTable(await checked(stage)).account_metrics!;
  assert.deepEqual({ isChanged: changed > 0, extra, unmended }, {
    isChanged: true,
    extra: 20_000,
    unmended: 0,
  });
  await sql.unsafe("DELETE FROM account_metrics WHERE balance = 1");
  await assertMirrored({ url, schema: testSchema }, stage.storePath);
});

checkTest("a table that is gone is named, and mended when it is back", async ({ stage, sql }) => {
  await sql.unsafe("ALTER TABLE ticks RENAME TO hidden");
  const answer = must(await stage.actor.onAsk.check_mirror(everything));
  assert.ok(answer.state === "failed");
  assert.equal(answer.code, "mirror_schema_changed");
  await sql.unsafe("ALTER TABLE hidden RENAME TO ticks");
  await sql.unsafe("TRUNCATE ticks");
  await eventually(() => stage.mirror().code === null);
  assert.ok(byTable(await checked(stage)).ticks!.missing > 700);
});

Deno.test({
  name:
    "mirror check: a server that is killed in the middle is named, and the rest is compared later",
  ignore: lacks("postgres_program"),
  fn: () =>
    inTempFolder(async (folder) => {
      await using own = await startPostgres();
      inStore(folder, (store) => storeSome(store));
      await using stage = startMirrored(folder, targetOf(own.url()));
      const ticks = Array.from({ length: 20_000 }, (_, index) => sampleTick(20_000_000 + index));
      const batches = [storedTicks(ticks)];
      must(await stage.actor.onAsk.store_ticks({ terminal: demoTerminal, batches }));
      await stage.mirrored(own.url());
      const asked = stage.actor.onAsk.check_mirror(everything);
      await eventually(() => (stage.mirror().check as { table: string }).table === "ticks");
      await own.server.kill();
      const answer = must(await asked);
      assert.ok(answer.state === "failed", JSON.stringify(answer));
      await own.server.start();
      await eventually(() => stage.mirror().code === null);
      const found = await checked(stage);
      assert.deepEqual(found.tables, []);
      assert.ok(found.rows > 20_000);
    }),
});

/** What texts are made of: also what PostgreSQL does not take, and how JSON writes it. */
const awkwardUnit = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  fc.constantFrom("\ud83d", "\ude00", "\0", "\\u0000", "\\ud83d", "\\", '"', "\x7f", "\x1f"),
);
const awkwardText = fc.string({ unit: awkwardUnit });

const numbers: MirroredTable = {
  name: "numbers",
  owner: null,
  key: "i",
  identity: ["i"],
  columns: { i: "bigint", d: "double precision", n: "numeric", t: "text", j: "jsonb" },
};

Deno.test({
  name: "mirror check: any number and text has the same line on both sides",
  ignore: lacksPostgres,
  fn: async () => {
    await using database = await server!.createDatabase();
    const sql = postgres(database.url, { max: 1 });
    try {
      const rows = fc.tuple(
        fc.maxSafeInteger(),
        fc.option(fc.double({ noNaN: true })),
        fc.option(fc.double({ noNaN: true })),
        fc.option(awkwardText),
        fc.option(fc.jsonValue({ stringUnit: awkwardUnit }).map((value) => JSON.stringify(value))),
      );
      await fc.assert(
        fc.asyncProperty(rows, async (values) => {
          const [row] = await sql.unsafe(
            `SELECT ${lineSql(numbers)} AS line FROM (SELECT (x ->> 0)::bigint AS i, ` +
              "(x ->> 1)::double precision AS d, (x ->> 2)::numeric AS n, x ->> 3 AS t, (x ->> 4)::jsonb AS j " +
              "FROM jsonb_array_elements($1::text::jsonb) AS x) AS sent",
            [jsonOf(numbers, [values])],
          );
          assert.equal(rowLine(numbers, values), row!.line);
        }),
        {
          numRuns: 300,
          examples: [
            [[1, -0, -0, "a\0b\\u0000c", null]],
            [[-1, 5e-324, 1e308, "", "{}"]],
            [[Number.MIN_SAFE_INTEGER, Infinity, -Infinity, "", "{}"]],
          ],
        },
      );
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
});

Deno.test({
  name: "mirror check: JSON is written as PostgreSQL writes jsonb",
  ignore: lacksPostgres,
  fn: async () => {
    await using database = await server!.createDatabase();
    const sql = postgres(database.url, { max: 1 });
    try {
      // PostgreSQL has neither the character 0 nor halves of surrogate pairs.
      const values = fc.jsonValue({ stringUnit: "grapheme" }).filter((value) =>
        !mayBeUnacceptable(JSON.stringify(value))
      );
      await fc.assert(
        fc.asyncProperty(values, async (value) => {
          const [row] = await sql.unsafe("SELECT $1::text::jsonb::text AS text", [
            JSON.stringify(value),
          ]);
          assert.equal(jsonbText(value), row!.text);
        }),
        { numRuns: 300 },
      );
    } finally {
      await sql.end({ timeout: 1 });
    }
  },
});
