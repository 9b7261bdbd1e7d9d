/**
 * Listens for requests to stop: Ctrl+C everywhere, SIGTERM and SIGHUP (terminal closed) on Unix,
 * Ctrl+Break and closing the console window on Windows. The first request stops cleanly, a later
 * Ctrl+C forces the end.
 */

import type { Clock } from "../../runtime/clock.ts";

/**
 * One press of Ctrl+C can arrive several times: the terminal signals the whole process group, and
 * `npx` and `deno task` forward it. Requests this close together count as one.
 */
const samePressMs = 1000;

/** Windows ends a program about five seconds after its console window is closed. */
const windowClosedMs = 4000;

export interface StopSignal {
  readonly signal: Deno.Signal;
  /** The time that the system allows for stopping; null when it sets no limit. */
  readonly withinMs: number | null;
}

export interface StopHandlers {
  readonly onStop: (request: StopSignal) => void;
  /** Called when the user presses again while the program is stopping. */
  readonly onForce: () => void;
}

export interface StopSignalOptions extends StopHandlers {
  readonly clock: Clock;
  readonly os: typeof Deno.build.os;
}

/** Listens until the returned function is called. */
export function listenForStop(options: StopSignalOptions): () => void {
  const decide = stopDecision(options);
  const listeners = stopSignalsOf(options.os).map((signal) => {
    const listener = () => decide(signal);
    Deno.addSignalListener(signal, listener);
    return () => Deno.removeSignalListener(signal, listener);
  });
  return () => listeners.forEach((remove) => remove());
}

export function stopSignalsOf(os: typeof Deno.build.os): readonly Deno.Signal[] {
  return os === "windows" ? ["SIGINT", "SIGBREAK", "SIGHUP"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/** Decides what a signal means, given the ones before it. */
export function stopDecision(options: StopSignalOptions): (signal: Deno.Signal) => void {
  let firstAtMs: number | null = null;
  return (signal) => {
    const nowMs = options.clock.steadyMs();
    if (firstAtMs === null) {
      firstAtMs = nowMs;
      const isWindowClosed = options.os === "windows" && signal === "SIGHUP";
      options.onStop({ signal, withinMs: isWindowClosed ? windowClosedMs : null });
    } else if (isPressed(signal) && nowMs - firstAtMs >= samePressMs) {
      options.onForce();
    }
  };
}

/** Whether a person at the keyboard sends this signal. */
function isPressed(signal: Deno.Signal): boolean {
  return signal === "SIGINT" || signal === "SIGBREAK";
}
