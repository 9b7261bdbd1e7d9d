/**
 * A logger that passes its records to `emit`; workers send theirs to the main thread, which owns
 * the log file.
 */

import type { LogEvent, Logger, LogLevel, LogRecord } from "../models/logger.ts";
import type { Clock } from "./clock.ts";

/** The source and the destination of the records. */
export interface RecordLoggerOptions {
  /** The actor that logs; part of each record. */
  readonly source: string;
  /** Gives each record its time. */
  readonly clock: Clock;
  /** Takes each record. */
  readonly emit: (record: LogRecord) => void;
}

/** Makes a logger of records. */
export function recordLogger({ source, clock, emit }: RecordLoggerOptions): Logger {
  const log = (level: LogLevel): LogEvent => (code, fields = {}) =>
    emit({ level, code, source, timeMs: clock.nowMs(), fields });
  return {
    debug: log("debug"),
    info: log("info"),
    warning: log("warning"),
    error: log("error"),
  };
}
