/** The watched side of the watchdog: what the child knows of its earlier lives, and how it sees that it is alone. */

/** Set by the watchdog in its child's environment: the story so far, as JSON. */
export const watchedVariable = "MT5_BRIDGE_WATCHED";

export interface LastExit {
  readonly atMs: number;
  readonly code: number;
  readonly meaning: string;
}

export interface WatchedStory {
  /** How often the program has been started again. */
  readonly restarts: number;
  readonly lastExit: LastExit | null;
  /** The console window closes with the program: it was started by a double-click. */
  readonly isOwnConsole: boolean;
}

/** The story of this process; null when no watchdog runs it. */
export function watchedStory(text: string | undefined): WatchedStory | null {
  return text === undefined ? null : JSON.parse(text) as WatchedStory; // written by `watchdog.ts`
}

/** Resolves when the watchdog is gone: it holds the other end of the standard input. */
export async function watchdogGone(input: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of input);
}
