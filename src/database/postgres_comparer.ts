/**
 * Compares a page of the store with PostgreSQL by its hash, and mends what differs. Must run inside
 * a transaction. Nothing is deleted: rows that only the server has are counted.
 */

import { err, ok, type Result } from "../models/result.ts";
import type { MirrorError } from "./mirror_error.ts";
import { lineSql } from "./mirror_row_text.ts";
import {
  arrivedRows,
  type Differences,
  type MirrorPage,
  noDifferences,
  pageHash,
  pageOrder,
} from "./mirror_page.ts";
import { type MirroredTable, mirroredTables } from "./mirror_tables.ts";
import { schemaDifference } from "./postgres_migrate.ts";
import type { Statement } from "./postgres_pool.ts";
import { type BridgeNumber, insertSql, jsonOf, sentValues } from "./postgres_writer.ts";

/** Hashing more rows than these would take the server too long; they are not counted further. */
const extraMost = 20_000;

interface TableSql {
  /** The number of rows of a page, up to a limit. */
  readonly size: string;
  /** The number of rows of a page, and their hash. */
  readonly digest: string;
  /** Writes rows that are missing or have other values. */
  readonly mend: string;
  /** The number of rows that are not there as they were sent. */
  readonly unmended: string;
}

const sqlOf = new Map(mirroredTables.map((table) => [table.name, tableSql(table)]));

/** An error when the server's columns do not take the rows as they are. */
export async function comparePage(
  statement: Statement,
  bridge: BridgeNumber,
  page: MirrorPage,
): Promise<Result<Differences, MirrorError>> {
  const { table, owner, fromKey, toKey, rows, isSettled } = page;
  const sql = sqlOf.get(table.name)!;
  const range = [bridge, owner, fromKey, toKey];
  const limit = rows.length + extraMost;
  /** The hash is null where there are more rows than are hashed. */
  const digest = async () => {
    const [size] = await statement.unsafe(sql.size, [...range, limit]);
    if (Number(size?.rows) === limit) return { rows: limit, hash: null };
    const [found] = await statement.unsafe(sql.digest, range);
    return { rows: Number(found?.rows), hash: String(found?.hash) };
  };
  const found = await digest();
  if (found.hash === pageHash(page)) return ok(noDifferences);
  const sent = jsonOf(table, arrivedRows(page));
  const { count: written } = await statement.unsafe(sql.mend, [bridge, sent]);
  const after = await digest();
  const missing = Math.max(0, after.rows - found.rows);
  const changed = Math.max(0, written - missing);
  if (after.hash === pageHash(page)) return ok({ missing, changed, extra: 0, unmended: 0 });
  const [lost] = await statement.unsafe(sql.unmended, [bridge, sent]);
  const unmended = Number(lost?.rows);
  if (unmended > 0) {
    // A column may have been narrowed.
    const difference = await schemaDifference(statement);
    if (difference !== null) return err(difference);
  }
  const extra = isSettled ? Math.max(0, after.rows - rows.length) : 0;
  return ok({ missing, changed, extra, unmended });
}

function tableSql(table: MirroredTable): TableSql {
  const { name, owner, key, columns, identity } = table;
  // Without an owner the parameter must still have a type.
  const ofOwner = owner === null ? "$2::int IS NOT NULL" : `${owner} = $2::int`;
  const where = `bridge_id = $1::int AND ${ofOwner} AND ${key} BETWEEN $3::bigint AND $4::bigint`;
  const order = pageOrder(table).map((column) =>
    columns[column] === "text" ? `${column} COLLATE "C"` : column
  );
  const values = Object.keys(columns).filter((column) => !identity.includes(column));
  const of = (row: string) => values.map((column) => `${row}.${column}`).join(", ");
  const names = Object.keys(columns);
  const sent = sentValues(columns).map((value, at) => `${value} AS ${names[at]}`);
  const lines = `string_agg(${lineSql(table)}, E'\\n' ORDER BY ${order.join(", ")})`;
  return {
    size:
      `SELECT count(*)::int AS rows FROM (SELECT 1 FROM ${name} WHERE ${where} LIMIT $5::int) AS found`,
    digest: "SELECT count(*)::int AS rows, " +
      `encode(sha256(convert_to(coalesce(${lines}, ''), 'UTF8')), 'hex') AS hash ` +
      `FROM ${name} WHERE ${where}`,
    mend: `${insertSql(table)}UPDATE SET ` +
      values.map((column) => `${column} = excluded.${column}`).join(", ") +
      ` WHERE (${of(name)}) IS DISTINCT FROM (${of("excluded")})`,
    unmended: `WITH sent AS (SELECT ${sent.join(", ")} ` +
      "FROM jsonb_array_elements($2::text::jsonb) AS x) " +
      `SELECT count(*)::int AS rows FROM (SELECT ${lineSql(table)} FROM sent ` +
      `EXCEPT SELECT ${lineSql(table)} FROM ${name} WHERE bridge_id = $1::int ` +
      `AND (${identity.join(", ")}) IN (SELECT ${identity.join(", ")} FROM sent)) AS lost`,
  };
}
