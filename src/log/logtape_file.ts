/**
 * The rotating log file, written by LogTape's file sink. Lines are written in batches: immediately
 * when one is urgent, otherwise within a second, so that the main thread does not wait for the disk
 * at each line. A file that cannot be written (no permission, disk full, locked by another program)
 * is reported once and tried again; until then lines are kept, up to a limit.
 */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { getRotatingFileSink } from "@logtape/file";
import type { Sink } from "@logtape/logtape";
import { thrownError } from "../models/thrown.ts";
import type { Clock, TimerId } from "../runtime/clock.ts";

export const logPath = (dir: string): string => join(dir, "mt5_bridge_v3.log");

/** A crash of the whole process loses at most this much of the log. */
const batchMs = 1000;
/** Time between attempts to write to a file that failed. */
const retryMs = 10_000;
/** Lines kept while the file cannot be written: about a megabyte. */
const maxPendingLines = 5000;

export interface LogFileOptions {
  /** Created when it does not exist. */
  readonly dir: string;
  readonly maxSizeBytes: number;
  /** How many full files are kept in addition to the current one. */
  readonly maxFiles: number;
  readonly clock: Clock;
  /** Called once when the file stops being writable. */
  readonly onFailed: (path: string, reason: string) => void;
  /** Called when it is writable again, with the number of lines lost in between. */
  readonly onRestored: (path: string, lostLines: number) => void;
}

type FileSink = Sink & Disposable;

export class LogFile {
  readonly path: string;
  readonly #options: LogFileOptions;
  #sink: FileSink | null = null;
  #pending: string[] = [];
  #lost = 0;
  #isFailing = false;
  #isClosed = false;
  #timer: TimerId | undefined;

  constructor(options: LogFileOptions) {
    this.#options = options;
    this.path = logPath(options.dir);
  }

  /** Takes one line, without its line end. */
  write(line: string, { isUrgent }: { isUrgent: boolean }): void {
    if (this.#isClosed) return;
    this.#pending.push(`${line}\n`);
    while (this.#pending.length > maxPendingLines) {
      this.#pending.shift();
      this.#lost += 1;
    }
    if (isUrgent && !this.#isFailing) this.#flush();
    else this.#timer ??= this.#setTimer(this.#isFailing ? retryMs : batchMs);
  }

  /** Writes the remaining lines and closes the file. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#flush();
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#closeSink();
  }

  #setTimer(delayMs: number): TimerId {
    return this.#options.clock.setTimeout(() => this.#flush(), delayMs);
  }

  #flush(): void {
    this.#options.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    const error = this.#append(this.#pending.join(""));
    if (error !== null) return this.#fail(error);
    this.#pending = [];
    if (!this.#isFailing) return;
    const lost = this.#lost;
    this.#isFailing = false;
    this.#lost = 0;
    this.#options.onRestored(this.path, lost);
  }

  /** Returns the error if it failed. */
  #append(text: string): Error | null {
    try {
      this.#sink ??= this.#open();
      this.#sink({
        category: [],
        level: "info",
        message: [text],
        rawMessage: text,
        timestamp: this.#options.clock.nowMs(),
        properties: {},
      });
      return null;
    } catch (error) {
      return thrownError(error);
    }
  }

  #open(): FileSink {
    const { dir, maxSizeBytes, maxFiles } = this.#options;
    mkdirSync(dir, { recursive: true });
    return getRotatingFileSink(this.path, {
      maxSize: maxSizeBytes,
      maxFiles,
      // This class batches the lines itself, so the sink has to write immediately and throw when it
      // cannot.
      bufferSize: 0,
      formatter: (record) => String(record.message[0]),
    });
  }

  #fail(error: Error): void {
    this.#closeSink();
    if (!this.#isClosed) this.#timer = this.#setTimer(retryMs);
    if (this.#isFailing) return;
    this.#isFailing = true;
    this.#options.onFailed(this.path, error.message);
  }

  #closeSink(): void {
    const sink = this.#sink;
    this.#sink = null;
    try {
      sink?.[Symbol.dispose]();
    } catch {
      // The sink closes its file before it renames it: after a failed rename there is nothing left
      // to close.
    }
  }
}
