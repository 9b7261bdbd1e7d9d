/**
 * Listens on a port: binds it, retries without limit while that fails (another program may end),
 * and binds it again when the server has ended by itself.
 */

import { isDeepStrictEqual } from "node:util";
import type { Result } from "../models/result.ts";
import { type Backoff, backoffMs } from "./backoff.ts";
import { type Clock, sleep } from "./clock.ts";
import type { Random } from "./random.ts";
import { retry } from "./retry.ts";

export interface PortListenerOptions<Server, Failure> {
  readonly clock: Clock;
  readonly random: Random;
  readonly backoff: Backoff;
  readonly bind: () => Promise<Result<Server, Failure>>;
  readonly close: (server: Server) => Promise<void>;
  /** Resolves when the server has ended; null for one that never ends by itself. */
  readonly ended: ((server: Server) => Promise<Failure>) | null;
  readonly onListening: (server: Server) => void;
  /** Called once for equal failures in a row, not for each attempt. */
  readonly onFailed: (failure: Failure) => void;
}

export class PortListener<Server, Failure> {
  readonly #options: PortListenerOptions<Server, Failure>;
  readonly #stopping = new AbortController();
  #server: Server | null = null;
  #failure: Failure | null = null;

  constructor(options: PortListenerOptions<Server, Failure>) {
    this.#options = options;
    void this.#listen();
  }

  /** Null while it does not listen. */
  get server(): Server | null {
    return this.#server;
  }

  /** Why it does not listen; null once it does, and before the first attempt has failed. */
  get failure(): Failure | null {
    return this.#failure;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    if (this.#server !== null) await this.#options.close(this.#server);
  }

  async #listen(): Promise<void> {
    const { clock, random, backoff, bind, close, ended, onListening } = this.#options;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const onFailure = (failure: Failure) => this.#note(failure);
      const bound = await retry(bind, { clock, random, backoff, signal, onFailure });
      if (!bound.ok) return;
      if (signal.aborted) return await close(bound.value);
      this.#server = bound.value;
      this.#failure = null;
      onListening(bound.value);
      if (ended === null) return;
      const failure = await ended(bound.value);
      if (signal.aborted) return;
      this.#server = null;
      this.#note(failure);
      await sleep(clock, backoffMs(backoff, 1, random));
    }
  }

  #note(failure: Failure): void {
    if (!isDeepStrictEqual(failure, this.#failure)) this.#options.onFailed(failure);
    this.#failure = failure;
  }
}
