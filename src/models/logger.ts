/**
 * The interface that every concern logs through: an event code with fields, never a sentence and
 * never `console`.
 */

import type { LogCode } from "./log_codes.ts";

/** How important an event is. */
export type LogLevel = "debug" | "info" | "warning" | "error";

const importance: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return importance[level] >= importance[least];
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

/** Logs events of one source. */
export interface Logger {
  /** For developers; not shown unless asked for. */
  debug(code: LogCode, fields?: LogFields): void;
  /** What a trader may want to know. */
  info(code: LogCode, fields?: LogFields): void;
  /** Something is wrong and the bridge copes with it. */
  warning(code: LogCode, fields?: LogFields): void;
  /** Something is wrong that a person should look at. */
  error(code: LogCode, fields?: LogFields): void;
}
