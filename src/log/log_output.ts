/**
 * Where every log record ends up: filters by level, removes secrets, collapses floods, then writes
 * to the log file and the console. It lives on the main thread; workers post their records to it.
 */

import type { LogFormat } from "../config/choices.ts";
import type { Clock, TimerId } from "../runtime/clock.ts";
import type { ConsoleWriter } from "./console_writer.ts";
import { FloodFilter, type ShownRecord } from "./flood_filter.ts";
import { consoleLine, type ConsoleLineOptions, jsonLine, textLine } from "./log_line.ts";
import type { LogTail, LogTailWanted } from "../runtime/system_protocol.ts";
import { LogRing } from "./log_ring.ts";
import { type FieldsOf, isAtLeast, type LogLevel, type LogRecord } from "../models/logger.ts";
import { LogFile } from "./logtape_file.ts";

export interface LogOutputOptions {
  readonly clock: Clock;
  readonly console: ConsoleWriter;
  readonly consoleLines: ConsoleLineOptions;
  readonly file: {
    readonly level: LogLevel;
    readonly format: LogFormat;
    readonly dir: string;
    readonly maxSizeBytes: number;
    readonly maxFiles: number;
  };
  /** Passwords and tokens in plain text: masked if a field contains one despite the rules. */
  readonly secrets: readonly string[];
}

/** How long the console may take to print the last lines. */
const consoleFlushMs = 1000;
/** Masking shorter secrets would damage innocent text. */
const minSecretLength = 4;

export class LogOutput {
  readonly #options: LogOutputOptions;
  readonly #flood = new FloodFilter();
  readonly #secrets: readonly string[];
  readonly #file: LogFile;
  readonly #ring = new LogRing();
  readonly #consoleLine: (shown: ShownRecord) => string;
  readonly #fileLine: (shown: ShownRecord) => string;
  #timer: TimerId | undefined;
  #timerDueMs = Infinity;
  #isClosed = false;

  constructor(options: LogOutputOptions) {
    this.#options = options;
    this.#secrets = options.secrets.filter((secret) => secret.length >= minSecretLength);
    this.#consoleLine = consoleLine(options.consoleLines);
    this.#fileLine = options.file.format === "json" ? jsonLine : textLine;
    this.#file = new LogFile({
      ...options.file,
      clock: options.clock,
      onFailed: (path, reason) => this.#tellConsole("log_file_failed", { path, reason }),
      onRestored: (path, lost) => this.#tellConsole("log_file_restored", { path, lost }),
    });
  }

  /** The path of the log file. */
  get path(): string {
    return this.#file.path;
  }

  /** Accepts a record of any thread. */
  readonly write = (record: LogRecord): void => {
    if (!isAtLeast(record.level, this.#options.file.level)) return;
    const clean = this.#withoutSecrets(record);
    if (this.#isClosed) return this.#show([{ record: clean, repeats: null }]);
    this.#show(this.#flood.admit(clean, this.#options.clock.steadyMs()));
    this.#setTimer();
  };

  /** The newest lines, as they were shown. */
  readonly tail = (wanted: LogTailWanted): LogTail => this.#ring.tail(wanted);

  /**
   * Shows the counts still held back, writes everything out and closes the file. Later records go
   * to the console only.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#options.clock.clearTimeout(this.#timer);
    this.#show(this.#flood.drain());
    this.#file.close();
    await this.#options.console.flush(this.#options.clock, consoleFlushMs);
  }

  #show(shown: readonly ShownRecord[]): void {
    for (const one of shown) {
      this.#ring.add(one);
      this.#options.console.print([this.#consoleLine(one)]);
      this.#file.write(this.#fileLine(one), { isUrgent: one.record.level === "error" });
    }
  }

  /** The file cannot report its own failure. */
  #tellConsole<Code extends "log_file_failed" | "log_file_restored">(
    code: Code,
    fields: FieldsOf<Code>,
  ): void {
    const timeMs = this.#options.clock.nowMs();
    const record: LogRecord = { level: "warning", code, source: "log", timeMs, fields };
    this.#options.console.print([this.#consoleLine({ record, repeats: null })]);
  }

  /** Sets a single timer, for the window that ends first. */
  #setTimer(): void {
    const dueMs = this.#flood.nextDueMs() ?? Infinity;
    if (dueMs >= this.#timerDueMs) return;
    const { clock } = this.#options;
    clock.clearTimeout(this.#timer);
    this.#timerDueMs = dueMs;
    this.#timer = clock.setTimeout(() => {
      this.#timerDueMs = Infinity;
      this.#show(this.#flood.due(clock.steadyMs()));
      this.#setTimer();
    }, dueMs - clock.steadyMs());
  }

  #withoutSecrets(record: LogRecord): LogRecord {
    const leaks = Object.values(record.fields).some((value) =>
      typeof value === "string" && this.#secrets.some((secret) => value.includes(secret))
    );
    if (!leaks) return record;
    const fields = Object.entries(record.fields).map(([name, value]) =>
      [name, typeof value === "string" ? this.#blotted(value) : value] as const
    );
    return { ...record, fields: Object.fromEntries(fields) };
  }

  #blotted(text: string): string {
    return this.#secrets.reduce((rest, secret) => rest.replaceAll(secret, "[redacted]"), text);
  }
}
