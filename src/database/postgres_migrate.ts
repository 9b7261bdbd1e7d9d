/**
 * Migrates the mirror's schema in one transaction, under a lock of the database so that two bridges
 * can start at once, and then checks that the schema is as the bridge needs it. Entry point:
 * `preparePostgres`.
 */

import type { MirrorError } from "./mirror_error.ts";
import { mirroredTables } from "./mirror_tables.ts";
import type { Statement } from "./postgres_pool.ts";
import { type PostgresStep, postgresSteps } from "./postgres_schema.ts";

/** An arbitrary number that no other program is likely to lock: "MT5B" in ASCII. */
const lock = 0x4d543542;

/** The first version with generated columns. */
const oldestServer = 120_000;

/**
 * Why this server cannot be used; null when it can. `version` is PostgreSQL's number: 150018 is
 * 15.18.
 */
export function serverRefusal(version: number): MirrorError | null {
  if (version >= oldestServer) return null;
  return { code: "mirror_old_server", detail: `version ${Math.floor(version / 10_000)}` };
}

/** Names and comments in any script must fit, and what does not fit stops the whole copy. */
const encoding = "UTF8";

/** A server that cannot take everything is noticed before there is something to write. */
function writeRefusal(server: Readonly<Record<string, unknown>>): MirrorError | null {
  if (server.is_standby === true) return { code: "mirror_standby", detail: "it is in recovery" };
  if (server.read_only === "on") {
    return { code: "mirror_read_only", detail: "its transactions are read-only" };
  }
  if (server.encoding === encoding) return null;
  return { code: "mirror_wrong_encoding", detail: `it is ${server.encoding}` };
}

/** Must run inside a transaction. Null when the schema is as expected. */
export async function preparePostgres(
  statement: Statement,
  schema: string,
  steps: readonly PostgresStep[] = postgresSteps,
): Promise<MirrorError | null> {
  const [server] = await statement.unsafe(
    "SELECT current_setting('server_version_num')::int AS version, " +
      "pg_is_in_recovery() AS is_standby, current_setting('transaction_read_only') AS read_only, " +
      "current_setting('server_encoding') AS encoding",
  );
  const refusal = serverRefusal(Number(server?.version)) ?? writeRefusal(server ?? {});
  if (refusal !== null) return refusal;
  await statement.unsafe(`SELECT pg_advisory_xact_lock(${lock}, hashtext('${schema}'))`);
  const found = await schemaVersion(statement, schema);
  if (found > steps.length) {
    return { code: "mirror_newer_schema", detail: `version ${found}, known ${steps.length}` };
  }
  for (const [index, step] of steps.entries()) {
    if (index < found) continue;
    const lost = await applyStep(statement, { schema, version: index + 1, step });
    if (lost !== null) return lost;
  }
  return await schemaDifference(statement);
}

async function schemaVersion(statement: Statement, schema: string): Promise<number> {
  const [exists] = await statement.unsafe(
    "SELECT to_regclass($1) IS NOT NULL AS yes",
    [`"${schema}".schema_steps`],
  );
  if (exists?.yes !== true) return 0;
  const [row] = await statement.unsafe(
    `SELECT coalesce(max(version), 0) AS version FROM "${schema}".schema_steps`,
  );
  return Number(row?.version);
}

/** Nothing is created unless the server confirms that it would be in the schema. */
async function applyStep(
  statement: Statement,
  { schema, version, step }: { schema: string; version: number; step: PostgresStep },
): Promise<MirrorError | null> {
  if (version === 1) {
    await statement.unsafe(
      `CREATE SCHEMA IF NOT EXISTS "${schema}"; CREATE TABLE "${schema}".schema_steps (` +
        "version integer PRIMARY KEY, what text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())",
    );
  }
  // Functions of extensions such as TimescaleDB are in public.
  await statement.unsafe(`SET LOCAL search_path = "${schema}", public`);
  const [session] = await statement.unsafe("SELECT current_schema() AS schema");
  if (session?.schema !== schema) {
    return { code: "mirror_pooler", detail: `the schema is ${session?.schema}, not ${schema}` };
  }
  await statement.unsafe(step.sql);
  await statement.unsafe(`SET LOCAL search_path = "${schema}"`);
  await statement.unsafe(
    `INSERT INTO "${schema}".schema_steps (version, what) VALUES ($1, $2)`,
    [version, step.what],
  );
  return null;
}

/** What stands in the current schema in place of a table of its name. */
const kinds: Readonly<Record<string, string>> = {
  v: "a view",
  m: "a materialized view",
  f: "a foreign table",
  S: "a sequence",
  i: "an index",
};

/** The first table, column or key of the current schema that is not as the bridge writes to it. */
export async function schemaDifference(statement: Statement): Promise<MirrorError | null> {
  const detail = await wrongTable(statement) ?? await wrongColumn(statement);
  return detail === null ? null : { code: "mirror_schema_changed", detail };
}

/** Tables that are others or lack the key by which their rows are found again. */
async function wrongTable(statement: Statement): Promise<string | null> {
  const rows = await statement.unsafe(
    "SELECT c.relname::text AS name, c.relkind::text AS kind, coalesce((SELECT json_agg(" +
      "(SELECT string_agg(a.attname, ',' ORDER BY a.attname) FROM pg_attribute a " +
      "WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))) FROM pg_index i " +
      "WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indimmediate " +
      "AND i.indpred IS NULL AND i.indexprs IS NULL), '[]')::text AS keys " +
      "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace " +
      "WHERE n.nspname = current_schema()",
  );
  const found = new Map(rows.map((row) => [String(row.name), row]));
  for (const { name, identity } of mirroredTables) {
    const table = found.get(name);
    if (table === undefined) return `table ${name} is missing`;
    const kind = kinds[String(table.kind)];
    if (kind !== undefined) return `${name} is ${kind}, not a table`;
    const key = ["bridge_id", ...identity];
    const keys: readonly string[] = JSON.parse(String(table.keys));
    if (!keys.includes(key.toSorted().join(","))) {
      return `${name} has no primary key (${key.join(", ")})`;
    }
  }
  return null;
}

/** Columns that are missing, have another type, or are computed by the server or not. */
async function wrongColumn(statement: Statement): Promise<string | null> {
  const rows = await statement.unsafe(
    // A numeric may have been limited to some digits.
    "SELECT table_name, column_name, CASE WHEN data_type = 'numeric' AND numeric_precision IS NOT NULL " +
      "THEN format('numeric(%s,%s)', numeric_precision, numeric_scale) ELSE data_type END AS type, " +
      "is_generated = 'ALWAYS' OR identity_generation IS NOT DISTINCT FROM 'ALWAYS' AS is_computed " +
      "FROM information_schema.columns WHERE table_schema = current_schema()",
  );
  const found = new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row]));
  for (const { name, columns } of mirroredTables) {
    for (const [column, type] of Object.entries({ bridge_id: "integer", ...columns })) {
      const is = found.get(`${name}.${column}`);
      if (is === undefined) return `${name}.${column} is missing`;
      if (is.type !== type) return `${name}.${column} is ${is.type}, not ${type}`;
      if (is.is_computed === true) return `${name}.${column} is generated by the server`;
      const time = column.replace(/_ms$/, "_time");
      if (time !== column && found.get(`${name}.${time}`)?.is_computed === false) {
        return `${name}.${time} is not generated from ${column}`;
      }
    }
  }
  return null;
}
