/**
 * Makes settings, store, logs and crash reports readable by their owner only, because they contain
 * passwords, tokens and the trader's activity. On Linux and macOS this is done with file
 * permissions, on Windows with access lists that inherit nothing.
 */

import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isSystemError } from "../../models/system_error.ts";

/** The paths of the bridge's files; those that do not exist yet are left out. */
export interface KeptFiles {
  readonly envFile: string | null;
  readonly dataDir: string;
  /** The log; crash reports are beside it. */
  readonly logFile: string;
}

/** Why a file or folder could not be closed to others. */
export interface OpenToOthers {
  readonly path: string;
  readonly reason: string;
}

/**
 * Closes to other users everything that this process and its children create from now on. On
 * Windows, see `keepPrivate`.
 */
export function createPrivately(): void {
  if (Deno.build.os !== "windows") Deno.umask(0o077);
}

export interface Closing {
  /** Those that other users could read until now. */
  readonly closed: readonly string[];
  readonly open: readonly OpenToOthers[];
}

/**
 * Makes a new data folder before anything is written to it: on Windows its files are closed to
 * others by the folder's access list. What goes wrong is reported later, by `keepPrivate`.
 */
export async function makePrivateFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (Deno.build.os === "windows") await closeByList(path, windowsUser());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

/** Closes existing files to other users, such as files made by an older version or by the user. */
export async function keepPrivate(kept: KeptFiles): Promise<Closing> {
  const paths = pathsOf(kept);
  const user = windowsUser();
  const ends = await Promise.all(paths.map(async (path) => {
    const end = Deno.build.os === "windows" ? await closeByList(path, user) : closeByMode(path);
    return { path, end };
  }));
  return {
    closed: ends.filter(({ end }) => end === "closed").map(({ path }) => path),
    open: ends.flatMap(({ end }) => typeof end === "object" ? [end] : []),
  };
}

/** It was closed before, it is closed now, or it could not be closed. */
type End = "was_closed" | "closed" | OpenToOthers;

function pathsOf({ envFile, dataDir, logFile }: KeptFiles): string[] {
  const inFolder = (folder: string) => namesIn(folder).map((name) => join(folder, name));
  const logs = inFolder(dirname(logFile)).filter((path) => isOfLog(basename(path), logFile));
  // On Windows the contents of a folder inherit its access list.
  const inData = Deno.build.os === "windows" ? [] : inFolder(dataDir);
  const listed = [...(envFile === null ? [] : [envFile]), dataDir, ...inData, ...logs];
  return [...new Set(listed)].filter((path) => existsSync(path));
}

/** None where there is no folder that can be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return [];
  }
}

/** Also the files of earlier days and crash reports. */
function isOfLog(name: string, logFile: string): boolean {
  return name.startsWith(basename(logFile)) || /^crash-.*\.txt$/.test(name);
}

function closeByMode(path: string): End {
  try {
    const { mode } = statSync(path);
    if ((mode & 0o077) === 0) return "was_closed";
    chmodSync(path, mode & 0o700); // permissions are only removed: the owner gains none
    return "closed";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { path, reason: code };
  }
}

function windowsUser(): string | null {
  const [domain, name] = ["USERDOMAIN", "USERNAME"].map((one) => Deno.env.get(one));
  return name === undefined ? null : domain === undefined ? name : `${domain}\\${name}`;
}

/**
 * The user, the system and the administrators keep access; everybody else had it by inheritance
 * only. The user's own access is granted first and separately, so that a failure never locks out
 * the bridge.
 */
export function accessListSteps(path: string, user: string, isFolder: boolean): string[][] {
  const rights = isFolder ? "(OI)(CI)F" : "F";
  const system = "*S-1-5-18";
  const administrators = "*S-1-5-32-544";
  return [
    [path, "/q", "/grant", ...[user, system, administrators].map((who) => `${who}:${rights}`)],
    [path, "/q", "/inheritance:r"],
  ];
}

/** Whether the list that `icacls` prints has inherited entries: `PC\\me:(I)(F)`. */
export function isInherited(list: string): boolean {
  return list.includes(":(I)");
}

/** Whether it prints an entry at all: `PC\\me:(F)`. */
function isAccessList(list: string): boolean {
  return /:\([A-Z(]/.test(list);
}

/** Replaces an inherited access list by `icacls`, the program of Windows for them. */
export async function closeByList(path: string, user: string | null): Promise<End> {
  if (user === null) return { path, reason: "the user has no name" };
  const { success, stdout } = await icacls([path]);
  const list = new TextDecoder().decode(stdout);
  if (success && !isAccessList(list)) {
    return { path, reason: "the system does not show who may read it" };
  }
  if (success && !isInherited(list)) return "was_closed";
  for (const args of accessListSteps(path, user, statSync(path).isDirectory())) {
    const { success, stderr } = await icacls(args);
    if (!success) return { path, reason: new TextDecoder().decode(stderr).trim() };
  }
  return "closed";
}

async function icacls(args: readonly string[]) {
  try {
    return await new Deno.Command("icacls", { args: [...args] }).output();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const stderr = new TextEncoder().encode(error.message);
    return { success: false, stdout: new Uint8Array(), stderr };
  }
}
