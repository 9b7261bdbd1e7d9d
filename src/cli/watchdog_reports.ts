/**
 * What the bridge says to its watchdog: that it lives and runs, and where its log is. Marked lines on its standard error, between those of
 * the runtime (a panic, V8 out of memory), which are passed on and kept for the crash report. Both ends are here.
 */

import type { Clock } from "../runtime/clock.ts";

/** No text of the runtime begins like this. */
const mark = "\u0001mt5-bridge ";
const beatWord = "beat";
const runningWord = "running";
const logWord = "log ";

export const beatIntervalMs = 1_000;

/** Of what the runtime says last: a panic with its stack is shorter. */
const keptLinesMax = 60;
const keptLineLength = 500;

/** The child's end: says at once where the log is, and from then on each second that its main thread turns. */
export function reportToWatchdog(clock: Clock, logPath: string): void {
  say(`${logWord}${logPath}`);
  const beat = () => {
    say(beatWord);
    clock.setTimeout(beat, beatIntervalMs);
  };
  beat();
}

/** The child's end: everything has started. */
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

/** The watchdog's end: takes the child's lines, and knows what they said. */
export class WatchdogReports {
  readonly #kept: string[] = [];
  #beats = 0;
  #hasRun = false;
  #logPath: string | null = null;

  /** The line when it is to be passed on; null when it was meant for the watchdog. */
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
    return null;
  }

  get beats(): number {
    return this.#beats;
  }

  /** Had everything started in this life? */
  get hasRun(): boolean {
    return this.#hasRun;
  }

  get logPath(): string | null {
    return this.#logPath;
  }

  /** The last lines that were not for the watchdog. */
  get lastLines(): readonly string[] {
    return this.#kept;
  }
}
