/**
 * The process of one requested backtest. It reads prices and writes the report, and starts the
 * process without permissions in which the strategies run. Its standard input stays open as long as
 * the bridge lives: when it closes, the process ends by itself.
 */

import type { Result } from "../../src/models/mod.ts";
import { err, ok } from "../../src/models/mod.ts";
import { type JobMessage, jobMessage } from "../../src/backtest/requested/job_message.ts";
import { requestedBacktestCommand } from "../../src/backtest/requested/requested_backtest_command.ts";
import type { BacktestSummary } from "../../src/backtest/requested/requested_backtest.ts";
import { RunnerFrameReader } from "../../src/strategy/frames.ts";
import type { Clock, TimerId } from "../../src/runtime/clock.ts";
import type { OwnProgram } from "../../src/runtime/own_program.ts";

/** A summary with its notes. */
const maxMessageBytes = 1_000_000;

/** The runtime's last output when a process ends. */
const maxLastWords = 4_000;

/** Far more than the limits for reading, columns and a block of bars together. */
const silentMaxMs = 3_600_000;

export interface BacktestProcessParts {
  readonly clock: Clock;
  readonly program: OwnProgram;
  readonly folder: string;
  readonly envFile: string | null;
  onProgress(doneBars: number, allBars: number): void;
}

export class BacktestProcess {
  readonly #child: Deno.ChildProcess;
  readonly #parts: BacktestProcessParts;
  #silence: TimerId | null = null;
  #isTooSilent = false;
  /** The error is a sentence. */
  readonly ended: Promise<Result<BacktestSummary, string>>;

  constructor(parts: BacktestProcessParts) {
    this.#parts = parts;
    const { program, folder, envFile } = parts;
    const settings = envFile === null ? [] : [envFile];
    this.#child = new Deno.Command(program.path, {
      args: [...program.args, requestedBacktestCommand, folder, ...settings],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.ended = this.#follow();
  }

  end(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // it has already ended
    }
  }

  async #follow(): Promise<Result<BacktestSummary, string>> {
    const lastWords = lastTextOf(this.#child.stderr);
    this.#watchSilence();
    const said = await this.#lastMessage();
    if (this.#silence !== null) this.#parts.clock.clearTimeout(this.#silence);
    if (said === null) this.end(); // it says nothing that can be understood
    const { code } = await this.#child.status;
    await this.#child.stdin.abort().catch(() => {}); // the other end is closed
    if (said?.type === "finished") return ok(said.summary);
    if (said?.type === "failed") return err(said.problem);
    if (this.#isTooSilent) return err("The process of the backtest said nothing for an hour");
    const detail = (await lastWords).trim().split("\n")[0] ?? "";
    return err(`The process of the backtest ended with code ${code}: ${detail}`);
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
  async #lastMessage(): Promise<Exclude<JobMessage, { type: "progress" }> | null> {
    const reader = new RunnerFrameReader(maxMessageBytes);
    for await (const bytes of this.#child.stdout) {
      const read = reader.take(bytes);
      if (!read.ok) return null;
      for (const said of read.value) {
        const message = jobMessage.safeParse(said);
        if (!message.success) return null;
        if (message.data.type !== "progress") return message.data;
        this.#watchSilence();
        this.#parts.onProgress(message.data.doneBars, message.data.allBars);
      }
    }
    return null;
  }
}

async function lastTextOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<string> {
  let last = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    last = (last + text).slice(-maxLastWords);
  }
  return last;
}
