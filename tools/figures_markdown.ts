/** The figures of a report and what they are, as the table of docs/reports.md. */

import { type FigureRow, figureTable } from "../src/report/figures/figure_table.ts";
import { markdownTable } from "./markdown_table.ts";

export function figuresMarkdown(): string {
  const all: readonly FigureRow[] = Object.values(figureTable);
  return `${
    markdownTable(["figure", "what it is"], all.map(({ label, meaning }) => [label, meaning]))
  }\n`;
}
