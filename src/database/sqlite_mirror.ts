/**
 * The store as the source of the mirror: what has to be sent, in pieces that do not block writers.
 * Available as `SqliteStore.mirror`.
 */

import { ok } from "../models/mod.ts";
import { emptyClaim, type MirrorClaim } from "./mirror_claim.ts";
import type { PagePlace } from "./mirror_page.ts";
import type { SqliteAccess } from "./sqlite_access.ts";
import type { MirrorLag, MirrorState, SqliteMirrorLog } from "./sqlite_mirror_log.ts";
import type { PageRead, SqliteMirrorPages } from "./sqlite_mirror_pages.ts";
import type { Stored } from "./store_error.ts";

export class SqliteMirror {
  readonly #access: SqliteAccess;
  readonly #log: SqliteMirrorLog;
  readonly #pages: SqliteMirrorPages;

  constructor(access: SqliteAccess, log: SqliteMirrorLog, pages: SqliteMirrorPages) {
    this.#access = access;
    this.#log = log;
    this.#pages = pages;
  }

  /**
   * Starts logging what is written, and logs everything that is already stored. `bridge` becomes
   * the name of a store that has none.
   */
  switchOn(bridge: string): Stored<void> {
    return this.#access.writeDurably(() => this.#log.switchOn(bridge));
  }

  switchOff(): Stored<void> {
    return this.#access.write(() => this.#log.switchOff());
  }

  rename(bridge: string): Stored<void> {
    return this.#access.writeDurably(() => this.#log.rename(bridge));
  }

  /** Marks everything for sending again. */
  seed(): Stored<void> {
    return this.#access.writeDurably(() => this.#log.seed());
  }

  state(): Stored<MirrorState> {
    return this.#access.read(() => this.#log.state());
  }

  /**
   * All rows of the claim are on the disk when it returns, so that after a power failure the mirror
   * never has more than the disk.
   */
  claim(rowsMax: number): Stored<MirrorClaim> {
    const waiting = this.#access.read(() => this.#log.isEmpty());
    if (!waiting.ok) return waiting;
    if (waiting.value) return ok(emptyClaim);
    return this.#access.writeDurably(() => this.#log.claim(rowsMax));
  }

  confirm(claim: Pick<MirrorClaim, "seq" | "rest">): Stored<void> {
    return this.#access.write(() => this.#log.confirm(claim));
  }

  /** The rows to compare next; see `SqliteMirrorPages.read`. */
  page(place: PagePlace | null, rowsMax: number): Stored<PageRead | null> {
    return this.#access.read(() => this.#pages.read(place, rowsMax));
  }

  lag(): Stored<MirrorLag> {
    return this.#access.read(() => this.#log.lag());
  }
}
