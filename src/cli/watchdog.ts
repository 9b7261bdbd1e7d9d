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
import { crashLoop, type PastEnd, recentEnds } from "./crash_loop.ts";
import { StopForwarder } from "./stop_forwarder.ts";
import type { LastExit } from "./watched.ts";

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The arguments of the program. */
  readonly args: readonly string[];
  readonly isOwnConsole: boolean;
  /** The time of `--for`, restarts included; null runs until stopped. */
  readonly runForMs: number | null;
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

/**
 * One that was running before and now fails to start may have orders and positions: it is never
 * given up, only tried less often.
 */
const afterFailedRestart = { ...afterFailedStart, intensity: afterRunning.intensity } as const;

/** Whether everything had started, in the run that ended and in any before it. */
export function rulesAfter(hasRun: boolean, hasRunBefore: boolean) {
  if (hasRun) return afterRunning;
  return hasRunBefore ? afterFailedRestart : afterFailedStart;
}

/** Runs the child until it ends permanently, and resolves with its exit code. */
export async function watchOver(options: WatchdogOptions): Promise<number> {
  using stops = new StopForwarder();
  return await watch(options, stops);
}

async function watch(options: WatchdogOptions, stops: StopForwarder): Promise<number> {
  const { clock, random, args, isOwnConsole, say } = options;
  const endAtMs = clock.steadyMs() + (options.runForMs ?? Infinity);
  let past = noPast;
  for (;;) {
    const runForMs = options.runForMs === null ? null : Math.round(endAtMs - clock.steadyMs());
    if (runForMs !== null && runForMs <= 0) return codeOf(past, exitCodes.ok.code);
    const { restarts, lastExit, strategiesOff } = past;
    const earlierRuns = { restarts, lastExit, isOwnConsole, runForMs, strategiesOff };
    const end = await runChild({ clock, args, earlierRuns, stops });
    if (stops.isAsked) return end.isEndedByStop ? exitCodes.ok.code : end.code;
    const nowMs = clock.steadyMs();
    const cause = end.isRestartUseful ? "crashed" : "finished";
    const { hasRun } = end.reports;
    const earlierMs = hasRun === past.hasRun ? past.restartedAtMs : [];
    const exit = { cause, nowMs, earlierMs } as const;
    const decision = decideRestart(rulesAfter(hasRun, past.hasEverRun), exit, random);
    const atMs = clock.nowMs();
    const report = end.isRestartUseful ? reportOf(end, { atMs, restarts }) : null;
    const next = pastAfter(past, end, { atMs, nowMs });
    say(sentences(end, decision, report));
    if (decision.type !== "restart") return codeOf(next, end.code);
    if (next.strategiesOff !== null && strategiesOff === null) {
      say([`It starts without strategies now, because ${next.strategiesOff}.`, howToTurnOn]);
    }
    const pauseMs = Math.min(decision.delayMs, endAtMs - nowMs);
    await Promise.race([sleep(clock, pauseMs), stops.asked]);
    if (stops.isAsked) return exitCodes.ok.code;
    past = { ...next, restartedAtMs: decision.restartedAtMs };
  }
}

/** A bridge that only ever failed has not done what `--for` asks, even when its time is over. */
function codeOf({ hasEverRun, lastFailure }: Past, code: number): number {
  if (hasEverRun || code !== exitCodes.ok.code) return code;
  return lastFailure ?? code;
}

const howToTurnOn = "They run again when you stop the bridge and start it yourself.";

/** What the watchdog remembers of the bridge's earlier runs. */
export interface Past {
  readonly restarts: number;
  readonly lastExit: LastExit | null;
  /** The exit code of the latest run that did not end as it was asked to. */
  readonly lastFailure: number | null;
  /** Everything had started in the latest run. */
  readonly hasRun: boolean;
  readonly hasEverRun: boolean;
  readonly restartedAtMs: readonly number[];
  readonly ends: readonly PastEnd[];
  readonly strategiesOff: string | null;
}

export const noPast: Past = {
  restarts: 0,
  lastExit: null,
  lastFailure: null,
  hasRun: false,
  hasEverRun: false,
  restartedAtMs: [],
  ends: [],
  strategiesOff: null,
};

/**
 * `nowMs` is a time of the steady clock. A kill from outside counts as well: the kernel sends
 * SIGKILL when memory runs out.
 */
export function pastAfter(
  past: Past,
  { code, meaning, reports }: ChildEnd,
  { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
): Past {
  const latest = { cause: `exit code ${code}: ${meaning}`, atMs: nowMs };
  const ends = recentEnds([...past.ends, latest], nowMs);
  return {
    ...past,
    restarts: past.restarts + 1,
    lastExit: { atMs, code, meaning },
    lastFailure: code === exitCodes.ok.code ? past.lastFailure : code,
    hasRun: reports.hasRun,
    hasEverRun: past.hasEverRun || reports.hasRun,
    ends,
    strategiesOff: past.strategiesOff ?? crashLoop(ends),
  };
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
