/**
 * The files `-wal`, which has the latest rows, and `-shm`, its index, beside an open store. SQLite
 * goes on with them after somebody has deleted them, as long as the store is open, but nobody else
 * finds them any more.
 */

export class StoreJournal {
  readonly #paths: readonly string[];
  readonly #inodes: readonly (number | null)[];

  /** Call when SQLite has written to the store for the first time. */
  constructor(storePath: string) {
    this.#paths = [journalOf(storePath), `${storePath}-shm`];
    this.#inodes = this.#paths.map(inodeOf);
  }

  /** One was deleted, or another one has its name. */
  get isGone(): boolean {
    return this.#paths.some((path, index) => inodeOf(path) !== this.#inodes[index]);
  }
}

export function journalOf(storePath: string): string {
  return `${storePath}-wal`;
}

/** Null when there is no file; 0 where files have no numbers. */
function inodeOf(path: string): number | null {
  try {
    return Deno.statSync(path).ino ?? 0;
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    throw cause;
  }
}
