/**
 * Reads the text of a `.env` file line by line, so that nothing in it is silently ignored. The
 * runtime's own parser (`parseEnv`) handles quotes and escapes; used alone it would drop a
 * malformed line, let an open quote swallow the lines after it, and cut `pass#word` at the `#`. As
 * in the Python bridge's files, a `#` starts a comment only after a space.
 */

import { parseEnv } from "node:util";

/** One `KEY=value` of the file; lines are counted from 1. */
export interface EnvEntry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** A line that is neither a setting, nor a comment, nor blank. */
export interface MalformedLine {
  readonly line: number;
  readonly problem: "no_equals_sign" | "bad_key" | "open_quote" | "text_behind_quote";
}

export interface EnvText {
  readonly entries: readonly EnvEntry[];
  readonly malformed: readonly MalformedLine[];
}

const keyPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

export function parseEnvText(text: string): EnvText {
  const entries: EnvEntry[] = [];
  const malformed: MalformedLine[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
  for (const [index, content] of lines.entries()) {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const setting = parseLine(trimmed);
    if (typeof setting === "string") malformed.push({ line, problem: setting });
    else entries.push({ ...setting, line });
  }
  return { entries, malformed };
}

function parseLine(line: string): { key: string; value: string } | MalformedLine["problem"] {
  const equals = line.indexOf("=");
  if (equals < 0) return "no_equals_sign";
  const key = line.slice(0, equals).replace(/^export\s+/, "").trim();
  if (!keyPattern.test(key)) return "bad_key";
  const written = line.slice(equals + 1).trim();
  const quote = written[0];
  if (quote !== '"' && quote !== "'" && quote !== "`") return { key, value: bareValue(written) };
  const end = written.indexOf(quote, 1);
  if (end < 0) return "open_quote";
  const behind = written.slice(end + 1).trim();
  if (behind !== "" && !behind.startsWith("#")) return "text_behind_quote";
  return { key, value: parseEnv(`VALUE=${written.slice(0, end + 1)}`).VALUE ?? "" };
}

function bareValue(written: string): string {
  return written.replace(/(^|\s)#.*$/, "").trim();
}
