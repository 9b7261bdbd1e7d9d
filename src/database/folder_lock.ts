/**
 * One bridge a folder: an advisory lock on a file beside the store. The system drops it when the process ends,
 * however it ends, so it can never be left behind. Other programs may still read the store while it is held.
 */

import { join } from "node:path";

const storeLock = "bridge.lock";

export interface FolderLock {
  release(): void;
}

/** Takes the folder's lock without waiting; null when another holds it. Throws the file system's errors. */
export function tryLockFolder(folder: string, lockFile = storeLock): FolderLock | null {
  const file = Deno.openSync(join(folder, lockFile), { create: true, write: true });
  const release = () => file.close();
  if (file.tryLockSync(true)) return { release };
  release();
  return null;
}
