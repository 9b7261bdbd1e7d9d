/** The indicators as the tables of docs/indicators.md. */

import { type IndicatorEntry, indicatorGroups } from "./indicator_catalogue/mod.ts";
import { markdownTable } from "./markdown_table.ts";

export function indicatorsMarkdown(): string {
  return `${
    Object.entries(indicatorGroups).map(([title, entries]) => section(title, entries)).join("\n\n")
  }\n`;
}

function section(title: string, entries: readonly IndicatorEntry[]): string {
  const head = ["call", "what", "lines", "unit", "range", "first bar", "flavours"];
  return `### ${title}\n\n${markdownTable(head, entries.map(row))}`;
}

function row(entry: IndicatorEntry): string[] {
  const { call, title, unit, talibUnit, range, firstBar, isSparse, talib } = entry;
  return [
    `\`${call}\``,
    title,
    linesOf(entry),
    talibUnit === undefined ? eachOf(unit) : `${eachOf(unit)}, TA-Lib's ${talibUnit}`,
    range === undefined ? "" : `${range[0]} to ${range[1]}`,
    `${eachOf(firstBar)}${isSparse ? ", not on every bar" : ""}`,
    talib === undefined ? "one" : "MetaTrader, TA-Lib",
  ];
}

/** A single line is the result itself; several are fields of it. */
function linesOf(entry: IndicatorEntry): string {
  const lines = Object.keys(entry.run(noBars));
  return lines.length === 1 && lines[0] === entry.name
    ? "one column"
    : lines.map((line) => `\`${line}\``).join(", ");
}

const none = new Float64Array(0);
const noBars = { brokerMs: none, open: none, high: none, low: none, close: none, volume: none };

/** One value for all lines, or the lines of each value. */
function eachOf(value: string | number | Readonly<Record<string, string | number>>): string {
  if (typeof value !== "object") return String(value);
  const lines = Map.groupBy(Object.entries(value), ([, one]) => one);
  return [...lines].map(([one, found]) => `${one} (${found.map(([line]) => line).join(", ")})`)
    .join(", ");
}
