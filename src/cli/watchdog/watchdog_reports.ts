/**
 * The bridge's reports to its watchdog: heartbeats, that everything has started, and the paths of
 * the log and of the settings. They are marked lines on standard error, between lines of the
 * runtime (a panic, V8 out of memory), which are passed on and kept for the crash report. This file
 * has both sides.
 */

import type { Clock } from "../../runtime/clock.ts";

/** No output of the runtime begins like this. */
const mark = "\u0001mt5-bridge ";
const beatWord = "beat";
const runningWord = "running";
const logWord = "log ";
const settingsWord = "settings ";

export const beatIntervalMs = 1_000;

/** How many of the runtime's last lines are kept: enough for a panic with its stack. */
const keptLinesMax = 60;
const keptLineLength = 500;

/** The child's side: reports the path of the log. */
export function reportLog(logPath: string): void {
  say(`${logWord}${logPath}`);
}

/** The child's side: reports the path of the `.env` that was read. */
export function reportSettings(envFile: string): void {
  say(`${settingsWord}${envFile}`);
}

/** The child's side: reports from now on, once a second, that the main thread is responding. */
export function reportAlive(clock: Clock): void {
  const beat = () => {
    say(beatWord);
    clock.setTimeout(beat, beatIntervalMs);
  };
  beat();
}

/** The child's side: reports that everything has started. */
export function reportRunning(): void {
  say(runningWord);
}

function say(words: string): void {
  try {
    Deno.stderr.writeSync(new TextEncoder().encode(`${mark}${words}\n`));
  } catch (error) {
    // The watchdog is gone; `watchdogGone` ends the run.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

/** The watchdog's side: reads the child's lines and remembers what they reported. */
export class WatchdogReports {
  readonly #kept: string[] = [];
  #beats = 0;
  #hasRun = false;
  #logPath: string | null = null;
  #envFile: string | null = null;

  /** Returns a line that is to be passed on; null when it was a report to the watchdog. */
  take(line: string): string | null {
    if (!line.startsWith(mark)) {
      this.#kept.push(line.slice(0, keptLineLength));
      if (this.#kept.length > keptLinesMax) this.#kept.shift();
      return line;
    }
    const words = line.slice(mark.length);
    if (words === beatWord) this.#beats += 1;
    if (words === runningWord) this.#hasRun = true;
    if (words.startsWith(logWord)) this.#logPath = words.slice(logWord.length);
    if (words.startsWith(settingsWord)) this.#envFile = words.slice(settingsWord.length);
    return null;
  }

  get beats(): number {
    return this.#beats;
  }

  /** Whether everything has started in this run. */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  get logPath(): string | null {
    return this.#logPath;
  }

  get envFile(): string | null {
    return this.#envFile;
  }

  /** The last lines that were no reports to the watchdog. */
  get lastLines(): readonly string[] {
    return this.#kept;
  }
}
