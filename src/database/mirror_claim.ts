/** What is sent to the mirror in one transaction, and how it is grouped into statements. Pure. */

import type { SQLOutputValue } from "node:sqlite";
import type { MirroredTable } from "./mirror_tables.ts";

/** Rows of one table in one range of its key, with values in the order of the table's columns. */
export interface MirrorChunk {
  readonly table: MirroredTable;
  readonly owner: number;
  readonly fromKey: number;
  readonly toKey: number;
  readonly rows: readonly (readonly SQLOutputValue[])[];
}

/**
 * The next rows for the mirror, taken from the log. They leave the log only when the mirror has
 * confirmed them.
 */
export interface MirrorClaim {
  /** All entries up to this one are completely contained in `chunks`. */
  readonly seq: number;
  /** The `seq` that the mirror must have reached: that of the previous claim. */
  readonly previousSeq: number;
  readonly chunks: readonly MirrorChunk[];
  readonly rowCount: number;
  /** Where to continue in the entry after `seq`; null when no entry was split. */
  readonly rest: { readonly seq: number; readonly fromKey: number } | null;
  /** Whether the log has more entries than this claim covers. */
  readonly isMore: boolean;
}

export const emptyClaim: MirrorClaim = {
  seq: 0,
  previousSeq: 0,
  chunks: [],
  rowCount: 0,
  rest: null,
  isMore: false,
};

/** How the progress of the mirror compares with that of the store. */
export type MirrorComparison =
  | "agrees"
  /**
   * The mirror has a claim that was never confirmed (the last one, or an earlier one), because its
   * answer was lost.
   */
  | "has_claim"
  /**
   * The mirror lacks data it once had: it is a different server, or was restored from a backup.
   * Everything is sent again.
   */
  | "behind"
  /**
   * The mirror has data that this store never sent: a copy of the store is in use, or the store was
   * restored from a backup.
   */
  | "ahead";

export function compareMirror(
  local: { readonly shippedSeq: number; readonly claimedSeq: number },
  mirrorSeq: number | null,
): MirrorComparison {
  if (mirrorSeq === null || mirrorSeq < local.shippedSeq) return "behind";
  if (mirrorSeq === local.shippedSeq) return "agrees";
  return mirrorSeq <= local.claimedSeq ? "has_claim" : "ahead";
}

export interface StatementRows {
  readonly table: MirroredTable;
  readonly chunks: readonly MirrorChunk[];
}

/**
 * Groups chunks into statements, one for each table where possible. A statement must not contain
 * the same row twice, so a chunk whose range overlaps another one of the same owner goes into a
 * later statement.
 */
export function statementsOf(chunks: readonly MirrorChunk[]): StatementRows[] {
  const statements: { table: MirroredTable; chunks: MirrorChunk[] }[] = [];
  for (const chunk of chunks) {
    if (chunk.rows.length === 0) continue;
    const free = statements.findLast(({ table }) => table === chunk.table);
    if (free === undefined || free.chunks.some((other) => meets(other, chunk))) {
      statements.push({ table: chunk.table, chunks: [chunk] });
    } else {
      free.chunks.push(chunk);
    }
  }
  return statements;
}

function meets(one: MirrorChunk, other: MirrorChunk): boolean {
  return one.owner === other.owner && one.fromKey <= other.toKey && other.fromKey <= one.toKey;
}
