/**
 * A note in the data folder that says where the bridge that uses the folder serves its page. It counts only while the folder is
 * locked and the page answers: a note left behind by a crash fools nobody.
 */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { tryLockFolder } from "../database/folder_lock.ts";

const noteFile = "running.json";

/** Held for as long as the program runs. */
export const programLock = "program.lock";

/** A bridge on this machine answers in milliseconds; one that is starting, in a second or two. */
const answerMs = 3_000;

const note = z.object({ url: z.url(), processId: z.int() });
export type RunningNote = z.infer<typeof note>;

export function writeRunningNote(dataDir: string, running: RunningNote): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, noteFile), JSON.stringify(running));
}

export function removeRunningNote(dataDir: string): void {
  rmSync(join(dataDir, noteFile), { force: true });
}

/** The bridge that runs on this folder, if one does and answers. */
export async function findRunning(dataDir: string): Promise<RunningNote | null> {
  return isLocked(dataDir) ? await runningNote(dataDir) : null;
}

/** The note, when the bridge that it names answers. */
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

/** A crash in the middle of writing leaves half a note. */
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
