/**
 * A compiled Expert Advisor as a child process: lines to it, its journal and its questions from it. Knows nothing of markets
 * or accounts; `hosted_terminal.ts` is the terminal around it.
 */

import { assignments, type Field, fieldsOf, lineOf, type Properties } from "./lines.ts";

/** Answers a question of the program (`order_send`, `rates`, ...) with the fields of the answer. */
export type Answer = (question: readonly string[]) => readonly Field[] | Promise<readonly Field[]>;

export interface ProgramOptions {
  readonly program: string;
  /** The terminal's data folder: what the program keeps in files is here. */
  readonly folder: string;
  /** In `stepped` time nothing happens by itself: `advance` moves the clocks. */
  readonly time: "real" | "stepped";
  /** Resolution of timers: 16 as on Windows, or less. */
  readonly timerMs: number;
  readonly answer: Answer;
}

export interface ProgramEnd {
  readonly code: number;
  readonly signal: Deno.Signal | null;
}

/** Long enough for a busy machine; a program that does not answer by then hangs. */
const waitMs = 20_000;

export class HostedProgram implements AsyncDisposable {
  /** What it printed, oldest first. */
  readonly journal: string[] = [];
  /** Set by Comment(). */
  chartComment = "";
  /** What the sanitizers or the system said about its death. */
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

  /** A line to the program; one that has ended hears nothing. */
  tell(...fields: readonly Field[]): void {
    if (this.#isOver) return;
    this.#input.write(new TextEncoder().encode(`${lineOf(fields)}\n`)).catch(ignoreBrokenPipe);
  }

  /** Resolves when what was told so far has left this process. */
  async drained(): Promise<void> {
    if (!this.#isOver) await this.#input.ready.catch(ignoreBrokenPipe);
  }

  /** OnInit with these inputs; gives its result. */
  async start(inputs: Properties): Promise<number> {
    this.tell("start", ...assignments(inputs));
    return Number((await this.#line("init"))[1]);
  }

  /** OnDeinit, then OnInit, with all globals kept, as after a change of chart or inputs. */
  async reinitialise(reason: number, inputs: Properties): Promise<number> {
    this.tell("reinit", reason, ...assignments(inputs));
    return Number((await this.#line("init"))[1]);
  }

  /** OnDeinit and the end. */
  async stop(reason = 9): Promise<ProgramEnd> {
    this.tell("stop", reason);
    return await this.ended;
  }

  /** As when the terminal is killed: nothing is said, nothing saved. */
  async kill(): Promise<ProgramEnd> {
    if (!this.#isOver) this.#child.kill("SIGKILL");
    return await this.ended;
  }

  /** All that was told has been taken in, and the events that came of it are handled. */
  async settled(): Promise<void> {
    const id = String(++this.#syncs);
    this.tell("sync", id);
    await this.#line(`synced ${id}`);
  }

  /** Lets so much time pass; only in stepped time. */
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

/** The program may end while a line is on its way to it. */
function ignoreBrokenPipe(error: unknown): void {
  if (error instanceof Deno.errors.BrokenPipe || error instanceof TypeError) return;
  throw error;
}
