/**
 * The settings and the figures of a tester report, by their places: how many values stand in each
 * row is the same in every language. Pure.
 */

import { type FigureName, figureNames } from "../figures/figure_table.ts";
import type { ReportFact } from "../report.ts";
import type { HtmlRow } from "./html_rows.ts";

export type ImportedFigures = ReadonlyMap<FigureName, string>;

export interface PrintedResults {
  readonly figures: ImportedFigures;
  readonly expert: string;
  readonly symbol: string;
  /** Such as `H1 (2022.01.01 - 2024.01.06)`. */
  readonly period: string;
  readonly currency: string;
  readonly deposit: string;
  /** All settings and the quality of the history, under the report's own labels. */
  readonly facts: readonly ReportFact[];
}

/**
 * Rows of three values (bars; net profit and what follows it), the row with AHPR, that of GHPR, two
 * rows of three, five of two, then correlations and holding times.
 */
const shape = /3{6}[32]2332{5}3{0,2}/;

/** Null when there is no such block of values. */
export function printedResults(rows: readonly HtmlRow[]): PrintedResults | null {
  const valued = rows.map(pairsOf).filter((pairs) => pairs.length > 0);
  const counts = valued.map(({ length }) => Math.min(9, length)).join("");
  const at = shape.exec(counts);
  if (at === null) return null;
  const block = valued.slice(at.index, at.index + at[0].length);
  const before = valued.slice(0, at.index);
  const settings = before.map(([first]) => first!);
  // The row before the block is the quality of the history; the deposit is followed by leverage.
  const [currency, deposit] = settings.slice(-4, -2);
  return {
    figures: figuresOf(block),
    expert: settings[0]?.value ?? "",
    symbol: settings[1]?.value ?? "",
    period: settings[2]?.value ?? "",
    currency: currency?.value ?? "",
    deposit: deposit?.value ?? "",
    facts: [...before.flat(), ...block[0]!].map(withoutColon),
  };
}

/** What follows a label in bold; a value without a label goes on with the one before. */
function pairsOf(row: HtmlRow): ReportFact[] {
  return row.flatMap(({ text, isBold }, i) => {
    const label = row[i - 1];
    if (!isBold || label === undefined || label.isBold || row.length > 8) return [];
    return [{ name: label.text, value: text }];
  });
}

function withoutColon({ name, value }: ReportFact): ReportFact {
  return { name: name.replace(/\s*[:\uff1a]$/, ""), value };
}

function figuresOf(block: readonly (readonly ReportFact[])[]): ImportedFigures {
  const values = block.slice(1).flatMap((pairs, row) => {
    const isOfAhpr = row === 5 && pairs.length === 3;
    // Its third value is the result of OnTester, which is the expert's own.
    return (isOfAhpr ? pairs.slice(0, 2) : pairs).map(({ value }) => value);
  });
  return new Map(figureNames.flatMap((name, i) => {
    const value = values[i];
    return value === undefined || value === "" ? [] : [[name, value] as const];
  }));
}
