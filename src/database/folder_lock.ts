/**
 * Allows only one bridge for each folder: an advisory lock on a file next to the store. The
 * operating system releases it when the process ends, for whatever reason, so it is never left
 * behind. Other programs can still read the store while it is held.
 */

import { join } from "node:path";
import { whenFree } from "../runtime/held_file.ts";

const storeLock = "bridge.lock";

export interface FolderLock {
  /** The last process that marked the folder as in use has ended without releasing it. */
  readonly wasLeftInUse: boolean;
  /** Marks the folder as in use until it is released. */
  markInUse(): void;
  release(): void;
}

const inUse = new TextEncoder().encode("in use\n");

/**
 * Locks the folder without waiting; null when another process holds the lock. Throws file system
 * errors.
 */
export function tryLockFolder(folder: string, lockFile = storeLock): FolderLock | null {
  const options = { create: true, read: true, write: true, mode: 0o600 };
  const file = whenFree(() => Deno.openSync(join(folder, lockFile), options));
  if (!file.tryLockSync(true)) {
    file.close();
    return null;
  }
  let isMarked = false;
  return {
    wasLeftInUse: file.statSync().size > 0,
    markInUse() {
      file.truncateSync();
      file.seekSync(0, Deno.SeekMode.Start);
      file.writeSync(inUse);
      isMarked = true;
    },
    release() {
      if (isMarked) file.truncateSync();
      file.close();
    },
  };
}
