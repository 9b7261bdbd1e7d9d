/** Reads the stored state of a paper account, as often as it takes. */

import { type AccountIdentity, err, ok, type Result } from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { Peer } from "../../src/runtime/actor.ts";
import { type Backoff, backoffMs } from "../../src/runtime/backoff.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import type { Random } from "../../src/runtime/random.ts";
import type { DatabaseProtocol } from "../database/protocol.ts";

const options = { timeoutMs: 5_000 };
const retry: Backoff = { firstMs: 50, factor: 3, maxMs: 5_000, jitter: 0.2 };

interface Reading {
  readonly database: Peer<DatabaseProtocol>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

type Stored = { readonly state: string } | null;

/** Null when there is none, and when `signal` has ended the reading. */
export async function storedAccount(
  identity: AccountIdentity,
  { database, clock, random, log }: Reading,
  signal: AbortSignal,
): Promise<Stored> {
  const { terminal } = identity;
  for (let attempt = 1; !signal.aborted; attempt++) {
    const answer = await readOnce(database, identity);
    if (answer.ok) return answer.value;
    if (attempt === 1) log.warning("paper_account_unread", { terminal, error: answer.error.code });
    await sleep(clock, backoffMs(retry, attempt, random));
  }
  return null;
}

/** The account's entry in the store is made first: everything of it hangs there. */
async function readOnce(
  database: Peer<DatabaseProtocol>,
  identity: AccountIdentity,
): Promise<Result<Stored, StoreError | AskError>> {
  const registered = await database.ask("register_terminal", identity, options);
  if (!registered.ok) return err(registered.error);
  if (!registered.value.ok) return err(registered.value.error);
  const asked = await database.ask("paper_account", { terminal: identity.terminal }, options);
  if (!asked.ok) return err(asked.error);
  return asked.value.ok ? ok(asked.value.value) : err(asked.value.error);
}
