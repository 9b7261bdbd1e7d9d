/**
 * Allows only one bridge for each folder: an advisory lock on a file next to the store. The
 * operating system releases it when the process ends, for whatever reason, so it is never left
 * behind. Other programs can still read the store while it is held.
 */

import { join } from "node:path";

const storeLock = "bridge.lock";

export interface FolderLock {
  release(): void;
}

/**
 * Locks the folder without waiting; null when another process holds the lock. Throws file system
 * errors.
 */
export function tryLockFolder(folder: string, lockFile = storeLock): FolderLock | null {
  const file = Deno.openSync(join(folder, lockFile), { create: true, write: true, mode: 0o600 });
  const release = () => file.close();
  if (file.tryLockSync(true)) return { release };
  release();
  return null;
}
