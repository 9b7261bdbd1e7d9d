/** Listens for terminals: binds the link's port, and retries while another program uses it. */

import type { Result } from "../../src/models/mod.ts";
import type { LinkServer, ListenError } from "../../src/mt5/transport.ts";
import { constantBackoff } from "../../src/runtime/backoff.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Random } from "../../src/runtime/random.ts";
import { retry } from "../../src/runtime/retry.ts";

/** Soon enough for a trader who closes the other program, rare enough to cost nothing. */
const bindBackoff = constantBackoff(2_000);

export interface LinkListenerOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly bind: () => Promise<Result<LinkServer, ListenError>>;
  readonly onListening: (server: LinkServer) => void;
  /** Called for the first failure only: later ones are the same. */
  readonly onFailed: (error: ListenError) => void;
}

export class LinkListener {
  readonly #options: LinkListenerOptions;
  readonly #stopping = new AbortController();
  #server: LinkServer | null = null;
  #error: ListenError | null = null;

  constructor(options: LinkListenerOptions) {
    this.#options = options;
    void this.#listen();
  }

  get state(): "binding" | "listening" | "port_taken" {
    if (this.#server !== null) return "listening";
    return this.#error === null ? "binding" : "port_taken";
  }

  get port(): number | null {
    return this.#server?.port ?? null;
  }

  /** Why it does not listen; null once it does. */
  get error(): ListenError | null {
    return this.#error;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#server?.close();
  }

  async #listen(): Promise<void> {
    const { clock, random, bind, onListening, onFailed } = this.#options;
    const { signal } = this.#stopping;
    const bound = await retry(bind, {
      clock,
      random,
      signal,
      backoff: bindBackoff,
      onFailure: (error, attempt) => {
        this.#error = error;
        if (attempt === 1) onFailed(error);
      },
    });
    if (!bound.ok) return;
    if (signal.aborted) return await bound.value.close();
    this.#server = bound.value;
    this.#error = null;
    onListening(bound.value);
  }
}
