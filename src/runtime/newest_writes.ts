/**
 * Writes that must reach the store: one at a time, each with the newest state of its subject, and
 * repeated until it is stored.
 */

import type { Result } from "../models/result.ts";
import type { Backoff } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";
import { retry } from "./retry.ts";

export interface NewestWritesOptions<Subject> {
  readonly clock: Clock;
  readonly random: Random;
  readonly backoff: Backoff;
  /** Writes the present state of the subject. */
  readonly write: (subject: Subject) => Promise<Result<unknown, unknown>>;
}

export class NewestWrites<Subject> {
  readonly #options: NewestWritesOptions<Subject>;
  /** The number of the latest change of each subject that is not stored. */
  readonly #unwritten = new Map<Subject, number>();
  readonly #stopping = new AbortController();
  #changes = 0;
  #isWriting = false;

  constructor(options: NewestWritesOptions<Subject>) {
    this.#options = options;
  }

  /** Call when the state has changed; it is written at once if no write is running. */
  changed(subject: Subject): void {
    this.#unwritten.set(subject, ++this.#changes);
    if (!this.#isWriting) void this.#writeAll();
  }

  /** Number of subjects whose newest state is not stored. */
  get waiting(): number {
    return this.#unwritten.size;
  }

  isWaiting(subject: Subject): boolean {
    return this.#unwritten.has(subject);
  }

  /** Ends the retries after the current attempt. */
  stop(): void {
    this.#stopping.abort();
  }

  async #writeAll(): Promise<void> {
    const { clock, random, backoff } = this.#options;
    const { signal } = this.#stopping;
    this.#isWriting = true;
    while (!signal.aborted) {
      const [subject] = this.#unwritten.keys();
      if (subject === undefined) break;
      await retry(() => this.#write(subject), { clock, random, backoff, signal });
    }
    this.#isWriting = false;
  }

  /** A newer change during the write keeps the subject waiting. */
  async #write(subject: Subject): Promise<Result<unknown, unknown>> {
    const change = this.#unwritten.get(subject);
    const written = await this.#options.write(subject);
    if (written.ok && this.#unwritten.get(subject) === change) this.#unwritten.delete(subject);
    return written;
  }
}
