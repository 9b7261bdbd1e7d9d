/**
 * Writes a report after a crash, for finding the cause: a file next to the log with versions, how
 * the process ended, its last output and the last lines of the log. It contains no settings, and
 * the log contains no secrets.
 */

import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { isSystemError } from "../../models/system_error.ts";
import { version } from "../process/version.ts";

export interface Crash {
  /** In UTC. */
  readonly atMs: number;
  readonly meaning: string;
  readonly exitCode: number;
  /** How often the bridge had been restarted before. */
  readonly restarts: number;
  /** The last lines that the process wrote to standard error. */
  readonly lastWords: readonly string[];
  readonly logPath: string;
}

/** How much of the log's end is included: a few hundred lines. */
const logBytes = 32 * 1_024;

/** Older reports are deleted, so that a bridge that crashes every minute does not fill the disk. */
const reportsMax = 20;

const reportName = /^crash-[0-9TZ-]+\.txt$/;

/**
 * Writes the report and returns its path; null when it cannot be written, which must not cause
 * another failure.
 */
export function writeCrashReport(crash: Crash): string | null {
  const dir = dirname(crash.logPath);
  const path = join(dir, `crash-${stamp(crash.atMs)}.txt`);
  try {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path, crashReport(crash, logEnd(crash.logPath)), { mode: 0o600 });
    const old = readdirSync(dir).filter((name) => reportName.test(name)).sort().reverse();
    for (const name of old.slice(reportsMax)) rmSync(join(dir, name));
    return path;
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

function crashReport(crash: Crash, log: string): string {
  const { os, arch } = Deno.build;
  return [
    `MT5 Bridge ${version} (Deno ${Deno.version.deno}, V8 ${Deno.version.v8}, ${os} ${arch})`,
    `Ended: ${new Date(crash.atMs).toISOString()}, exit code ${crash.exitCode}: ${crash.meaning}`,
    `Restarts before: ${crash.restarts}`,
    "",
    "Last output of the process:",
    ...(crash.lastWords.length === 0 ? ["(none)"] : crash.lastWords),
    "",
    `The end of ${crash.logPath}:`,
    log,
  ].join("\n");
}

/** `2026-03-02T10-11-12Z`: valid in file names on every system. */
function stamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
}

/** Whole lines from the end of the log file. The file may not exist if the process died early. */
function logEnd(path: string): string {
  if (!existsSync(path)) return "(no log yet)";
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - logBytes);
    const bytes = new Uint8Array(size - from);
    readSync(file, bytes, 0, bytes.length, from);
    const text = new TextDecoder().decode(bytes);
    return from === 0 ? text : text.slice(text.indexOf("\n") + 1);
  } finally {
    closeSync(file);
  }
}
