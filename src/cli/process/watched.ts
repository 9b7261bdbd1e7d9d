/**
 * The child's side of the watchdog: what it knows about earlier runs, and how it notices that the
 * watchdog is gone.
 */

/** Environment variable that the watchdog sets for its child: its history so far, as JSON. */
export const watchedVariable = "MT5_BRIDGE_WATCHED";

export interface LastExit {
  readonly atMs: number;
  readonly code: number;
  readonly meaning: string;
}

export interface EarlierRuns {
  /** How often the program has been restarted. */
  readonly restarts: number;
  readonly lastExit: LastExit | null;
  /** Everything had started in one of them. */
  readonly hasEverRun: boolean;
  /** The `.env` that was read in the latest of them that read one. */
  readonly envFile: string | null;
  /** The console window closes with the program, because it was started by a double-click. */
  readonly isOwnConsole: boolean;
  /** The rest of the time of `--for`; null runs until stopped. */
  readonly runForMs: number | null;
  /** Why the strategies are left out; null when they run. */
  readonly strategiesOff: string | null;
}

/** The history of this process; null when no watchdog runs it. */
export function earlierRuns(text: string | undefined): EarlierRuns | null {
  return text === undefined ? null : JSON.parse(text) as EarlierRuns; // written by `watchdog.ts`
}

/** Resolves when the watchdog is gone: it holds the other end of standard input. */
export async function watchdogGone(input: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of input);
}
