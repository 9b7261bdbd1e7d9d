/**
 * The process around the bridge: runs the program as a child process and restarts it after an end
 * that a restart can fix (a crash, V8 out of memory, a freeze, an actor that hangs and whose thread
 * cannot be ended). It follows the same rules as the supervisor, one level up.
 */

import { ConsoleWriter } from "../../log/console_writer.ts";
import { secondsText } from "../../models/figure_text.ts";
import type { Clock } from "../../runtime/clock.ts";
import { sleep } from "../../runtime/clock.ts";
import type { Random } from "../../runtime/random.ts";
import { decideRestart, type RestartDecision } from "../../runtime/restart_decision.ts";
import { type ChildEnd, runChild } from "./bridge_child.ts";
import { writeCrashReport } from "./crash_report.ts";
import { exitCodes } from "../process/exit_codes.ts";
import { crashLoop, type PastEnd, recentEnds } from "./crash_loop.ts";
import { ownProgram } from "../process/own_program.ts";
import { StopForwarder } from "../process/stop_forwarder.ts";
import type { LastExit } from "../process/watched.ts";

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

/**
 * The same for a mistake in the settings or a port that is in use: it is put right from outside, at
 * the speed of a person, and may just be a file that is half written.
 */
const whilePreventedFromOutside = {
  restart: "transient",
  intensity: { maxRestarts: Infinity, windowMs: 600_000 },
  backoff: { firstMs: 500, factor: 2, maxMs: 30_000, jitter: 0.2 },
} as const;

/** How the bridge is restarted after its end; `past` is what was before it. */
export function rulesAfter({ isOutside, reports }: ChildEnd, past: Past) {
  if (reports.hasRun) return afterRunning;
  if (!past.hasEverRun) return afterFailedStart;
  return isOutside ? whilePreventedFromOutside : afterFailedRestart;
}

/** A bridge that was running is also restarted where a new one would be ended with a message. */
function isWorthARestart({ isRestartUseful, isOutside }: ChildEnd, past: Past): boolean {
  return isRestartUseful || (isOutside && past.hasEverRun);
}

/** Runs the child until it ends permanently, and resolves with its exit code. */
export async function watchOver(options: WatchdogOptions): Promise<number> {
  using stops = new StopForwarder();
  return await watch(options, stops);
}

async function watch(options: WatchdogOptions, stops: StopForwarder): Promise<number> {
  const { clock, random, args, isOwnConsole, say } = options;
  const endAtMs = clock.steadyMs() + (options.runForMs ?? Infinity);
  const program = ownProgram(); // now: the system no longer knows it once its file is replaced
  const errors = new ConsoleWriter(Deno.stderr);
  let past = noPast;
  for (;;) {
    const runForMs = options.runForMs === null ? null : Math.round(endAtMs - clock.steadyMs());
    if (runForMs !== null && runForMs <= 0) return codeOf(past, exitCodes.not_started.code);
    const { restarts } = past;
    const earlierRuns = { ...told(past), isOwnConsole, runForMs };
    const end = await runChild({ clock, program, args, errors, earlierRuns, stops });
    if (stops.isAsked) return end.isEndedByStop ? exitCodes.ok.code : end.code;
    const nowMs = clock.steadyMs();
    const cause = isWorthARestart(end, past) ? "crashed" : "finished";
    const earlierMs = end.reports.hasRun === past.hasRun ? past.restartedAtMs : [];
    const decision = decideRestart(rulesAfter(end, past), { cause, nowMs, earlierMs }, random);
    const atMs = clock.nowMs();
    const report = end.isRestartUseful ? reportOf(end, { atMs, restarts }) : null;
    const next = pastAfter(past, end, { atMs, nowMs });
    say(sentences(end, decision, { report, hasEverRun: next.hasEverRun }));
    if (decision.type !== "restart") return codeOf(next, end.code);
    say(newlyKnown(past, next));
    const pauseMs = Math.min(decision.delayMs, endAtMs - nowMs);
    await Promise.race([sleep(clock, pauseMs), stops.asked]);
    if (stops.isAsked) return exitCodes.ok.code;
    past = { ...next, restartedAtMs: decision.restartedAtMs };
  }
}

/** What the child is told of it. */
function told({ restarts, lastExit, hasEverRun, envFile, strategiesOff }: Past) {
  return { restarts, lastExit, hasEverRun, envFile, strategiesOff };
}

/**
 * A bridge that only ever failed has not done what `--for` asks, even when its time is over; one
 * that ran has, even when it was just being restarted.
 */
export function codeOf(
  { hasEverRun, lastFailure }: Pick<Past, "hasEverRun" | "lastFailure">,
  code: number,
): number {
  const isOver = code === exitCodes.not_started.code;
  if (hasEverRun) return isOver ? exitCodes.ok.code : code;
  return isOver ? lastFailure ?? code : code;
}

/** What the ends say about their cause, once. */
function newlyKnown(before: Past, { strategiesOff, unexplained }: Past): string[] {
  if (strategiesOff !== null && before.strategiesOff === null) {
    return [`It starts without strategies now, because ${strategiesOff}.`, ...whileOff];
  }
  if (unexplained !== null && before.unexplained === null) {
    return [`The strategies are not the cause: without them, too, ${unexplained}.`, ...whatToDo];
  }
  return [];
}

const whileOff = [
  "Until then no strategy closes its positions, moves their stops or cancels its orders.",
  "Strategies run again when you stop the bridge and start it yourself.",
];

const whatToDo = [
  "It is still restarted each time. Look into the crash reports, and watch the positions in MetaTrader.",
];

/** What the watchdog remembers of the bridge's earlier runs. */
export interface Past {
  readonly restarts: number;
  readonly lastExit: LastExit | null;
  /** The exit code of the latest run that did not end as it was asked to. */
  readonly lastFailure: number | null;
  /** Everything had started in the latest run. */
  readonly hasRun: boolean;
  readonly hasEverRun: boolean;
  readonly envFile: string | null;
  readonly restartedAtMs: readonly number[];
  readonly ends: readonly PastEnd[];
  readonly strategiesOff: string | null;
  /** Why the strategies are not the cause, or not the only one; null while they may be. */
  readonly unexplained: string | null;
}

export const noPast: Past = {
  restarts: 0,
  lastExit: null,
  lastFailure: null,
  hasRun: false,
  hasEverRun: false,
  envFile: null,
  restartedAtMs: [],
  ends: [],
  strategiesOff: null,
  unexplained: null,
};

/**
 * `nowMs` is a time of the steady clock. A kill from outside counts as well: the kernel sends
 * SIGKILL when memory runs out. From when the strategies are off, the count begins again.
 */
export function pastAfter(
  past: Past,
  { code, meaning, isOutside, reports }: ChildEnd,
  { atMs, nowMs }: { readonly atMs: number; readonly nowMs: number },
): Past {
  const latest = { cause: `exit code ${code}: ${meaning}`, atMs: nowMs };
  const ends = isOutside ? past.ends : recentEnds([...past.ends, latest], nowMs);
  const loop = isOutside ? null : crashLoop(ends);
  const isFirstLoop = past.strategiesOff === null && loop !== null;
  return {
    ...past,
    restarts: past.restarts + 1,
    lastExit: { atMs, code, meaning },
    lastFailure: code === exitCodes.ok.code ? past.lastFailure : code,
    hasRun: reports.hasRun,
    hasEverRun: past.hasEverRun || reports.hasRun,
    envFile: reports.envFile ?? past.envFile,
    ends: isFirstLoop ? [] : ends,
    strategiesOff: past.strategiesOff ?? loop,
    unexplained: past.unexplained ?? (isFirstLoop ? null : loop),
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

function sentences(
  end: ChildEnd,
  decision: RestartDecision,
  { report, hasEverRun }: { readonly report: string | null; readonly hasEverRun: boolean },
): string[] {
  if (decision.type === "leave") return [];
  const { code, meaning, isOutside } = end;
  if (decision.type === "restart" && isOutside && hasEverRun) {
    const seconds = secondsText(decision.delayMs);
    return [
      `The bridge cannot start again (exit code ${code}: ${meaning}).`,
      `It ran before, so it is tried again until this is put right, next in ${seconds}.`,
    ];
  }
  return [
    `The bridge ended unexpectedly (exit code ${code}: ${meaning}).`,
    ...(report === null ? [] : [`Crash report: ${report}`]),
    decision.type === "restart"
      ? "Restarting..."
      : "It crashed too often in a short time and is not restarted: the cause must be fixed first.",
  ];
}
