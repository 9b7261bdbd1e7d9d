/**
 * Makes settings, store, logs and crash reports readable by their owner only, because they contain
 * passwords, tokens and the trader's activity. On Linux and macOS this is done with file
 * permissions, on Windows with access lists that inherit nothing.
 */

import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

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

/** Closes existing files to other users, such as files made by an older version or by the user. */
export async function keepPrivate(kept: KeptFiles): Promise<readonly OpenToOthers[]> {
  const paths = pathsOf(kept);
  if (Deno.build.os !== "windows") return paths.flatMap((path) => closeByMode(path) ?? []);
  const user = windowsUser(Deno.env.get("USERDOMAIN"), Deno.env.get("USERNAME"));
  const results = await Promise.all(paths.map((path) => closeByList(path, user)));
  return results.flatMap((one) => one ?? []);
}

function pathsOf({ envFile, dataDir, logFile }: KeptFiles): string[] {
  const inFolder = (folder: string) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const logs = inFolder(dirname(logFile)).filter((path) => isOfLog(basename(path), logFile));
  // On Windows the contents of a folder inherit its access list.
  const inData = Deno.build.os === "windows" ? [] : inFolder(dataDir);
  const listed = [...(envFile === null ? [] : [envFile]), dataDir, ...inData, ...logs];
  return [...new Set(listed)].filter((path) => existsSync(path));
}

/** Also the files of earlier days and crash reports. */
function isOfLog(name: string, logFile: string): boolean {
  return name.startsWith(basename(logFile)) || /^crash-.*\.txt$/.test(name);
}

function closeByMode(path: string): OpenToOthers | null {
  try {
    const { mode } = statSync(path);
    // Permissions are only removed: the owner gains none.
    if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { path, reason: code };
  }
}

function windowsUser(domain: string | undefined, name: string | undefined): string | null {
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

async function closeByList(path: string, user: string | null): Promise<OpenToOthers | null> {
  if (user === null) return { path, reason: "the user has no name" };
  for (const args of accessListSteps(path, user, statSync(path).isDirectory())) {
    const { success, stderr } = await icacls(args);
    if (!success) return { path, reason: new TextDecoder().decode(stderr).trim() };
  }
  return null;
}

async function icacls(args: readonly string[]) {
  try {
    return await new Deno.Command("icacls", { args: [...args], stdout: "null" }).output();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { success: false, stderr: new TextEncoder().encode(error.message) };
  }
}
