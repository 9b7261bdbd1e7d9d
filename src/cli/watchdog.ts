/**
 * The process around the bridge: runs the program as a child process and restarts it after an end
 * that a restart can fix (a crash, V8 out of memory, a freeze, an actor that hangs and whose thread
 * cannot be ended). It follows the same rules as the supervisor, one level up.
 */

import type { Clock } from "../runtime/clock.ts";
import { sleep } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { decideRestart, type RestartDecision } from "../runtime/restart_decision.ts";
import { type ChildEnd, runChild } from "./bridge_child.ts";
import { writeCrashReport } from "./crash_report.ts";
import { exitCodes } from "./exit_codes.ts";
import { StopForwarder } from "./stop_forwarder.ts";
import type { LastExit } from "./watched.ts";

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The arguments of the program. */
  readonly args: readonly string[];
  readonly isOwnConsole: boolean;
  /** Shows lines to the trader. */
  readonly say: (lines: readonly string[]) => void;
}

/**
 * A bridge that fails to start five times in five minutes has a problem that restarting does not
 * fix.
 */
const afterFailedStart = {
  restart: "transient",
  intensity: { maxRestarts: 5, windowMs: 300_000 },
  backoff: { firstMs: 100, factor: 3, maxMs: 10_000, jitter: 0.2 },
} as const;

/**
 * A bridge that was running is always restarted, however often it dies: its orders are journalled,
 * and while it is down nobody watches the risk.
 */
const afterRunning = {
  restart: "transient",
  intensity: { maxRestarts: Infinity, windowMs: 60_000 },
  backoff: { firstMs: 100, factor: 2, maxMs: 500, jitter: 0.2 },
} as const;

/** Runs the child until it ends permanently, and resolves with its exit code. */
export async function watchOver(options: WatchdogOptions): Promise<number> {
  using stops = new StopForwarder();
  return await watch(options, stops);
}

async function watch(
  { clock, random, args, isOwnConsole, say }: WatchdogOptions,
  stops: StopForwarder,
): Promise<number> {
  let earlierMs: readonly number[] = [];
  let hadRun = false;
  let restarts = 0;
  let lastExit: LastExit | null = null;
  for (;;) {
    const story = { restarts, lastExit, isOwnConsole };
    const end = await runChild({ clock, args, story, stops });
    if (stops.isAsked) return end.isEndedByStop ? exitCodes.ok.code : end.code;
    const cause = end.isRestartUseful ? "crashed" : "finished";
    const { hasRun } = end.reports;
    if (hasRun !== hadRun) earlierMs = [];
    hadRun = hasRun;
    const exit = { cause, nowMs: clock.steadyMs(), earlierMs } as const;
    const decision = decideRestart(hasRun ? afterRunning : afterFailedStart, exit, random);
    const atMs = clock.nowMs();
    const report = end.isRestartUseful ? reportOf(end, { atMs, restarts }) : null;
    say(sentences(end, decision, report));
    if (decision.type !== "restart") return end.code;
    await Promise.race([sleep(clock, decision.delayMs), stops.asked]);
    if (stops.isAsked) return exitCodes.ok.code;
    earlierMs = decision.restartedAtMs;
    restarts++;
    lastExit = { atMs, code: end.code, meaning: end.meaning };
  }
}

/**
 * The path of the crash report; null when the child died before it had a log, or the report could
 * not be written.
 */
function reportOf(
  { code, meaning, reports }: ChildEnd,
  { atMs, restarts }: { readonly atMs: number; readonly restarts: number },
): string | null {
  const { logPath, lastLines: lastWords } = reports;
  if (logPath === null) return null;
  return writeCrashReport({ atMs, meaning, exitCode: code, restarts, lastWords, logPath });
}

function sentences(end: ChildEnd, decision: RestartDecision, report: string | null): string[] {
  if (decision.type === "leave") return [];
  return [
    `The bridge ended unexpectedly (exit code ${end.code}: ${end.meaning}).`,
    ...(report === null ? [] : [`Crash report: ${report}`]),
    decision.type === "restart"
      ? "Restarting..."
      : "It crashed too often in a short time and is not restarted: the cause must be fixed first.",
  ];
}
