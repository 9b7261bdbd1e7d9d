/**
 * Allows only one bridge for each folder: an advisory lock on a file next to the store. The
 * operating system releases it when the process ends, for whatever reason, so it is never left
 * behind. Other programs can still read the store while it is held.
 */

import { join } from "node:path";
import { whenFree } from "../runtime/held_file.ts";

const storeLock = "bridge.lock";

export interface FolderLock {
  /**
   * The last process that marked the folder as in use has ended without releasing it. A thread of
   * this process that was ended does not count: the runtime has closed its files.
   */
  readonly wasLeftInUse: boolean;
  /** Marks the folder as in use until it is released. */
  markInUse(): void;
  release(): void;
}

/** The first bytes are enough to tell processes apart. */
const markBytesMax = 1_024;

/** With its start, because a container gives the same number to each process. */
function markOfProcess(): string {
  const started = Deno.build.os === "linux" ? startOfProcess() : "";
  return `in use by process ${Deno.pid} ${started}`.trimEnd() + "\n";
}

/** In ticks since the system's start: the twentieth word after the name, which may have spaces. */
function startOfProcess(): string {
  const text = Deno.readTextFileSync("/proc/self/stat");
  return text.slice(text.lastIndexOf(") ") + 2).split(" ")[19] ?? "";
}

function textOf(file: Deno.FsFile): string {
  const bytes = new Uint8Array(markBytesMax);
  return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0));
}

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
  const found = textOf(file);
  let isMarked = false;
  return {
    wasLeftInUse: found !== "" && found !== markOfProcess(),
    markInUse() {
      file.truncateSync();
      file.seekSync(0, Deno.SeekMode.Start);
      file.writeSync(new TextEncoder().encode(markOfProcess()));
      isMarked = true;
    },
    release() {
      if (isMarked) file.truncateSync();
      file.close();
    },
  };
}
