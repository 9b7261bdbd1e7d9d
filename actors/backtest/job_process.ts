/**
 * A process of this program that does one job, such as a requested backtest, and says on its
 * standard output how far it is and how it ended. Its standard input stays open as long as the
 * bridge lives: when it closes, the process ends by itself.
 */

import type { z } from "zod";
import { err, ok, type Result } from "../../src/models/mod.ts";
import { isSystemError } from "../../src/models/system_error.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { OwnProgram } from "../../src/runtime/own_program.ts";
import { RunnerFrameReader } from "../../src/strategy/runner/frames.ts";

/** A summary with its notes. */
const maxMessageBytes = 1_000_000;

/** The runtime's last output when a process ends. */
const maxLastWords = 4_000;

/** Far more than the limits for reading, columns and a block of bars together. */
const silentMaxMs = 3_600_000;

/** What a process says: how far it is, and once how it has ended. */
type Said =
  | { readonly type: "progress" }
  | { readonly type: "finished" }
  | { readonly type: "failed"; readonly problem: string };

type Progress<M> = Extract<M, { type: "progress" }>;
type Finished<M> = Extract<M, { type: "finished" }>;

export interface JobProcessParts<M extends Said> {
  /** For a sentence: `the backtest`. */
  readonly name: string;
  readonly clock: Clock;
  readonly program: OwnProgram;
  /** After those of the program itself. */
  readonly args: readonly string[];
  readonly message: z.ZodType<M>;
  onProgress(progress: Progress<M>): void;
}

export class JobProcess<M extends Said> {
  /** Null when it could not be started. */
  readonly #child: Deno.ChildProcess | null;
  readonly #parts: JobProcessParts<M>;
  #silence: TimerId | null = null;
  #isTooSilent = false;
  /** The error is a sentence. */
  readonly ended: Promise<Result<Finished<M>, string>>;

  constructor(parts: JobProcessParts<M>) {
    this.#parts = parts;
    const started = spawned(parts);
    this.#child = started.ok ? started.value : null;
    this.ended = started.ok ? this.#follow(started.value) : Promise.resolve(started);
  }

  end(): void {
    try {
      this.#child?.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has already ended
    }
  }

  async #follow(child: Deno.ChildProcess): Promise<Result<Finished<M>, string>> {
    const { name } = this.#parts;
    const lastWords = lastTextOf(child.stderr);
    this.#watchSilence();
    const said = await this.#lastMessage(child);
    if (this.#silence !== null) this.#parts.clock.clearTimeout(this.#silence);
    if (said === null) this.end(); // it says nothing that can be understood
    const { code } = await child.status;
    await child.stdin.abort().catch(() => {}); // the other end is closed
    if (said?.type === "finished") return ok(said as Finished<M>);
    if (said?.type === "failed") return err(said.problem);
    if (this.#isTooSilent) return err(`The process of ${name} said nothing for an hour`);
    const detail = (await lastWords).trim().split("\n")[0] ?? "";
    return err(`The process of ${name} ended with code ${code}: ${detail}`);
  }

  #watchSilence(): void {
    const { clock } = this.#parts;
    if (this.#silence !== null) clock.clearTimeout(this.#silence);
    this.#silence = clock.setTimeout(() => {
      this.#isTooSilent = true;
      this.end();
    }, silentMaxMs);
  }

  /** The message that ends it; null when there is none, or something that is no message. */
  async #lastMessage({ stdout }: Deno.ChildProcess): Promise<M | null> {
    const reader = new RunnerFrameReader(maxMessageBytes);
    for await (const bytes of stdout) {
      const read = reader.take(bytes);
      if (!read.ok) return null;
      for (const said of read.value) {
        const message = this.#parts.message.safeParse(said);
        if (!message.success) return null;
        if (message.data.type !== "progress") return message.data;
        this.#watchSilence();
        this.#parts.onProgress(message.data as Progress<M>);
      }
    }
    return null;
  }
}

function spawned(
  { name, program, args }: Pick<JobProcessParts<Said>, "name" | "program" | "args">,
): Result<Deno.ChildProcess, string> {
  try {
    return ok(
      new Deno.Command(program.path, {
        args: [...program.args, ...args],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return err(`The process of ${name} cannot be started: ${error.message}`);
  }
}

async function lastTextOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let last = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    last = (last + text).slice(-maxLastWords);
  }
  return last;
}
