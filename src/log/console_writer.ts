/**
 * Writes lines to the console in order and never waits for it: a console that is blocked (a Windows
 * window in which text is being selected, a full pipe) must not stop the program. Lines wait in a
 * bounded queue; lines that find it full are dropped, and their number is printed later. Nothing
 * else writes to the console.
 */

import type { Clock } from "../runtime/clock.ts";
import { countText } from "../models/figure_text.ts";

/** More than a person reads at once; the log file has the lines that are dropped. */
const maxWaitingLines = 2000;

/** What is written to: `Deno.stdout` and `Deno.stderr` fit. */
export interface ByteStream {
  /** Resolves with the number of bytes written. */
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

  /** Prints lines (without line ends) after all earlier ones. */
  print(lines: readonly string[]): void {
    // Nothing to write would count as a write that never ends.
    if (this.#isBroken || lines.length === 0) return;
    const room = Math.max(0, maxWaitingLines - this.#waiting.length);
    this.#waiting.push(...lines.slice(0, room));
    this.#dropped += Math.max(0, lines.length - room);
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when everything is printed, or after `timeoutMs`. */
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
      // The reader is gone (window or pipe closed): the program continues without a console.
      this.#isBroken = true;
      this.#waiting = [];
    } finally {
      this.#writing = null;
    }
  }

  async #writeChunk(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    if (this.#dropped > 0) {
      lines.push(`... ${countText(this.#dropped, "line")} only in the log file`);
    }
    this.#dropped = 0;
    let bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
    while (bytes.length > 0) bytes = bytes.subarray(await this.#stream.write(bytes));
  }
}

/**
 * Whether to use colours: on a terminal whose user has not turned them off (https://no-color.org).
 */
export function suitsColour(
  output: { readonly isTerminal: boolean; readonly noColor: string | undefined },
): boolean {
  return output.isTerminal && (output.noColor ?? "") === "";
}
