/**
 * Everything that can end a run: a signal, the time limit of `--for`, the death of the watchdog, an
 * actor that hangs.
 */

import type { Clock } from "../../runtime/clock.ts";
import type { ExitReason } from "./exit_codes.ts";
import { listenForStop } from "./stop_signals.ts";
import { watchdogGone } from "./watched.ts";

export interface StopRequest {
  /** The reason, for the banner. */
  readonly reason: string;
  /** The time allowed for stopping. */
  readonly withinMs: number;
  /** The exit reason when everything was stopped in time. */
  readonly exit: ExitReason;
  /** The exit reason when nothing had started yet. */
  readonly exitUnstarted: ExitReason;
}

export interface StopRequests {
  /** Resolves with the first request to stop. */
  readonly asked: Promise<StopRequest>;
  /** Resolves when the user does not want to wait for a clean stop. */
  readonly forced: Promise<void>;
  /**
   * Called when an actor hangs: the whole process must end, because a thread cannot be ended alone.
   */
  readonly onHung: (actor: string) => void;
}

export interface StopRequestOptions {
  readonly clock: Clock;
  readonly runForMs: number | null;
  readonly isWatched: boolean;
}

/** Longer than all deadlines of a stop together; a stop that takes longer is forced. */
const stopLimitMs = 15_000;

/** An actor that hangs will not stop, so the others get only a moment. */
const hungStopLimitMs = 2_000;

export function stopRequests({ clock, runForMs, isWatched }: StopRequestOptions): StopRequests {
  const asked = Promise.withResolvers<StopRequest>();
  const forced = Promise.withResolvers<void>();
  const ask = (reason: string, withinMs = stopLimitMs, exit: ExitReason = "ok") =>
    asked.resolve({ reason, withinMs, exit, exitUnstarted: exit });
  listenForStop({
    clock,
    os: Deno.build.os,
    onStop: ({ signal, withinMs }) => ask(signal, withinMs ?? stopLimitMs),
    onForce: () => forced.resolve(),
  });
  if (runForMs !== null) {
    const reason = `after ${runForMs / 1_000} s, as requested`;
    const end = {
      reason,
      withinMs: stopLimitMs,
      exit: "ok",
      exitUnstarted: "not_started",
    } as const;
    clock.setTimeout(() => asked.resolve(end), runForMs);
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
