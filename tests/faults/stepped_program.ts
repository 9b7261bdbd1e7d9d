/**
 * A compiled Expert Advisor as a child process whose time only advances on command, while this
 * thread waits for it: so a scenario in simulated time is repeatable.
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
  /** The terminal's data folder with the program's files; its pipes and errors are beside it. */
  readonly folder: string;
  /**
   * A question of the program (`order_send`, `rates`, ...): calls `reply` once, now or later; the
   * program waits for it.
   */
  readonly answer: (question: readonly string[], reply: Reply) => void;
  /** Other lines: `print`, bytes for the network. */
  readonly onLine: (fields: readonly string[]) => void;
}

type Reply = (fields: readonly Field[]) => void;

/**
 * Processor time of one run: far more than a scenario takes; a program that uses it up is in an
 * endless loop.
 */
const processorSecondsMax = 120;

const chunkBytes = 65_536;

export class SteppedProgram {
  /** Resolves when the process has been reaped. */
  readonly ended: Promise<unknown>;
  readonly #options: SteppedOptions;
  readonly #input: Deno.FsFile;
  readonly #output: Deno.FsFile;
  readonly #errors: string;
  readonly #decoder = new TextDecoder();
  readonly #chunk = new Uint8Array(chunkBytes);
  #unsent = "";
  #unread = "";
  /** The line that ends the current command; null between commands. */
  #awaited: string | null = null;
  /** The question that it is waiting for. */
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

  /** It has asked a question and is waiting for the reply. */
  get isWaiting(): boolean {
    return this.#asked !== null;
  }

  /** Sends a line to the program, which reads it when it continues. */
  tell(...fields: readonly Field[]): void {
    this.#unsent += `${lineOf(fields)}\n`;
  }

  /** Calls OnInit with these inputs. */
  start(inputs: Properties): void {
    this.tell("start", ...assignments(inputs));
    this.#goOn("init");
  }

  /** Lets time pass. Not allowed while it is waiting. */
  advance(ms: number): void {
    this.tell("advance", ms);
    this.#goOn("advanced");
  }

  /** Like killing the terminal: no message is sent and nothing is saved. */
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

  /** Runs until the command is finished, or a reply is missing. */
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

  /** False at the end of the output. */
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
