/** Everything that may end a run: a signal, the time of `--for`, the watchdog's death, an actor that hangs. */

import type { Clock } from "../runtime/clock.ts";
import type { ExitReason } from "./exit_codes.ts";
import { listenForStop } from "./stop_signals.ts";
import { watchdogGone } from "./watched.ts";

export interface StopRequest {
  /** For the banner. */
  readonly reason: string;
  /** How long stopping may take. */
  readonly withinMs: number;
  /** How the run ends when everything could be stopped. */
  readonly exit: ExitReason;
}

export interface StopRequests {
  /** Resolves with the first request. */
  readonly asked: Promise<StopRequest>;
  /** Resolves when somebody does not want to wait for the stop. */
  readonly forced: Promise<void>;
  /** An actor hangs: the process has to end, as its thread cannot be ended alone. */
  readonly onHung: (actor: string) => void;
}

export interface StopRequestOptions {
  readonly clock: Clock;
  readonly runForMs: number | null;
  readonly isWatched: boolean;
}

/** All deadlines of a stop together are shorter; one that takes longer is forced. */
const stopLimitMs = 15_000;

/** What an actor that hangs would wait for will not come: the others get a moment, no more. */
const hungStopLimitMs = 2_000;

export function stopRequests({ clock, runForMs, isWatched }: StopRequestOptions): StopRequests {
  const asked = Promise.withResolvers<StopRequest>();
  const forced = Promise.withResolvers<void>();
  const ask = (reason: string, withinMs = stopLimitMs, exit: ExitReason = "ok") =>
    asked.resolve({ reason, withinMs, exit });
  listenForStop({
    clock,
    os: Deno.build.os,
    onStop: ({ signal, withinMs }) => ask(signal, withinMs ?? stopLimitMs),
    onForce: () => forced.resolve(),
  });
  if (runForMs !== null) {
    clock.setTimeout(() => ask(`after ${runForMs / 1_000} s, as requested`), runForMs);
  }
  if (isWatched) {
    void watchdogGone(Deno.stdin.readable).then(() => ask("the watchdog process ended"));
  }
  return {
    asked: asked.promise,
    forced: forced.promise,
    onHung: (actor) => ask(`the ${actor} actor hung`, hungStopLimitMs, "actor_hung"),
  };
}
