/** A page of the store's rows, to be compared with the mirror, and the result. Pure. */

import { createHash } from "node:crypto";
import type { SQLOutputValue } from "node:sqlite";
import { rowLine } from "./mirror_row_text.ts";
import type { MirroredTable } from "./mirror_tables.ts";

/** Where the next page begins: at a key of an owner of a table. */
export interface PagePlace {
  readonly table: string;
  readonly owner: number;
  readonly fromKey: number;
}

/** All rows of one owner between two keys, at one moment. */
export interface MirrorPage {
  readonly table: MirroredTable;
  readonly owner: number;
  readonly fromKey: number;
  readonly toKey: number;
  /** Values in the order of the table's columns, ascending by key. */
  readonly rows: readonly (readonly SQLOutputValue[])[];
  /** Rows with keys in these ranges are still on their way to the mirror. */
  readonly onTheirWay: readonly { readonly fromKey: number; readonly toKey: number }[];
  /** Nothing of this table is on its way: the mirror should have exactly these rows. */
  readonly isSettled: boolean;
}

/** How many rows of the mirror are not those of the store. */
export interface Differences {
  readonly missing: number;
  /** Rows with other values. */
  readonly changed: number;
  /** Rows that only the mirror has. They are left there. */
  readonly extra: number;
  /** Rows that the mirror still does not have as they are, although they were written again. */
  readonly unmended: number;
}

export const noDifferences: Differences = { missing: 0, changed: 0, extra: 0, unmended: 0 };

export function addDifferences(one: Differences, other: Differences): Differences {
  return {
    missing: one.missing + other.missing,
    changed: one.changed + other.changed,
    extra: one.extra + other.extra,
    unmended: one.unmended + other.unmended,
  };
}

/** The columns by which both sides order the rows of a page. */
export function pageOrder({ key, identity }: MirroredTable): readonly string[] {
  return [key, ...identity.filter((column) => column !== key)];
}

export function pageHash({ table, rows }: MirrorPage): string {
  const names = Object.keys(table.columns);
  const order = pageOrder(table).map((column) => names.indexOf(column));
  const hash = createHash("sha256");
  for (const [index, row] of rows.toSorted((one, other) => compare(one, other, order)).entries()) {
    if (index > 0) hash.update("\n");
    hash.update(rowLine(table, row));
  }
  return hash.digest("hex");
}

type Row = MirrorPage["rows"][number];

function compare(one: Row, other: Row, order: readonly number[]): number {
  for (const at of order) {
    const [a, b] = [one[at]!, other[at]!];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

/** The rows that the mirror should have by now. */
export function arrivedRows({ table, rows, onTheirWay }: MirrorPage): readonly Row[] {
  const keyAt = Object.keys(table.columns).indexOf(table.key);
  return rows.filter((row) => {
    const key = Number(row[keyAt]);
    return !onTheirWay.some(({ fromKey, toKey }) => fromKey <= key && key <= toKey);
  });
}
