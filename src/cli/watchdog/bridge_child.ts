/**
 * One run of the bridge under the watchdog: the process, its reports, and its end. A child whose
 * main thread no longer responds is killed, because nothing inside it can do that.
 */

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import type { ConsoleWriter } from "../../log/console_writer.ts";
import { secondsText } from "../../models/figure_text.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { OwnProgram } from "../../runtime/own_program.ts";
import { type ExitCode, exitCodes } from "../process/exit_codes.ts";
import { watchForFreeze } from "./freeze_watch.ts";
import { isSystemError } from "../../models/system_error.ts";
import { endChild, type StopForwarder } from "../process/stop_forwarder.ts";
import { stopSignalsOf } from "../process/stop_signals.ts";
import { WatchdogReports } from "./watchdog_reports.ts";
import { type EarlierRuns, watchedVariable } from "../process/watched.ts";

/**
 * Settings of the runtime for the child. It must not ask on the terminal for permissions that
 * workers lack. V8 keeps up to 48 MB of young objects for each of a dozen workers and collects
 * late: with these flags a demo takes 280 MB instead of 400 MB after a few minutes, at the same
 * tick rate (bench `tick_flow`, side by side). Each thread collects its garbage itself when it is
 * idle (`garbage_rounds.ts`). With the condition "module" XState loads as ES
 * modules; its CommonJS costs each worker 25 ms and 3 MB. Modules that are imported on demand are
 * read when they are.
 */
const runtimeSettings = {
  DENO_NO_PROMPT: "1",
  DENO_CONDITIONS: "module",
  DENO_UNSTABLE_LAZY_DYNAMIC_IMPORTS: "1",
  DENO_V8_FLAGS: "--max-semi-space-size=1,--optimize-for-size,--expose-gc",
};

/** Windows' exit code when Ctrl+C ended the program before it listened for it. */
const endedByCtrlC = 0xC000013A;

export interface ChildEnd {
  readonly code: number;
  /** Explains the end to the trader. */
  readonly meaning: string;
  readonly isRestartUseful: boolean;
  /** Nothing in the program is to blame: a setting, a port, the system. */
  readonly isOutside: boolean;
  /** The child was stopped before it listened for stop requests. */
  readonly isEndedByStop: boolean;
  readonly reports: WatchdogReports;
}

export interface BridgeChildOptions {
  readonly clock: Clock;
  readonly program: OwnProgram;
  readonly args: readonly string[];
  /** Takes what the runtime says, without ever waiting for its reader. */
  readonly errors: ConsoleWriter;
  readonly earlierRuns: EarlierRuns;
  readonly stops: StopForwarder;
}

/** What somebody outside the program has to put right, or another program. */
const outsideCodes: readonly number[] = [exitCodes.configuration.code, exitCodes.port_taken.code];

/** How long the runtime's last lines may take to be passed on. */
const flushMs = 1_000;

/** Starts the child and resolves when it has ended. */
export async function runChild(options: BridgeChildOptions): Promise<ChildEnd> {
  const reports = new WatchdogReports();
  const child = spawned(options);
  const end = child instanceof Error ? notSpawned(child) : await followed(child, reports, options);
  return { ...end, reports };
}

/** An error when there is no memory, or the program's file is just being replaced. */
function spawned({ program, args, earlierRuns }: BridgeChildOptions): Deno.ChildProcess | Error {
  try {
    return new Deno.Command(program.path, {
      args: [...program.args, ...args],
      env: { ...runtimeSettings, [watchedVariable]: JSON.stringify(earlierRuns) },
      stdin: "piped", // closes when this process dies, which the child notices
      stderr: "piped",
    }).spawn();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error;
  }
}

function notSpawned({ message }: Error): Omit<ChildEnd, "reports"> {
  const meaning = `The system did not start its process: ${message}`;
  const { code } = exitCodes.unexpected;
  return { code, meaning, isRestartUseful: true, isOutside: true, isEndedByStop: false };
}

async function followed(
  child: Deno.ChildProcess,
  reports: WatchdogReports,
  { clock, errors, stops }: BridgeChildOptions,
): Promise<Omit<ChildEnd, "reports">> {
  stops.child = child;
  const listening = listen(child.stderr, reports, errors);
  const freeze = watchForFreeze(clock, reports, () => endChild(child, "SIGKILL"));
  const status = await child.status;
  freeze.stop();
  stops.child = null;
  await listening;
  await errors.flush(clock, flushMs);
  await child.stdin.close().catch(ignoreClosedPipe);
  return endOf(status, freeze.frozenAfterMs);
}

async function listen(
  stderr: ReadableStream<Uint8Array>,
  reports: WatchdogReports,
  errors: ConsoleWriter,
): Promise<void> {
  const input = Readable.fromWeb(stderr as WebStream); // the same stream type is declared twice
  for await (const line of createInterface({ input })) {
    const passedOn = reports.take(line);
    if (passedOn !== null) errors.print([passedOn]);
  }
}

function endOf(
  { code, signal }: Deno.CommandStatus,
  frozenAfterMs: number | null,
): Omit<ChildEnd, "reports"> {
  if (frozenAfterMs !== null) {
    const meaning = `Frozen: no response for ${secondsText(frozenAfterMs)}, so it was killed`;
    return { code, meaning, isRestartUseful: true, isOutside: false, isEndedByStop: false };
  }
  const known: readonly ExitCode[] = Object.values(exitCodes);
  const reason = signal === null ? known.find((one) => one.code === code) : undefined;
  return {
    code,
    meaning: signal !== null
      ? `Ended by ${signal}`
      : reason?.meaning ?? "Ended by a failure of the runtime",
    isRestartUseful: reason?.isRestartUseful ?? true,
    isOutside: reason !== undefined && outsideCodes.includes(code),
    isEndedByStop: code === endedByCtrlC ||
      stopSignalsOf(Deno.build.os).some((one) => one === signal),
  };
}

function ignoreClosedPipe(error: unknown): void {
  const isExpected = error instanceof Deno.errors.BrokenPipe || error instanceof TypeError;
  if (!isExpected) throw error;
}
