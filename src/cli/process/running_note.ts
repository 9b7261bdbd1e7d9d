/**
 * A note in the data folder with the address of the page of the bridge that uses the folder. It is
 * valid only while the folder is locked and the page answers, so a note left over from a crash does
 * no harm.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { tryLockFolder } from "../../database/folder_lock.ts";
import { whenFree } from "../../runtime/held_file.ts";

const noteFile = "running.json";

/** Locked as long as the program runs. */
export const programLock = "program.lock";

/** A bridge on this machine answers in milliseconds; one that is starting takes a second or two. */
const answerMs = 3_000;

const note = z.object({ url: z.url(), processId: z.int() });
export type RunningNote = z.infer<typeof note>;

export function writeRunningNote(dataDir: string, running: RunningNote): void {
  mkdirSync(dataDir, { recursive: true });
  whenFree(() => writeFileSync(join(dataDir, noteFile), JSON.stringify(running)));
}

export function removeRunningNote(dataDir: string): void {
  whenFree(() => rmSync(join(dataDir, noteFile), { force: true }));
}

/** The bridge running on this folder, if there is one and it answers. */
export async function findRunning(dataDir: string): Promise<RunningNote | null> {
  return isLocked(dataDir) ? await runningNote(dataDir) : null;
}

/** The note, if the bridge it names answers. */
export async function runningNote(dataDir: string): Promise<RunningNote | null> {
  const found = readNote(dataDir);
  return found !== null && await answers(found) ? found : null;
}

function isLocked(dataDir: string): boolean {
  if (!existsSync(dataDir)) return false;
  const lock = tryLockFolder(dataDir, programLock);
  lock?.release();
  return lock === null;
}

function readNote(dataDir: string): RunningNote | null {
  const path = join(dataDir, noteFile);
  if (!existsSync(path)) return null;
  const parsed = note.safeParse(jsonOrNull(readFileSync(path, "utf8")));
  return parsed.success ? parsed.data : null;
}

/** A crash while writing leaves an incomplete note. */
function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function answers({ url }: RunningNote): Promise<boolean> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(answerMs) });
    await response.body?.cancel();
    return true;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return false;
    throw error;
  }
}
