/** What a trader must know of the prices of a backtest, besides its result. */

import type { PriceFile } from "../../history/price_file/price_file.ts";
import { orderNotesOf, refusedNotes } from "../../history/price_file/price_file_notes.ts";
import { countText, percentText } from "../../models/figure_text.ts";

/** In whole sentences. */
export interface PriceFindings {
  /** The result may be wrong because of it. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

type ReadFile = Pick<PriceFile, "path" | "rowCount" | "refused">;

/** With more than this share of its rows missing, a file is not the market that it names. */
const refusedShareMax = 0.1;
const noticedShare = 0.001;

/** Why too little of a file can be used; null when enough can. */
export function refusedProblem(file: ReadFile): string | null {
  const share = refusedShare(file);
  if (share <= refusedShareMax) return null;
  return `${file.path}: ${
    percentText(100 * share)
  } of its rows cannot be used, so a result would ` +
    `mean nothing. ${refusedText(file)}`;
}

/** As a warning where a noticeable part is missing, otherwise as a note. */
export function refusedFindings(file: ReadFile): PriceFindings {
  if (file.refused.length === 0) return noFindings;
  const said = [`${file.path}: ${refusedText(file)}`];
  return refusedShare(file) < noticedShare
    ? { warnings: [], notes: said }
    : { warnings: said, notes: [] };
}

export const noFindings: PriceFindings = { warnings: [], notes: [] };

export function allFindings(all: readonly PriceFindings[]): PriceFindings {
  return {
    warnings: all.flatMap(({ warnings }) => warnings),
    notes: all.flatMap(({ notes }) => notes),
  };
}

export function orderNotes(file: PriceFile): string[] {
  return orderNotesOf(file).map((note) => `${file.path}: ${note}`);
}

/** Rows about another symbol belong to no price of this one. */
function refusedShare({ rowCount, refused }: ReadFile): number {
  const own = refused.filter(({ fault }) => fault !== "symbol");
  const count = own.reduce((sum, one) => sum + one.count, 0);
  return count / (count + rowCount);
}

function refusedText({ rowCount, refused }: ReadFile): string {
  return `${refusedNotes(refused).join("; ")}; ${countText(rowCount, "row")} can be used`;
}
