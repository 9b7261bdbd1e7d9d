/**
 * Reads the text of a `.env` file line by line as `python-dotenv` does, whose files this program
 * takes over: what one reads as a value, the other reads as the same value. Where that is not
 * certain the line is malformed. Nothing is silently ignored or altered: the runtime's own parser
 * (`parseEnv`) would drop a malformed line, let an open quote swallow the lines after it, cut
 * `pass#word` at the `#` and keep both backslashes of `"a\\b"`.
 */

import { parseEnv } from "node:util";
import { invisibleProblem } from "./invisible.ts";

/** One `KEY=value` of the file; lines are counted from 1. */
export interface EnvEntry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** A line that is neither a setting, nor a comment, nor blank. */
export interface MalformedLine {
  readonly line: number;
  readonly problem:
    | "no_equals_sign"
    | "bad_key"
    | "open_quote"
    | "text_behind_quote"
    | "comment_as_value"
    | "variable"
    | "not_utf8"
    | "hidden_letter"
    | "too_long";
}

export interface EnvText {
  readonly entries: readonly EnvEntry[];
  readonly malformed: readonly MalformedLine[];
}

const keyPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** What `python-dotenv` replaces by other variables. */
const variablePattern = /\$\{[^}:]*(?::-[^}]*)?\}/;

/** Longer than any value; longer lines also take long to read. */
const lineLengthMax = 4_096;

/** Letters that one reader takes for white space and another for a part of the value. */
const hiddenLetters = ["\u001c", "\u001d", "\u001e", "\u001f", "\u0085", "\ufeff"];

/** A byte that is not UTF-8 was replaced by this letter. */
const replaced = "\uFFFD";

export function parseEnvText(text: string): EnvText {
  const entries: EnvEntry[] = [];
  const malformed: MalformedLine[] = [];
  const whole = text.replace(/^\uFEFF/, "");
  let start = 0;
  for (const [index, content] of whole.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    const trimmed = content.trim();
    if (trimmed !== "" && !trimmed.startsWith("#")) {
      const setting = parseLine(content, whole.slice(start));
      if (typeof setting === "string") malformed.push({ line, problem: setting });
      else entries.push({ ...setting, line });
    }
    start += content.length + (whole.startsWith("\r\n", start + content.length) ? 2 : 1);
  }
  return { entries, malformed };
}

/** `rest` is the text from the line on: python-dotenv looks for a closing quote in all of it. */
function parseLine(
  line: string,
  rest: string,
): { key: string; value: string } | MalformedLine["problem"] {
  if (line.length > lineLengthMax) return "too_long";
  if (line.includes(replaced)) return "not_utf8";
  if (hiddenLetters.some((letter) => line.includes(letter))) return "hidden_letter";
  const equals = line.indexOf("=");
  if (equals < 0) return "no_equals_sign";
  const key = line.slice(0, equals).trim().replace(/^export\s+/, "");
  if (!keyPattern.test(key)) return invisibleProblem(key) === null ? "bad_key" : "hidden_letter";
  const behind = line.slice(equals + 1);
  // `KEY= # nothing`: a comment for most people, a value for python-dotenv.
  if (/^\s+#/.test(behind)) return "comment_as_value";
  const start = equals + 1 + behind.length - behind.trimStart().length;
  const value = valueOf(line.slice(start), rest.slice(start));
  if (typeof value !== "string") return value.problem;
  return variablePattern.test(value) ? "variable" : { key, value };
}

type Malformed = { readonly problem: MalformedLine["problem"] };

/** A quote behind a backslash ends a value only if no other one does. */
const quotedPatterns = { '"': /^"((?:\\"|[^"])*)"/, "'": /^'((?:\\'|[^'])*)'/ } as const;

function valueOf(written: string, rest: string): string | Malformed {
  const quote = written[0];
  if (quote !== '"' && quote !== "'") return written.replace(/\s+#[^]*$/, "").trim();
  const [quoted, inner = ""] = quotedPatterns[quote].exec(rest) ?? [];
  if (quoted === undefined || quoted.length > written.length) return { problem: "open_quote" };
  const behind = written.slice(quoted.length).trim();
  if (behind !== "" && !behind.startsWith("#")) return { problem: "text_behind_quote" };
  if (!inner.includes("\\")) return parseEnv(`VALUE=${quoted}`).VALUE ?? "";
  return unescaped(inner, quote);
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** In single quotes only a backslash and a quote are escaped; other backslashes stand. */
function unescaped(text: string, quote: string): string {
  const pattern = quote === '"' ? /\\([\\'"abfnrtv])/g : /\\([\\'])/g;
  return text.replace(pattern, (_, letter: string) => escapes[letter] ?? letter);
}
