/** Adds up what the parts of one file tell, for one summary of the file. */

import type { FoundRows } from "../price_file/ordered_rows.ts";
import type { PriceFile, RefusedRows } from "../price_file/price_file.ts";
import type { NotedFile } from "../price_file/price_file_notes.ts";

/** `before` null: this is the first part. */
export function withPart(before: NotedFile | null, part: PriceFile): NotedFile {
  if (before === null) return part;
  return {
    ...before,
    digits: Math.max(before.digits, part.digits),
    refused: refusedSum(before.refused, part.refused),
    outOfOrder: sum(before.outOfOrder, part.outOfOrder),
    repeated: sum(before.repeated, part.repeated),
    contradicting: sum(before.contradicting, part.contradicting),
    rounded: sum(before.rounded, part.rounded),
  };
}

function refusedSum(
  before: readonly RefusedRows[],
  part: readonly RefusedRows[],
): RefusedRows[] {
  const byFault = new Map(before.map((one) => [one.fault, one]));
  for (const one of part) {
    const same = byFault.get(one.fault);
    byFault.set(one.fault, same === undefined ? one : { ...one, ...sum(same, one) });
  }
  return [...byFault.values()];
}

function sum(before: FoundRows, part: FoundRows): FoundRows {
  return {
    count: before.count + part.count,
    firstLine: before.count > 0 ? before.firstLine : part.firstLine,
  };
}
