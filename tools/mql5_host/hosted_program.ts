/**
 * A compiled Expert Advisor as a child process: sends lines to it, receives its journal and its
 * questions. It knows nothing about markets or accounts; `hosted_terminal.ts` is the terminal
 * around it.
 */

import { assignments, type Field, fieldsOf, lineOf, type Properties } from "./lines.ts";

/** Answers a question of the program (`order_send`, `rates`, ...) with the fields of the answer. */
export type Answer = (question: readonly string[]) => readonly Field[] | Promise<readonly Field[]>;

export interface ProgramOptions {
  readonly program: string;
  /** The terminal's data folder, which contains the program's files. */
  readonly folder: string;
  /** In `stepped` time the clocks move only when `advance` is called. */
  readonly time: "real" | "stepped";
  /** The resolution of timers in milliseconds: 16 as on Windows, or less. */
  readonly timerMs: number;
  readonly answer: Answer;
}

export interface ProgramEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
}

/** Long enough for a busy machine; a program that takes longer hangs. */
const waitMs = 120_000;

export class HostedProgram implements AsyncDisposable {
  /** The lines it printed, oldest first. */
  readonly journal: string[] = [];
  /** The text set by Comment(). */
  chartComment = "";
  /** The messages of the sanitizers or the system when it died. */
  errors = "";
  readonly ended: Promise<ProgramEnd>;
  readonly #answer: Answer;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<string, (fields: readonly string[]) => void>();
  #isOver = false;
  #syncs = 0;

  constructor({ program, folder, time, timerMs, answer }: ProgramOptions) {
    this.#answer = answer;
    this.#child = new Deno.Command(program, {
      args: [folder, time, String(timerMs)],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.ended = this.#run();
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Sends a line to the program; ignored when it has ended. */
  tell(...fields: readonly Field[]): void {
    if (this.#isOver) return;
    this.#input.write(new TextEncoder().encode(`${lineOf(fields)}\n`)).catch(ignoreBrokenPipe);
  }

  /** Resolves when all lines sent so far have left this process. */
  async drained(): Promise<void> {
    if (!this.#isOver) await this.#input.ready.catch(ignoreBrokenPipe);
  }

  /** Runs OnInit with these inputs; returns its result. */
  async start(inputs: Properties): Promise<number> {
    this.tell("start", ...assignments(inputs));
    return Number((await this.#line("init"))[1]);
  }

  /** Runs OnDeinit, then OnInit, keeping all globals, as after a change of chart or inputs. */
  async reinitialise(reason: number, inputs: Properties): Promise<number> {
    this.tell("reinit", reason, ...assignments(inputs));
    return Number((await this.#line("init"))[1]);
  }

  /** Runs OnDeinit and ends the program. */
  async stop(reason = 9): Promise<ProgramEnd> {
    this.tell("stop", reason);
    return await this.ended;
  }

  /** Ends the program as if the terminal was killed: nothing is sent or saved. */
  async kill(): Promise<ProgramEnd> {
    if (!this.#isOver) killIfThere(this.#child);
    return await this.ended;
  }

  /** Resolves when all lines have been read and the resulting events are handled. */
  async settled(): Promise<void> {
    const id = String(++this.#syncs);
    this.tell("sync", id);
    await this.#line(`synced ${id}`);
  }

  /** Advances time by this much; only in stepped time. */
  async advance(ms: number): Promise<void> {
    this.tell("advance", ms);
    await this.#line("advanced");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  async #line(key: string): Promise<readonly string[]> {
    const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
    this.#waiting.set(key, resolve);
    const timer = setTimeout(() => reject(new Error(`No "${key}" from the program`)), waitMs);
    const end = this.ended.then(({ code }) => {
      throw new Error(`The program ended (${code}) before "${key}": ${this.errors}`);
    });
    return await Promise.race([promise, end]).finally(() => clearTimeout(timer));
  }

  async #run(): Promise<ProgramEnd> {
    await Promise.all([this.#readLines(), this.#readErrors()]);
    this.#isOver = true;
    await this.#input.close().catch(ignoreBrokenPipe);
    return await this.#child.status;
  }

  async #readErrors(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.errors += text;
    }
  }

  async #readLines(): Promise<void> {
    let rest = "";
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#take(fieldsOf(line));
    }
  }

  #take(fields: readonly string[]): void {
    const [kind = "", first = ""] = fields;
    switch (kind) {
      case "print":
        this.journal.push(first);
        return;
      case "comment":
        this.chartComment = first;
        return;
      case "critical":
        this.errors += `${first}\n`;
        return;
      case "ask":
        void this.#reply(first, fields.slice(2));
        return;
    }
    const key = kind === "synced" ? `synced ${first}` : kind;
    this.#waiting.get(key)?.(fields);
    this.#waiting.delete(key);
  }

  async #reply(id: string, question: readonly string[]): Promise<void> {
    this.tell("answer", id, ...await this.#answer(question));
  }
}

/** The program may end while a line is being sent to it. */
function ignoreBrokenPipe(error: unknown): void {
  if (error instanceof Deno.errors.BrokenPipe || error instanceof TypeError) return;
  throw error;
}

/** A process may have ended by itself before its end is heard of. */
function killIfThere(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}
