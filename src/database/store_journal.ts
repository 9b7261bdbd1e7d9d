/**
 * The file `-wal` beside an open store, which has the latest rows. SQLite goes on with it after
 * somebody has deleted it, as long as the store is open, but nobody finds it again.
 */

export class StoreJournal {
  readonly #path: string;
  readonly #inode: number | null;

  /** Call when SQLite has written to the store for the first time. */
  constructor(storePath: string) {
    this.#path = journalOf(storePath);
    this.#inode = inodeOf(this.#path);
  }

  /** It was deleted, or another one has its name. */
  get isGone(): boolean {
    return inodeOf(this.#path) !== this.#inode;
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
