/**
 * A copy on PostgreSQL from when a paper account was a terminal whose server ended with ` (paper)`:
 * it is upgraded in place, and a trader's own views on top of the bridge's stay.
 */

import assert from "node:assert/strict";
import postgres from "postgres";
import { migrations } from "../../src/database/migrations.ts";
import { paperVenueSchema } from "../../src/database/paper_venue_step.ts";
import { preparePostgres } from "../../src/database/postgres_migrate.ts";
import { postgresSteps } from "../../src/database/postgres_schema.ts";
import { venueColumns } from "../../src/database/postgres_venue_step.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { lacks } from "../../tools/test_needs.ts";
import { startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import { inTempFolder, must } from "../support/store_samples.ts";

const lacksPostgres = lacks("postgres");
const server = lacksPostgres ? null : await sharedPostgres();

const terminals = `INSERT INTO terminals (id, login, server, company, trade_mode) VALUES
  (1, '1', 'X', 'Some Broker', 'real'),
  (2, '1', 'X (paper)', 'Some Broker (paper)', 'demo')`;

/** A store whose copy is complete. */
function formerStore(folder: string): void {
  const before = migrations.findIndex(({ sql }) => sql === paperVenueSchema);
  const file = must(openSqliteFile(folder, migrations.slice(0, before)));
  file.db.exec(`${terminals};
    INSERT INTO mirror_state VALUES (1, 'the bridge', 1, 0, 0);
    CREATE TRIGGER mirror_terminals_update AFTER UPDATE ON terminals BEGIN
      INSERT INTO mirror_log (table_name, owner, from_key, to_key, rows, noted_ms)
      VALUES ('terminals', 0, NEW.id, NEW.id, 1, 0);
    END`);
  file.close();
}

async function formerCopy(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const before = postgresSteps.findIndex((step) => step.sql === venueColumns);
  try {
    await sql.begin(async (statement) => {
      await statement.unsafe(`CREATE SCHEMA ${testSchema}; SET search_path = ${testSchema}`);
      const lacking = await preparePostgres(statement, testSchema, postgresSteps.slice(0, before));
      assert.match(lacking?.detail ?? "", / is missing$/);
      await statement.unsafe(`INSERT INTO bridges (bridge, seq) VALUES ('the bridge', 0);
        ${terminals.replace("(id,", "(bridge_id, id,").replaceAll(/\((\d), '1'/g, "(1, $1, '1'")};
        CREATE VIEW my_deals AS SELECT server, profit FROM deal_list`);
    });
  } finally {
    await sql.end({ timeout: 1 });
  }
}

Deno.test({
  name: "mirror: an older copy gets the venue of each account, and keeps the views of others",
  ignore: lacksPostgres,
  fn: () =>
    inTempFolder(async (folder) => {
      await using database = await server!.createDatabase();
      await formerCopy(database.url);
      formerStore(folder);
      await using stage = startMirrored(folder, targetOf(database.url));
      await stage.mirrored(database.url);
      const sentence = "The stored paper account 1@X (paper) is now paper:1@X";
      assert.ok(stage.sentences().includes(sentence), stage.sentences().join("\n"));
      const sql = postgres(database.url, { max: 1, onnotice: () => {} });
      try {
        const rows = await sql.unsafe(
          `SELECT id, venue, server, company FROM ${testSchema}.terminals ORDER BY id`,
        );
        assert.deepEqual(rows.map((row) => Object.values(row)), [
          [1, "mt5", "X", "Some Broker"],
          [2, "paper", "X", "Some Broker"],
        ]);
        const views = await sql.unsafe(
          "SELECT table_name AS name FROM information_schema.columns " +
            `WHERE table_schema = '${testSchema}' AND column_name = 'venue' ORDER BY 1`,
        );
        assert.deepEqual(views.map(({ name }) => name), [
          "account_list",
          "bar_list",
          "deal_list",
          "intent_list",
          "position_list",
          "signal_list",
          "terminals",
          "tick_list",
        ]);
        assert.deepEqual([...await sql.unsafe(`SELECT * FROM ${testSchema}.my_deals`)], []);
      } finally {
        await sql.end({ timeout: 1 });
      }
    }),
});
