/**
 * A server that a test owns: started on a port and in a folder of its own, stopped, killed, frozen,
 * restarted on the same data and the same port; gone, with its folder, when it is disposed of or
 * the test file ends.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";

export interface ServerProgram {
  /** In words, for a failure. */
  readonly name: string;
  /** The server's folder, made by the caller; removed at the end. Its log is `server.log` in it. */
  readonly folder: string;
  readonly program: string;
  args(port: number): readonly string[];
  /** Who runs it, where it must not be root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** The signal at which it ends in good order and soon, whoever is connected. */
  readonly stopSignal: Deno.Signal;
  isReady(port: number): Promise<boolean>;
}

export class ServerProcess implements AsyncDisposable {
  readonly port = freePort();
  readonly #program: ServerProgram;
  #process: Deno.ChildProcess | null = null;
  readonly #onUnload = () => this.#removeNow();

  constructor(program: ServerProgram) {
    this.#program = program;
  }

  /** Starts it, the first time or after `stop` or `kill`; resolves when it is ready. */
  async start(): Promise<void> {
    globalThis.addEventListener("unload", this.#onUnload);
    const { name, program, folder, owner, args, isReady } = this.#program;
    const child = new Deno.Command(program, {
      args: [...args(this.port)],
      cwd: folder,
      ...owner,
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    this.#process = child;
    let hasEnded = false;
    void child.status.then(() => hasEnded = true);
    await eventually(() => hasEnded || isReady(this.port), {
      what: `${name} being ready`,
    });
    if (hasEnded) throw new Error(`${name} ended at its start: ${await this.#lastWords()}`);
  }

  /** In good order; resolves when it is gone. */
  async stop(): Promise<void> {
    await this.#end((pid) => Deno.kill(pid, this.#program.stopSignal));
  }

  /** As the end of the machine would be: every process of it at once, nothing written any more. */
  async kill(): Promise<void> {
    await this.#end((pid) => signalTree(pid, "SIGKILL"));
  }

  /** It keeps its connections and says nothing, until `resume`. Not on Windows. */
  pause(): void {
    if (this.#process !== null) signalTree(this.#process.pid, "SIGSTOP");
  }

  resume(): void {
    if (this.#process !== null) signalTree(this.#process.pid, "SIGCONT");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    globalThis.removeEventListener("unload", this.#onUnload);
    await this.kill();
    await Deno.remove(this.#program.folder, { recursive: true });
  }

  async #lastWords(): Promise<string> {
    const log = await Deno.readTextFile(join(this.#program.folder, "server.log")).catch(() => "");
    return log.slice(-500);
  }

  async #end(signal: (pid: number) => void): Promise<void> {
    if (this.#process === null) return;
    signal(this.#process.pid);
    await this.#process.status;
    this.#process = null;
  }

  /** At the end of the test file nothing can be waited for. */
  #removeNow(): void {
    if (this.#process !== null) signalTree(this.#process.pid, "SIGKILL");
    Deno.removeSync(this.#program.folder, { recursive: true });
  }
}

/** To the process and all its descendants, the parents first, so that they start no new ones. */
function signalTree(pid: number, signal: Deno.Signal): void {
  const children = Deno.build.os === "windows" ? [] : childrenOf(pid);
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it has ended meanwhile
  }
  for (const child of children) signalTree(child, signal);
}

/** PostgreSQL's processes have sessions of their own, so that no group of them can be signalled. */
function childrenOf(parent: number): number[] {
  if (Deno.build.os !== "linux") return childrenByPs(parent);
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | null {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
  } catch {
    return null; // it has ended meanwhile
  }
}

function childrenByPs(parent: number): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid="] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([, ppid]) => Number(ppid) === parent).map(([pid]) => Number(pid));
}
