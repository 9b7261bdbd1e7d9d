/** What goes to the mirror in one transaction, and how it is grouped into statements. Pure. */

import type { SQLOutputValue } from "node:sqlite";
import type { MirroredTable } from "./mirror_tables.ts";

/** Rows of one table in one range of its key; values in the order of the table's columns. */
export interface MirrorChunk {
  readonly table: MirroredTable;
  readonly owner: number;
  readonly fromKey: number;
  readonly toKey: number;
  readonly rows: readonly (readonly SQLOutputValue[])[];
}

/** The next rows for the mirror, taken from the log; the log forgets them when they are confirmed. */
export interface MirrorClaim {
  /** All entries up to this one are wholly in `chunks`. */
  readonly seq: number;
  /** What the mirror must be at: `seq` of the claim before. */
  readonly previousSeq: number;
  readonly chunks: readonly MirrorChunk[];
  readonly rowCount: number;
  /** Where the entry behind `seq` goes on; null when none was cut. */
  readonly rest: { readonly seq: number; readonly fromKey: number } | null;
  /** Whether the log had more entries than were looked at. */
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

/** The mirror's and the store's idea of how far they are. */
export type MirrorComparison =
  | "agrees"
  /** The mirror has a claim that was never confirmed, the last one or one before it: the answer was lost. */
  | "has_claim"
  /** The mirror lacks what it had: another server, or one that was put back to an older state. Everything is sent again. */
  | "behind"
  /** The mirror knows more than this store ever told it: a copy of the store is in use, or an old one was put back. */
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
 * Chunks as statements, one a table where possible: a statement must not hold the same row twice, so a chunk whose
 * range meets another one of its owner goes into a later statement.
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
