/** Compares a store and its mirror row by row: counts and hashes of every table. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { mirroredTables } from "../../src/database/mirror_tables.ts";
import type { MirroredTable } from "../../src/database/mirror_tables.ts";
import postgres, { type Sql } from "postgres";

export interface MirrorPlaceOfTest {
  readonly url: string;
  readonly schema: string;
}

interface TableDigest {
  readonly rows: number;
  readonly hash: string;
}

/**
 * Numbers as JavaScript writes them, JSON without spaces: the same value gives the same text on
 * both sides.
 */
function canonical(values: readonly unknown[], table: MirroredTable): string {
  const types = Object.values(table.columns);
  return JSON.stringify(values.map((value, index) => {
    const type = types[index]!;
    if (value === null) return null;
    if (type === "text") return String(value);
    if (type === "jsonb") return sorted(JSON.parse(String(value)));
    return Number(value);
  }));
}

/** jsonb keeps its own key order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1).map(([k, v]) => [k, sorted(v)]),
  );
}

function digest(rows: readonly string[]): TableDigest {
  const hash = createHash("sha256");
  for (const row of rows.toSorted()) hash.update(row).update("\n");
  return { rows: rows.length, hash: hash.digest("hex") };
}

export function storeDigests(storePath: string): Record<string, TableDigest> {
  const db = new DatabaseSync(storePath, { readOnly: true });
  try {
    return Object.fromEntries(mirroredTables.map((table) => {
      const names = Object.keys(table.columns);
      const rows = db.prepare(`SELECT ${names.join(", ")} FROM ${table.name}`).all();
      return [table.name, digest(rows.map((row) => canonical(Object.values(row), table)))];
    }));
  } finally {
    db.close();
  }
}

/** Only rows of one bridge: that of the store, by its name. */
async function mirrorDigests(
  sql: Sql,
  schema: string,
  bridge: string,
): Promise<Record<string, TableDigest>> {
  const found: [string, TableDigest][] = [];
  for (const table of mirroredTables) {
    const columns = Object.entries(table.columns).map(([name]) => `${name}::text AS ${name}`);
    const rows = await sql.unsafe(
      `SELECT ${columns.join(", ")} FROM "${schema}".${table.name} WHERE bridge_id = ` +
        `(SELECT id FROM "${schema}".bridges WHERE bridge = $1)`,
      [bridge],
    ).values();
    found.push([table.name, digest(rows.map((row) => canonical(row, table)))]);
  }
  return Object.fromEntries(found);
}

export function bridgeOf(storePath: string): string {
  const db = new DatabaseSync(storePath, { readOnly: true });
  try {
    return String(db.prepare("SELECT bridge FROM mirror_state").get()?.bridge ?? "");
  } finally {
    db.close();
  }
}

/** Whether every table of the mirror has exactly the store's rows. */
export async function isMirrored(
  { url, schema }: MirrorPlaceOfTest,
  storePath: string,
): Promise<boolean> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const there = await mirrorDigests(sql, schema, bridgeOf(storePath));
    return JSON.stringify(there) === JSON.stringify(storeDigests(storePath));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Like `isMirrored`, with the difference in the failure message. */
export async function assertMirrored(
  { url, schema }: MirrorPlaceOfTest,
  storePath: string,
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const there = await mirrorDigests(sql, schema, bridgeOf(storePath));
    assert.deepEqual(there, storeDigests(storePath));
  } finally {
    await sql.end({ timeout: 1 });
  }
}
