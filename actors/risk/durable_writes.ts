/**
 * Writes that must reach the store, only the newest of each id: written at once, and retried until
 * stored.
 */

import type { Result } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { type Delivered, RetryLoop } from "./retry_loop.ts";
import type { RiskContext } from "./risk_context.ts";
import { haltWriteTimeoutMs } from "./timeouts.ts";
import { storeTimeoutMs } from "../../src/database/store_timeouts.ts";

export type Written<T> = Result<T, StoreError | AskError>;

type Store<T> = (item: T, timeoutMs: number) => Promise<Written<T>>;

export interface DurableWritesOptions<T> {
  readonly context: RiskContext;
  /** Returns what is stored afterwards. */
  readonly store: Store<T>;
  readonly onWritten: (stored: T) => void;
  readonly onFailed: (item: T, error: StoreError | AskError) => void;
}

export class DurableWrites<T extends { readonly id: string }> {
  readonly #options: DurableWritesOptions<T>;
  readonly #waiting = new Map<string, T>();
  readonly #retrying: RetryLoop;

  constructor(options: DurableWritesOptions<T>) {
    this.#options = options;
    this.#retrying = new RetryLoop(() => this.#writeAll(), options.context);
  }

  /** Not stored yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** `first` is the first write, when that stores more than a retry does. */
  async write(item: T, first: Store<T> = this.#options.store): Promise<Written<T>> {
    this.#waiting.set(item.id, item);
    const written = await first(item, haltWriteTimeoutMs);
    if (written.ok) this.#note(item, written.value);
    else {
      this.#options.onFailed(item, written.error);
      this.#retrying.deliver();
    }
    return written;
  }

  forget(id: string): void {
    this.#waiting.delete(id);
  }

  stop(): void {
    this.#retrying.stop();
  }

  async #writeAll(): Promise<Delivered> {
    for (const item of [...this.#waiting.values()]) {
      const written = await this.#options.store(item, storeTimeoutMs);
      if (!written.ok) return "again";
      this.#note(item, written.value);
    }
    return this.#waiting.size === 0 ? "done" : "again";
  }

  /** A newer write of the same id may have arrived in the meantime. */
  #note(item: T, stored: T): void {
    if (this.#waiting.get(item.id) === item) this.#waiting.delete(item.id);
    this.#options.onWritten(stored);
  }
}
