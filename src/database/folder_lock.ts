/**
 * One bridge a folder: an advisory lock on a file beside the store. The system drops it when the process ends,
 * however it ends, so it can never be left behind. Other programs may still read the store while it is held.
 */

import { join } from "node:path";

const LOCK_FILE = "bridge.lock";

export class FolderLock {
  readonly #file: Deno.FsFile;

  private constructor(file: Deno.FsFile) {
    this.#file = file;
  }

  /** Takes the lock without waiting; null when another holds it. Throws the file system's errors. */
  static tryAcquire(folder: string): FolderLock | null {
    const file = Deno.openSync(join(folder, LOCK_FILE), { create: true, write: true });
    if (file.tryLockSync(true)) return new FolderLock(file);
    file.close();
    return null;
  }

  release(): void {
    this.#file.close();
  }
}
