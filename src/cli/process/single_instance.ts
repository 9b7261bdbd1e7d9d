/**
 * Makes sure that only one program uses a data folder. When two are started at once, the second
 * waits for the page of the first and opens it, instead of running as well. The operating system
 * releases the claim when the process ends, for whatever reason.
 */

import { mkdirSync } from "node:fs";
import { type FolderLock, tryLockFolder } from "../../database/folder_lock.ts";
import { err, ok } from "../../models/result.ts";
import { constantBackoff } from "../../runtime/backoff.ts";
import { retry, type RetryOptions } from "../../runtime/retry.ts";
import { programLock, type RunningNote, runningNote } from "./running_note.ts";

export type FolderClaim =
  /** `lock` is null when the folder cannot be written; the store reports the reason. */
  | { readonly type: "mine"; readonly lock: FolderLock | null }
  | { readonly type: "running"; readonly note: RunningNote }
  /** Another process has the folder, but its page is not available yet. */
  | { readonly type: "starting" };

/**
 * A start takes a second or two, on a busy machine ten. Also long enough for a killed process to
 * disappear.
 */
const waitMs = 20_000;
const lookBackoff = constantBackoff(100);

export async function claimFolder(
  dataDir: string,
  { clock, random }: Pick<RetryOptions<unknown>, "clock" | "random">,
): Promise<FolderClaim> {
  try {
    mkdirSync(dataDir, { recursive: true });
    const look = async () => {
      const claim = await tryToClaim(dataDir);
      return claim.type === "starting" ? err(claim) : ok(claim);
    };
    const claim = await retry(look, { clock, random, backoff: lookBackoff, timeoutMs: waitMs });
    return claim.ok ? claim.value : claim.error;
  } catch (error) {
    if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
    return { type: "mine", lock: null };
  }
}

async function tryToClaim(dataDir: string): Promise<FolderClaim> {
  const lock = tryLockFolder(dataDir, programLock);
  if (lock !== null) return { type: "mine", lock };
  const note = await runningNote(dataDir);
  return note === null ? { type: "starting" } : { type: "running", note };
}

/** Explains to the trader that the folder is in use. */
export function claimedByOther(
  claim: Exclude<FolderClaim, { readonly type: "mine" }>,
  dataDir: string,
): string {
  return claim.type === "running"
    ? `Another bridge is already using ${dataDir}: its dashboard is ${claim.note.url}`
    : `Another bridge is already using ${dataDir}, without a dashboard. Close it, or end its process`;
}
