/** What can be wrong with a configuration, and the sentences that tell the trader how to fix it. */

import { assertNever } from "../models/mod.ts";
import type { MalformedLine } from "./env_text.ts";

/** Where a value comes from; `line` is set only for a file. */
export type ValueSource =
  | { readonly from: "file"; readonly line: number }
  | { readonly from: "environment" }
  | { readonly from: "command_line" }
  | { readonly from: "default" };

/** The bridge does not start with any of these mistakes. */
export type ConfigMistake =
  | { readonly code: "file_unreadable"; readonly path: string; readonly reason: string }
  | ({ readonly code: "line_malformed" } & MalformedLine)
  | {
    readonly code: "value_not_allowed";
    readonly key: string;
    readonly source: ValueSource;
    /** Null for a secret. */
    readonly given: string | null;
    readonly allowed: string;
    /** A more precise reason than "not allowed", where there is one. */
    readonly reason: string | null;
  }
  | {
    readonly code: "key_misspelt";
    readonly key: string;
    readonly line: number;
    readonly meant: string;
  }
  /** The setting behind the prefix is one for the whole program. */
  | {
    readonly code: "prefix_not_allowed";
    readonly key: string;
    readonly line: number;
    readonly plain: string;
  }
  /** A setting of an account that is not listed. */
  | {
    readonly code: "prefix_unknown";
    readonly key: string;
    readonly line: number;
    /** The prefix as it was written. */
    readonly given: string;
    /** The accounts that are listed. */
    readonly names: readonly string[];
    /** The key that was probably meant; null when no name is near. */
    readonly meant: string | null;
  }
  | ConfigConflict
  /** In live mode; otherwise a warning. */
  | Placeholders;

/** Values of a template that nobody has filled in; they count as empty. */
export interface Placeholders {
  readonly code: "placeholders";
  readonly entries: readonly { readonly key: string; readonly line: number }[];
}

/** Values that are valid alone, but not together or not in this version. */
export interface ConfigConflict {
  readonly code: "values_conflict";
  readonly keys: readonly string[];
  readonly reason: string;
}

/** The bridge starts in spite of these, and logs each once. */
export type ConfigWarning =
  | { readonly code: "key_unknown"; readonly key: string; readonly line: number }
  | {
    readonly code: "key_repeated";
    readonly key: string;
    readonly line: number;
    readonly overrides: number;
  }
  | Placeholders
  | { readonly code: "value_risky"; readonly key: string; readonly reason: string };

/** The longest value shown: enough to recognise it. */
const maxShownLength = 80;

export function mistakeSentence(mistake: ConfigMistake): string {
  switch (mistake.code) {
    case "file_unreadable":
      return `${mistake.path} cannot be read: ${mistake.reason}`;
    case "line_malformed":
      return `Line ${mistake.line} ${lineProblem[mistake.problem]}`;
    case "value_not_allowed":
      return valueSentence(mistake);
    case "key_misspelt":
      return `${mistake.key} (line ${mistake.line}) is not a setting; ` +
        `did you mean ${mistake.meant}? Otherwise delete the line`;
    case "prefix_not_allowed":
      return `${mistake.key} (line ${mistake.line}): ${mistake.plain} cannot be set for one ` +
        "account; delete the line";
    case "prefix_unknown":
      return prefixSentence(mistake);
    case "values_conflict":
      return `${mistake.keys.join(", ")}: ${mistake.reason}`;
    case "placeholders":
      return `${placeholderText(mistake)}; ` +
        "live trading starts when every placeholder is filled in, or its line deleted";
    default:
      return assertNever(mistake);
  }
}

export function warningSentence(warning: ConfigWarning): string {
  switch (warning.code) {
    case "key_unknown":
      return `${warning.key} (line ${warning.line}) is not a setting of this version and is ignored`;
    case "key_repeated":
      return `${warning.key} is set twice: line ${warning.line} is used, ` +
        `line ${warning.overrides} is ignored`;
    case "placeholders":
      return `${placeholderText(warning)}, which counts as empty`;
    case "value_risky":
      return `${warning.key}: ${warning.reason}`;
    default:
      return assertNever(warning);
  }
}

function prefixSentence(mistake: ConfigMistake & { code: "prefix_unknown" }): string {
  const { key, line, given, names, meant } = mistake;
  const advice = meant === null
    ? `add ${given.toLowerCase()} to ACCOUNTS, or delete the line`
    : `did you mean ${meant}?`;
  return `${key} (line ${line}): ACCOUNTS (${names.join(", ")}) has no account ` +
    `${given.toLowerCase()}; ${advice}`;
}

/** `MT5_ACCOUNT (line 3), MT5_PASSWORD (line 4) still have the placeholder of a template`. */
function placeholderText({ entries }: Placeholders): string {
  const names = entries.map(({ key, line }) => `${key} (line ${line})`).join(", ");
  return `${names} still ${entries.length === 1 ? "has" : "have"} the placeholder of a template`;
}

const lineProblem: Readonly<Record<MalformedLine["problem"], string>> = {
  no_equals_sign: "has no equals sign; write KEY=value, or # before a comment",
  bad_key: "does not start with a name and an equals sign; write KEY=value",
  open_quote: "has an opening quote without a closing one",
  text_behind_quote: "has text after the closing quote; write # before a comment",
  comment_as_value:
    "has # right after the equals sign and a space; put the comment on a line of its own, or the value in quotes",
  variable:
    "has a variable, ${...}, which is not replaced; write its value, or set the key as an environment variable",
  hidden_letter: "has an invisible character; type the line again",
  too_long: "is longer than 4096 characters",
  not_utf8: "has bytes that are not UTF-8; save the file as UTF-8",
};

function valueSentence(mistake: ConfigMistake & { code: "value_not_allowed" }): string {
  const given = mistake.given === null ? "the value (not shown)" : shown(mistake.given);
  const reason = mistake.reason === null ? "is not allowed" : `is not allowed: ${mistake.reason}`;
  return `${mistake.key}: ${given}${place(mistake.source)} ${reason}; allowed: ${mistake.allowed}`;
}

function shown(value: string): string {
  return JSON.stringify(
    value.length > maxShownLength ? `${value.slice(0, maxShownLength)}...` : value,
  );
}

function place(source: ValueSource): string {
  switch (source.from) {
    case "file":
      return ` (line ${source.line})`;
    case "environment":
      return " (environment variable)";
    case "command_line":
      return " (command line)";
    case "default":
      return " (default)";
    default:
      return assertNever(source);
  }
}
