/**
 * Starts a runner of strategy files: this program once more, as a process with little memory and
 * with nothing of the bridge's environment. It is ended when it uses too much memory or sends
 * anything that is not a report.
 */

import { isSystemError } from "../../../src/models/system_error.ts";
import { type Clock, type TimerId } from "../../../src/runtime/clock.ts";
import type { OwnProgram } from "../../../src/runtime/own_program.ts";
import { frameOf, RunnerFrameReader } from "../../../src/strategy/runner/frames.ts";
import { type RunnerCommand, runnerCommand } from "../../../src/strategy/runner/runner_messages.ts";
import { runnerEnvironment } from "./runner_environment.ts";
import type { ResidentMemory } from "./resident_memory.ts";
import type { RunnerEvents, RunnerHandle, SpawnRunner } from "./spawn_runner.ts";

export interface ProcessOptions {
  readonly program: OwnProgram;
  readonly memory: ResidentMemory;
  readonly clock: Clock;
}

/** For JavaScript values. The longest window with 500 new bars takes 1 MB. */
const heapMb = 128;

/** For the whole process. The runtime itself takes 50 MB; buffers are not in the heap. */
const residentMb = 320;
const megabyte = 1024 * 1024;

/** How often its memory is checked while it works. Nothing runs in it while it is idle. */
const lookMs = 25;

/** A turn with a signal or an error for each of its bars. */
const maxReportBytes = 4_000_000;

/** The runtime's last output when a process ends. */
const maxLastWords = 4_000;

export function processSpawner(options: ProcessOptions): SpawnRunner {
  return (events) => {
    try {
      return new RunnerProcess(options, events);
    } catch (error) {
      // The program is gone or must not be started, or the system has no more processes.
      if (!isSystemError(error)) throw error;
      void Promise.resolve().then(() => events.onLost(`cannot be started: ${error.message}`));
      return { post: () => {}, terminate: () => {}, ended: Promise.resolve() };
    }
  };
}

class RunnerProcess implements RunnerHandle {
  readonly #options: ProcessOptions;
  readonly #events: RunnerEvents;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly ended: Promise<void>;
  #timer: TimerId | null = null;
  #lastWords = "";
  /** Why the bridge ended it. */
  #reason: string | null = null;

  constructor(options: ProcessOptions, events: RunnerEvents) {
    this.#options = options;
    this.#events = events;
    const { path, args } = options.program;
    this.#child = new Deno.Command(path, {
      args: [...args, runnerCommand],
      clearEnv: true,
      env: runnerEnvironment(["--max-semi-space-size=1", "--optimize-for-size"], heapMb),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.ended = this.#follow();
  }

  post(command: RunnerCommand): void {
    this.#input.write(frameOf(command)).catch(() => {}); // its end is reported
    if (command.type !== "bars") this.#watchMemory();
  }

  terminate(): void {
    this.#stopWatching();
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has already ended
    }
  }

  async #follow(): Promise<void> {
    const [status] = await Promise.all([this.#child.status, this.#readReports(), this.#listen()]);
    this.#stopWatching();
    await this.#input.abort().catch(() => {});
    this.#events.onLost(this.#reason ?? meaningOf(status, this.#lastWords));
  }

  async #readReports(): Promise<void> {
    const reader = new RunnerFrameReader(maxReportBytes);
    for await (const bytes of this.#child.stdout) {
      if (this.#reason !== null) continue;
      const reports = reader.take(bytes);
      if (!reports.ok) {
        this.#end("sent something that is no report");
        continue;
      }
      for (const report of reports.value) this.#onReport(report);
    }
  }

  #onReport(report: unknown): void {
    const { type } = Object(report) as { readonly type?: unknown };
    if (type !== "loading") this.#stopWatching();
    this.#events.onMessage(report);
  }

  async #listen(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#lastWords = (this.#lastWords + text).slice(-maxLastWords);
    }
  }

  #watchMemory(): void {
    const { clock, memory } = this.#options;
    const look = () => {
      if ((memory(this.#child.pid) ?? 0) > residentMb * megabyte) {
        return this.#end(`took more than ${residentMb} MB of memory`);
      }
      this.#timer = clock.setTimeout(look, lookMs);
    };
    this.#timer ??= clock.setTimeout(look, lookMs);
  }

  #stopWatching(): void {
    if (this.#timer !== null) this.#options.clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #end(reason: string): void {
    this.#reason = reason;
    this.terminate();
  }
}

function meaningOf({ code, signal }: Deno.CommandStatus, lastWords: string): string {
  if (/out of memory|heap limit/i.test(lastWords)) return `took more than ${heapMb} MB of memory`;
  if (/overflowed its stack/.test(lastWords)) return "is nested too deeply to be read";
  return signal === null ? `ended its process with code ${code}` : `was ended by ${signal}`;
}
