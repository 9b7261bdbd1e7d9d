/**
 * The process around the bridge: runs the program as a child and starts it again when it has ended in a way
 * that a restart can mend (a crash, V8 out of memory, an actor that hangs and whose thread cannot be ended).
 * The supervisor's own rules, one level up.
 */

import type { Clock } from "../runtime/clock.ts";
import { sleep } from "../runtime/clock.ts";
import type { Random } from "../runtime/random.ts";
import { decideRestart, type RestartDecision } from "../runtime/restart_decision.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";
import { stopSignalsOf } from "./stop_signals.ts";
import { type LastExit, watchedVariable } from "./watched.ts";

export interface WatchdogOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The program's own arguments. */
  readonly args: readonly string[];
  /** Shows lines to the trader. */
  readonly say: (lines: readonly string[]) => void;
}

/** The child is restarted after a failure; five in five minutes are a fault that a restart does not mend. */
const policy = {
  restart: "transient",
  intensity: { maxRestarts: 5, windowMs: 300_000 },
  backoff: { firstMs: 100, factor: 3, maxMs: 10_000, jitter: 0.2 },
} as const;

/**
 * Of the runtime, for the child. It must not ask on the terminal for what workers without permissions lack. And
 * V8 keeps up to 48 MB of young objects for each of a dozen workers and collects late: with these flags a demo takes
 * 280 MB instead of 400 after some minutes, and its tick rate is the same (bench `tick_flow`, side by side).
 */
const runtimeSettings = {
  DENO_NO_PROMPT: "1",
  DENO_V8_FLAGS: "--max-semi-space-size=1,--optimize-for-size",
};

/** Windows' exit code of a program that Ctrl+C has ended before it could listen for it. */
const endedByCtrlC = 0xC000013A;

/** Runs the child until it ends for good, and resolves with its exit code. */
export async function watchOver(options: WatchdogOptions): Promise<number> {
  using stops = new StopForwarder();
  return await watch(options, stops);
}

async function watch(
  { clock, random, args, say }: WatchdogOptions,
  stops: StopForwarder,
): Promise<number> {
  let earlierMs: readonly number[] = [];
  let restarts = 0;
  let lastExit: LastExit | null = null;
  for (;;) {
    const status = await runChild(args, { restarts, lastExit }, stops);
    if (stops.isAsked) return isEndedByStop(status) ? exitCodes.ok.code : status.code;
    const exit = { cause: causeOf(status), nowMs: clock.steadyMs(), earlierMs };
    const decision = decideRestart(policy, exit, random);
    say(sentences(status, decision));
    if (decision.type !== "restart") return status.code;
    await Promise.race([sleep(clock, decision.delayMs), stops.asked]);
    if (stops.isAsked) return exitCodes.ok.code;
    earlierMs = decision.restartedAtMs;
    restarts++;
    lastExit = { atMs: clock.nowMs(), code: status.code, meaning: meaningOf(status) };
  }
}

async function runChild(
  args: readonly string[],
  story: { readonly restarts: number; readonly lastExit: LastExit | null },
  stops: StopForwarder,
): Promise<Deno.CommandStatus> {
  const source = Deno.build.standalone ? [] : ["run", "-A", Deno.mainModule];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...source, ...args],
    env: { ...runtimeSettings, [watchedVariable]: JSON.stringify(story) },
    stdin: "piped", // closes when this process dies, which tells the child
  }).spawn();
  stops.child = child;
  const status = await child.status;
  stops.child = null;
  await child.stdin.close().catch(ignoreClosedPipe);
  return status;
}

/**
 * A stop asked of this process is one for the child, whether it listens yet or not, and for the watchdog: a
 * bridge that was told to stop is not started again. Windows tells both processes by itself when they share a
 * console, and has no other way than killing.
 */
class StopForwarder implements Disposable {
  readonly #asked = Promise.withResolvers<void>();
  readonly #removers: readonly (() => void)[];
  child: Deno.ChildProcess | null = null;
  isAsked = false;

  constructor() {
    this.#removers = stopSignalsOf(Deno.build.os).map((signal) => {
      const listener = () => this.#onStop(signal);
      Deno.addSignalListener(signal, listener);
      return () => Deno.removeSignalListener(signal, listener);
    });
  }

  /** Resolves at the first request. */
  get asked(): Promise<void> {
    return this.#asked.promise;
  }

  [Symbol.dispose](): void {
    for (const remove of this.#removers) remove();
  }

  #onStop(signal: Deno.Signal): void {
    this.isAsked = true;
    this.#asked.resolve();
    if (Deno.build.os === "windows") return;
    try {
      this.child?.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has ended already
    }
  }
}

/** Stopped before it could listen for it. */
function isEndedByStop({ signal, code }: Deno.CommandStatus): boolean {
  return code === endedByCtrlC || stopSignalsOf(Deno.build.os).some((stop) => stop === signal);
}

function ignoreClosedPipe(error: unknown): void {
  const isExpected = error instanceof Deno.errors.BrokenPipe || error instanceof TypeError;
  if (!isExpected) throw error;
}

function exitCodeOf(status: Deno.CommandStatus): ExitCode | undefined {
  const known: readonly ExitCode[] = Object.values(exitCodes);
  return status.signal === null ? known.find(({ code }) => code === status.code) : undefined;
}

function causeOf(status: Deno.CommandStatus): "finished" | "crashed" {
  return exitCodeOf(status)?.isRestartUseful === false ? "finished" : "crashed";
}

function meaningOf(status: Deno.CommandStatus): string {
  if (status.signal !== null) return `Ended by ${status.signal}`;
  return exitCodeOf(status)?.meaning ?? "Ended by a failure of the runtime";
}

function sentences(status: Deno.CommandStatus, decision: RestartDecision): string[] {
  if (decision.type === "leave") return [];
  const what = `The bridge has ended (exit code ${status.code}: ${meaningOf(status)}).`;
  return decision.type === "restart"
    ? [what, "It is being started again."]
    : [what, "It was started again too often: something is wrong that a restart does not mend."];
}
