/** Reads the stored state of a paper account, with retries. */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import type { AccountIdentity, Result } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import type { Backoff } from "../../src/runtime/backoff.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { Random } from "../../src/runtime/random.ts";
import { retry } from "../../src/runtime/retry.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";

const options = { timeoutMs: shortStoreTimeoutMs };
export const readBackoff: Backoff = { firstMs: 50, factor: 3, maxMs: 5_000, jitter: 0.2 };

/** What reading the store takes. */
export interface StoreReading {
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

type Stored = { readonly state: string } | null;

/** Null when there is none, or when `signal` has aborted the retries. */
export async function storedAccount(
  identity: AccountIdentity,
  { database, clock, random, log }: StoreReading,
  signal: AbortSignal,
): Promise<Stored> {
  const { terminal } = identity;
  const read = await retry(() => readOnce(database, identity), {
    clock,
    random,
    backoff: readBackoff,
    signal,
    onFailure: ({ code }, attempt) => {
      if (attempt === 1) log.warning("paper_account_unread", { terminal, error: code });
    },
  });
  return read.ok ? read.value : null;
}

/** Creates the account's row first, because its other rows refer to it. */
async function readOnce(
  database: Peer<DatabaseProtocol>,
  identity: AccountIdentity,
): Promise<Result<Stored, StoreError | AskError>> {
  const registered = await database.ask("register_terminal", identity, options);
  if (!registered.ok) return registered;
  return await database.ask("paper_account", { terminal: identity.terminal }, options);
}
