/**
 * The whole program as a separate process, started as a user starts it: with its own folder and
 * ports, and its output captured. `await using bridge = await startBridgeProcess(...)` ends it with
 * the test.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** A bridge still running after this is killed, so that a failing test leaves nothing behind. */
const exitLimitMs = 300_000;

export interface BridgeProcessOptions {
  /** Command and options, such as `["demo", "--for", "5"]`. */
  readonly args: readonly string[];
  /** Settings by key; ports and folders are chosen when missing. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Its folder; by default a temporary one, removed at the end. */
  readonly dir?: string;
  /** With the watchdog, as users run it; signals then go to the watchdog. */
  readonly isWatched?: boolean;
  /** Whether somebody reads its error stream; otherwise the reader is gone. */
  readonly hasErrorReader?: boolean;
  /** Path of the program's main module. */
  readonly program?: string;
  /** Path of a `deno.json`; by default the one that the runtime finds. */
  readonly config?: string;
}

export class BridgeProcess implements AsyncDisposable {
  readonly httpPort: number;
  readonly linkPort: number;
  readonly dir: string;
  readonly #process: Deno.ChildProcess;
  readonly #ownsDir: boolean;
  readonly #reading: Promise<unknown>;
  #output = "";

  constructor(options: BridgeProcessOptions) {
    const { args, settings = {}, dir, isWatched = false, program = main, config } = options;
    this.httpPort = Number(settings.HTTP_PORT ?? freePort());
    this.linkPort = Number(settings.MT5_LINK_PORT ?? freePort());
    this.#ownsDir = dir === undefined;
    this.dir = dir ?? Deno.makeTempDirSync({ prefix: "bridge-" });
    const command = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", ...(config === undefined ? [] : ["--config", config]), program],
        ...[...args, ...(isWatched ? [] : ["--no-watchdog"])],
      ],
      cwd: this.dir,
      env: {
        NO_COLOR: "1",
        DATA_DIR: join(this.dir, "data"),
        LOG_DIR: join(this.dir, "logs"),
        HTTP_PORT: String(this.httpPort),
        MT5_LINK_PORT: String(this.linkPort),
        ...settings,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
    this.#process = command.spawn();
    this.#reading = Promise.all([
      this.#read("stdout"),
      options.hasErrorReader === false ? this.#process.stderr.cancel() : this.#read("stderr"),
    ]);
  }

  get output(): string {
    return this.#output;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves when the output matches the pattern. */
  async says(pattern: RegExp, withinMs = exitLimitMs): Promise<void> {
    const what = `${pattern} in the output`;
    await eventually(() => pattern.test(this.#output), { withinMs, what }).catch((error) => {
      throw new Error(`${error.message}\n--- output ---\n${this.#output}`);
    });
  }

  /** The parsed response of `GET path`. */
  async get(path: string): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`http://127.0.0.1:${this.httpPort}${path}`);
    const text = await response.text();
    return { status: response.status, body: text === "" ? null : JSON.parse(text) };
  }

  /** Does nothing when the process has ended. */
  signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  /** Waits for the end and returns the exit code; kills the process after the timeout. */
  async exit(withinMs = exitLimitMs): Promise<number> {
    const killer = setTimeout(() => this.signal("SIGKILL"), withinMs);
    const { code, signal } = await this.#process.status;
    clearTimeout(killer);
    await this.#reading;
    assert.notEqual(signal, "SIGKILL", `Did not end in time\n--- output ---\n${this.#output}`);
    return code;
  }

  /** After a SIGKILL: waits until the process is gone and its output read. */
  async killed(): Promise<void> {
    await this.#process.status;
    await this.#reading;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.#process.status;
    await this.#reading;
    if (this.#ownsDir) await Deno.remove(this.dir, { recursive: true });
  }

  async #read(stream: "stdout" | "stderr"): Promise<void> {
    for await (const text of this.#process[stream].pipeThrough(new TextDecoderStream())) {
      this.#output += text;
    }
  }
}
