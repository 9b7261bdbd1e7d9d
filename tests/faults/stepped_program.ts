/**
 * A compiled Expert Advisor as a child process whose time goes on only when it is told to, and
 * which this thread waits for: a story in simulated time takes the same course each time.
 * `tools/mql5_host/hosted_program.ts` is the same in real time.
 */

import { Buffer } from "node:buffer";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  assignments,
  type Field,
  fieldsOf,
  lineOf,
  type Properties,
} from "../../tools/mql5_host/lines.ts";

export interface SteppedOptions {
  readonly program: string;
  /**
   * The terminal's data folder: what the program keeps in files is here. Pipes and errors are
   * beside it.
   */
  readonly folder: string;
  /**
   * A question (`order_send`, `rates`, ...): calls `reply` once, now or later; until then the
   * program stands still.
   */
  readonly answer: (question: readonly string[], reply: Reply) => void;
  /** What it says unasked: `print`, bytes for the network. */
  readonly onLine: (fields: readonly string[]) => void;
}

type Reply = (fields: readonly Field[]) => void;

/**
 * Processor time of one life: far more than a story takes; a program that uses it up goes in
 * circles.
 */
const processorSecondsMax = 120;

const chunkBytes = 65_536;

export class SteppedProgram {
  /** Resolves when the process has been buried. */
  readonly ended: Promise<unknown>;
  readonly #options: SteppedOptions;
  readonly #input: Deno.FsFile;
  readonly #output: Deno.FsFile;
  readonly #errors: string;
  readonly #decoder = new TextDecoder();
  readonly #chunk = new Uint8Array(chunkBytes);
  #unsent = "";
  #unread = "";
  /** The line that ends what it was told to do; null while it waits for something to do. */
  #awaited: string | null = null;
  /** The question it waits for. */
  #asked: string | null = null;
  #isServing = false;
  #isOver = false;

  constructor(options: SteppedOptions) {
    this.#options = options;
    const { program, folder } = options;
    const [input, output] = [join(folder, "input"), join(folder, "output")];
    this.#errors = join(folder, "errors");
    makePipes(input, output);
    const shell =
      `ulimit -t ${processorSecondsMax}; exec "$0" "$@" <"${input}" >"${output}" 2>"${this.#errors}"`;
    const child = new Deno.Command("sh", {
      args: ["-c", shell, program, folder, "stepped", "1"],
      stdin: "null",
    }).spawn();
    this.ended = child.status;
    this.#input = Deno.openSync(input, { write: true });
    this.#output = Deno.openSync(output);
  }

  /** It has asked something and does nothing else before it has the answer. */
  get isWaiting(): boolean {
    return this.#asked !== null;
  }

  /** A line to the program, which it reads when it goes on. */
  tell(...fields: readonly Field[]): void {
    this.#unsent += `${lineOf(fields)}\n`;
  }

  /** OnInit with these inputs. */
  start(inputs: Properties): void {
    this.tell("start", ...assignments(inputs));
    this.#goOn("init");
  }

  /** Lets so much time pass. Not while it waits. */
  advance(ms: number): void {
    this.tell("advance", ms);
    this.#goOn("advanced");
  }

  /** As when the terminal is killed: nothing is said, nothing saved. */
  kill(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.tell("die");
    this.#send();
    while (this.#read());
    this.#input.close();
    this.#output.close();
    const errors = readFileSync(this.#errors, "utf8");
    if (errors !== "") throw new Error(`The Expert Advisor broke: ${errors}`);
  }

  #goOn(awaited: string): void {
    if (this.#awaited !== null) throw new Error(`It is still to say "${this.#awaited}"`);
    this.#awaited = awaited;
    this.#serve();
  }

  /** Until it has done what it was told, or waits for an answer that is not there yet. */
  #serve(): void {
    this.#isServing = true;
    this.#send();
    while (this.#awaited !== null && this.#asked === null) {
      this.#take(fieldsOf(this.#line()));
    }
    this.#isServing = false;
  }

  #take(fields: readonly string[]): void {
    const [kind, first = ""] = fields;
    if (kind === this.#awaited) this.#awaited = null;
    else if (kind === "ask") this.#ask(first, fields.slice(2));
    else this.#options.onLine(fields);
  }

  #ask(id: string, question: readonly string[]): void {
    this.#asked = id;
    this.#options.answer(question, (fields) => this.#reply(id, fields));
  }

  #reply(id: string, fields: readonly Field[]): void {
    if (this.#isOver) return;
    if (this.#asked !== id) throw new Error(`Question ${id} has been answered`);
    this.#asked = null;
    this.tell("answer", id, ...fields);
    if (this.#isServing) this.#send();
    else this.#serve();
  }

  #send(): void {
    const bytes = Buffer.from(this.#unsent);
    this.#unsent = "";
    for (let at = 0; at < bytes.length;) at += this.#input.writeSync(bytes.subarray(at));
  }

  #line(): string {
    for (;;) {
      const end = this.#unread.indexOf("\n");
      if (end >= 0) {
        const line = this.#unread.slice(0, end);
        this.#unread = this.#unread.slice(end + 1);
        return line;
      }
      if (!this.#read()) {
        throw new Error(`The Expert Advisor has ended: ${readFileSync(this.#errors, "utf8")}`);
      }
    }
  }

  /** False at the end. */
  #read(): boolean {
    const count = this.#output.readSync(this.#chunk);
    if (count === null) return false;
    this.#unread += this.#decoder.decode(this.#chunk.subarray(0, count), { stream: true });
    return true;
  }
}

function makePipes(...paths: readonly string[]): void {
  for (const path of paths) rmSync(path, { force: true });
  const { success, stderr } = new Deno.Command("mkfifo", { args: [...paths] }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
