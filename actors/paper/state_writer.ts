/**
 * Stores the state of one paper account: always the newest, one write at a time, retried until it
 * succeeds.
 */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { TerminalId } from "../../src/models/mod.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Random } from "../../src/runtime/random.ts";
import { NewestWrites } from "../../src/runtime/newest_writes.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";

const writeBackoff: Backoff = { firstMs: 100, factor: 2, maxMs: 5_000, jitter: 0.2 };

export interface StateWriterOptions {
  readonly terminal: TerminalId;
  /** The current state. */
  readonly text: () => string;
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

interface Waiter {
  readonly change: number;
  readonly resolve: (isKept: boolean) => void;
}

export class StateWriter {
  readonly #options: StateWriterOptions;
  #changes = 0;
  #kept = 0;
  #isFailing = false;
  readonly #writes: NewestWrites<"state">;
  #waiters: Waiter[] = [];

  constructor(options: StateWriterOptions) {
    this.#options = options;
    const { clock, random } = options;
    const write = () => this.#write();
    this.#writes = new NewestWrites({ clock, random, backoff: writeBackoff, write });
  }

  /** Call when the state has changed. */
  change(): void {
    this.#changes++;
    this.#writes.changed("state");
  }

  /** True when everything is stored. */
  get isClean(): boolean {
    return this.#kept === this.#changes;
  }

  /** Resolves with true when all changes up to now are durable, with false after `timeoutMs`. */
  async kept(timeoutMs: number): Promise<boolean> {
    if (this.isClean) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter = { change: this.#changes, resolve };
    this.#waiters.push(waiter);
    const { clock } = this.#options;
    const timer = clock.setTimeout(() => {
      this.#waiters = this.#waiters.filter((one) => one !== waiter);
      resolve(false);
    }, timeoutMs);
    const isKept = await promise;
    clock.clearTimeout(timer);
    return isKept;
  }

  /** Ends the retries after the current attempt. */
  stop(): void {
    this.#writes.stop();
  }

  async #write() {
    const { terminal, text, database, clock } = this.#options;
    const change = this.#changes;
    const state = { terminal, state: text(), savedMs: clock.nowMs() };
    const timeout = { timeoutMs: shortStoreTimeoutMs };
    const written = await database.ask("store_paper_account", state, timeout);
    this.#noteFailure(written.ok ? null : written.error.code);
    if (written.ok) this.#settle(change);
    return written;
  }

  /** Logs the first failure, and the success after it. */
  #noteFailure(error: string | null): void {
    const { terminal, log } = this.#options;
    if (error !== null && !this.#isFailing) {
      log.error("paper_account_not_kept", { terminal, error });
    }
    if (error === null && this.#isFailing) log.info("paper_account_kept", { terminal });
    this.#isFailing = error !== null;
  }

  #settle(kept: number): void {
    this.#kept = kept;
    const due = this.#waiters.filter(({ change }) => change <= kept);
    this.#waiters = this.#waiters.filter(({ change }) => change > kept);
    for (const { resolve } of due) resolve(true);
  }
}
