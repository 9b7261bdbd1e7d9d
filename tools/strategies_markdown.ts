/** The built-in strategies and their parameters as the tables of docs/strategies.md. */

import { builtInStrategies } from "../src/strategy/strategies/registry.ts";
import type { ParameterSpec } from "../src/strategy/contract/parameter_spec.ts";
import type { Strategy } from "../src/strategy/contract/strategy.ts";
import { markdownTable } from "./markdown_table.ts";

export function strategiesMarkdown(): string {
  return `${builtInStrategies.map(section).join("\n\n")}\n`;
}

function section({ name, description, parameters }: Strategy): string {
  const rows = Object.entries(parameters).map(([parameter, spec]) => [
    `\`${parameter}\``,
    spec.meaning,
    String(spec.default),
    rangeOf(spec),
  ]);
  const table = markdownTable(["parameter", "meaning", "default", "allowed"], rows);
  return `## \`${name}\`\n\n${description}.\n\n${table}`;
}

function rangeOf({ min, max, whole }: ParameterSpec): string {
  return `${whole ? "a whole number" : "a number"} from ${min} to ${max}`;
}
