/** The store as the mirror's source: what is to be sent, in pieces that do not hold up the writers. Reached as `SqliteStore.mirror`. */

import { ok } from "../models/mod.ts";
import { emptyClaim, type MirrorClaim } from "./mirror_claim.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { MirrorLag, MirrorState, SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import type { Stored } from "./store_error.ts";

export class SqliteMirror {
  readonly #access: SqliteAccess;
  readonly #log: SqliteMirrorLog;

  constructor(access: SqliteAccess, log: SqliteMirrorLog) {
    this.#access = access;
    this.#log = log;
  }

  /** From now on what is written is logged; what is there already is logged too. `bridge` names a store without a name. */
  switchOn(bridge: string): Stored<void> {
    return this.#access.writeDurably(() => this.#log.switchOn(bridge));
  }

  switchOff(): Stored<void> {
    return this.#access.write(() => this.#log.switchOff());
  }

  rename(bridge: string): Stored<void> {
    return this.#access.writeDurably(() => this.#log.rename(bridge));
  }

  /** Everything is to be sent again. */
  seed(): Stored<void> {
    return this.#access.writeDurably(() => this.#log.seed());
  }

  state(): Stored<MirrorState> {
    return this.#access.read(() => this.#log.state());
  }

  /** On the disk with all rows in it, so that the mirror never knows more than the disk after a power cut. */
  claim(rowsMax: number): Stored<MirrorClaim> {
    const waiting = this.#access.read(() => this.#log.isEmpty());
    if (!waiting.ok) return waiting;
    if (waiting.value) return ok(emptyClaim);
    return this.#access.writeDurably(() => this.#log.claim(rowsMax));
  }

  confirm(claim: Pick<MirrorClaim, "seq" | "rest">): Stored<void> {
    return this.#access.write(() => this.#log.confirm(claim));
  }

  lag(): Stored<MirrorLag> {
    return this.#access.read(() => this.#log.lag());
  }
}
