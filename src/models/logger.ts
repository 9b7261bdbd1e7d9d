/**
 * The interface that every concern logs through: an event code with fields, never a sentence and
 * never `console`.
 */

import type { LogCode, logSentences } from "./log_codes.ts";

/** Ascending. */
export const logLevels = ["debug", "info", "warning", "error"] as const;
/** How important an event is. */
export type LogLevel = typeof logLevels[number];

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

/** Plain values only. Never log a secret: leave it out. */
export type LogFields = { readonly [field: string]: string | number | boolean | null };

/** One event, before it is written anywhere. */
export interface LogRecord {
  /** How important it is. */
  readonly level: LogLevel;
  /** What has happened. */
  readonly code: LogCode;
  /** The actor that logs, or `system`. */
  readonly source: string;
  /** When, in UTC milliseconds. */
  readonly timeMs: number;
  /** The particulars, which the sentence of the code shows. */
  readonly fields: LogFields;
}

/** The names in braces of a sentence, without the form in which the value is shown. */
export type FieldIn<Sentence extends string> = Sentence extends
  `${string}{${infer Shown}}${infer Rest}`
  ? (Shown extends `${infer Field}: ${string}` ? Field : Shown) | FieldIn<Rest>
  : never;

/** A sentence without its parts in brackets. */
export type OutsideBrackets<Sentence extends string> = Sentence extends
  `${infer Before}[${string}]${infer After}` ? `${Before}${OutsideBrackets<After>}` : Sentence;

/**
 * The fields that an event must have: every one that its sentence shows. Only one in brackets may
 * be null. More fields are allowed; they are in the JSON log.
 */
export type FieldsOf<Code extends LogCode> =
  & LogFields
  & { readonly [Field in FieldIn<typeof logSentences[Code]>]: LogFields[string] }
  & {
    readonly [Field in FieldIn<OutsideBrackets<typeof logSentences[Code]>>]:
      | string
      | number
      | boolean;
  };

/** Logs an event. The fields may be left out if its sentence shows none. */
export type LogEvent = <Code extends LogCode>(
  code: Code,
  ...fields: [FieldIn<typeof logSentences[Code]>] extends [never] ? [LogFields?] : [FieldsOf<Code>]
) => void;

/** Logs events of one source. */
export interface Logger {
  /** For developers; not shown unless asked for. */
  readonly debug: LogEvent;
  /** What a trader may want to know. */
  readonly info: LogEvent;
  /** Something is wrong and the bridge copes with it. */
  readonly warning: LogEvent;
  /** Something is wrong that a person should look at. */
  readonly error: LogEvent;
}
