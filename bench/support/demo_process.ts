/**
 * `demo` as a separate process in its own folder: when it prints what, and how much memory it uses.
 */

import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/runtime/clock.ts";
import { freePort } from "./bench_bridge.ts";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** More than the banner needs. */
const outputMax = 10_000;

export class DemoProcess implements AsyncDisposable {
  readonly #dataDir = Deno.makeTempDirSync({ prefix: "bridge-bench-" });
  readonly #startMs = systemClock.steadyMs();
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  #output = "";

  constructor(options: readonly string[]) {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "src/main.ts", "demo", ...options],
      cwd: root,
      env: { NO_COLOR: "1", DATA_DIR: this.#dataDir, HTTP_PORT: String(freePort()) },
      stdin: "null",
      stdout: "piped",
      stderr: "inherit",
    });
    this.#process = command.spawn();
    this.#reading = this.#read();
  }

  /** Reads to the end, because a program whose output nobody reads would keep it in memory. */
  async #read(): Promise<void> {
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      this.#output = (this.#output + text).slice(-outputMax);
    }
  }

  /** Resolves with the milliseconds from the start of the process until its output matches. */
  async saysAfterMs(pattern: RegExp): Promise<number> {
    return await until(`"${pattern}" in the output`, () => {
      const isSaid = pattern.test(this.#output);
      return Promise.resolve(isSaid && systemClock.steadyMs() - this.#startMs);
    }, 1);
  }

  /** The resident memory of the bridge and of its watchdog in MB. Linux only. */
  residentMb(): { readonly bridge: number; readonly watchdog: number } {
    const { pid } = this.#process;
    const bridge = Number(Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`));
    return { bridge: residentMb(bridge), watchdog: residentMb(pid) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill();
    await this.#process.status;
    await this.#reading;
    await Deno.remove(this.#dataDir, { recursive: true });
  }
}

function residentMb(pid: number): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1_024;
}
