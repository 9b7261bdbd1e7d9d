/**
 * Being asked to stop: Ctrl+C everywhere, SIGTERM and SIGHUP (terminal closed) on Unix, Ctrl+Break and the
 * closing of the console window on Windows. The first request stops cleanly, a later Ctrl+C forces the end.
 */

import type { Clock } from "../runtime/clock.ts";

/**
 * One press of Ctrl+C may arrive several times: the terminal tells the whole process group, and `npx` and
 * `deno task` pass it on. Requests so close together are one.
 */
const samePressMs = 1000;

/** Windows ends a program about five seconds after its console window is closed. */
const windowClosedMs = 4000;

export interface StopRequest {
  readonly signal: Deno.Signal;
  /** Time the system leaves for stopping; null when it does not press. */
  readonly withinMs: number | null;
}

export interface StopHandlers {
  readonly onStop: (request: StopRequest) => void;
  /** The user presses again while the program stops. */
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

/** What a signal means, given those before it. */
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

/** By a person at the keyboard. */
function isPressed(signal: Deno.Signal): boolean {
  return signal === "SIGINT" || signal === "SIGBREAK";
}
