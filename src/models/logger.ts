/**
 * The interface that every concern logs through: an event code with fields, never a sentence and
 * never `console`.
 */

import type { LogCode } from "./log_codes.ts";

export type LogLevel = "debug" | "info" | "warning" | "error";

const importance: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warning: 2, error: 3 };

export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return importance[level] >= importance[least];
}

/** Plain values only. Never log a secret: leave it out. */
export type LogFields = { readonly [field: string]: string | number | boolean | null };

export interface LogRecord {
  readonly level: LogLevel;
  readonly code: LogCode;
  /** The actor that logs, or `system`. */
  readonly source: string;
  readonly timeMs: number;
  readonly fields: LogFields;
}

export interface Logger {
  debug(code: LogCode, fields?: LogFields): void;
  info(code: LogCode, fields?: LogFields): void;
  warning(code: LogCode, fields?: LogFields): void;
  error(code: LogCode, fields?: LogFields): void;
}
