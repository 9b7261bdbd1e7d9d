/**
 * Writes lines to the console in order and never waits for it: a console that stands still (a Windows
 * window in which text is being selected, a full pipe) must not stop the program. Lines wait in a bounded
 * queue; those that find it full are counted and the count is printed. The only way to the console.
 */

import type { Clock } from "../runtime/clock.ts";

/** More lines than a person reads; beyond it the log file has them. */
const maxWaitingLines = 2000;

/** `Deno.stdout` and `Deno.stderr` are such. */
export interface ByteStream {
  /** Resolves with how many bytes were taken. */
  write(bytes: Uint8Array): Promise<number>;
}

export class ConsoleWriter {
  readonly #stream: ByteStream;
  #waiting: string[] = [];
  #dropped = 0;
  #isBroken = false;
  #writing: Promise<void> | null = null;

  constructor(stream: ByteStream) {
    this.#stream = stream;
  }

  /** Prints lines, without line ends, behind all earlier ones. */
  print(lines: readonly string[]): void {
    if (this.#isBroken) return;
    const room = Math.max(0, maxWaitingLines - this.#waiting.length);
    this.#waiting.push(...lines.slice(0, room));
    this.#dropped += Math.max(0, lines.length - room);
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when all is printed, or after `timeoutMs`. */
  async flush(clock: Clock, timeoutMs: number): Promise<void> {
    if (this.#writing === null) return;
    const deadline = Promise.withResolvers<void>();
    const timer = clock.setTimeout(deadline.resolve, timeoutMs);
    await Promise.race([this.#writing, deadline.promise]);
    clock.clearTimeout(timer);
  }

  async #writeAll(): Promise<void> {
    try {
      while (this.#waiting.length > 0) await this.#writeChunk();
    } catch {
      // Nobody reads any more (the window or the pipe is closed): the program goes on without a console.
      this.#isBroken = true;
      this.#waiting = [];
    } finally {
      this.#writing = null;
    }
  }

  async #writeChunk(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    if (this.#dropped > 0) lines.push(`... ${this.#dropped} lines are only in the log file`);
    this.#dropped = 0;
    let bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
    while (bytes.length > 0) bytes = bytes.subarray(await this.#stream.write(bytes));
  }
}

/** Colour suits a terminal whose user has not asked for none (https://no-color.org). */
export function suitsColour(
  output: { readonly isTerminal: boolean; readonly noColor: string | undefined },
): boolean {
  return output.isTerminal && (output.noColor ?? "") === "";
}
