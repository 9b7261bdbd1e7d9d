/**
 * A server owned by a test: started on its own port and in its own folder; it can be stopped,
 * killed, frozen, and restarted with the same data and port. It is removed with its folder when
 * disposed, or when the test file ends.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";

export interface ServerProgram {
  /** Used in failure messages. */
  readonly name: string;
  /**
   * The server's folder, created by the caller and removed at the end. Its log is `server.log` in
   * it.
   */
  readonly folder: string;
  readonly program: string;
  args(port: number): readonly string[];
  /** The user that runs it, when that must not be root. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** The signal that shuts it down cleanly and soon, even with clients connected. */
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

  /** Starts it, for the first time or after `stop` or `kill`; resolves when it is ready. */
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

  /** A clean shutdown; resolves when it has ended. */
  async stop(): Promise<void> {
    await this.#end((pid) => Deno.kill(pid, this.#program.stopSignal));
  }

  /** Like a power failure: all its processes end at once and write nothing more. */
  async kill(): Promise<void> {
    await this.#end((pid) => signalTree(pid, "SIGKILL"));
  }

  /** It keeps its connections and does not reply until `resume`. Not on Windows. */
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

  /** Nothing can be awaited at the end of the test file. */
  #removeNow(): void {
    if (this.#process !== null) signalTree(this.#process.pid, "SIGKILL");
    Deno.removeSync(this.#program.folder, { recursive: true });
  }
}

/**
 * Sends a signal to the process and all its descendants, parents first, so that they start no new
 * ones.
 */
function signalTree(pid: number, signal: Deno.Signal): void {
  const children = Deno.build.os === "windows" ? [] : childrenOf(pid);
  try {
    Deno.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // it has already ended
  }
  for (const child of children) signalTree(child, signal);
}

/** PostgreSQL's processes have their own sessions, so they cannot be signalled as a group. */
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
    return null; // it has already ended
  }
}

function childrenByPs(parent: number): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-A", "-o", "pid=,ppid="] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").map((line) => line.trim().split(/\s+/))
    .filter(([, ppid]) => Number(ppid) === parent).map(([pid]) => Number(pid));
}
