/** Looks at the data folder before anything is written to it. */

import { readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type FolderHazard, folderHazard } from "../../database/folder_hazard.ts";

/** Why a store is not safe in this folder; null when nothing is known against it. */
export function dataFolderHazard(dataDir: string): FolderHazard | null {
  const { os } = Deno.build;
  const path = withoutLinks(dataDir);
  return folderHazard(path, {
    os,
    mountInfo: os === "linux" ? readFileSync("/proc/self/mountinfo", "utf8") : "",
    isRemoteDrive: os === "windows" && isRemoteDrive(path),
    variables: Deno.env.toObject(),
  });
}

/** The folder need not exist yet, nor the folders above it. */
function withoutLinks(path: string): string {
  for (let known = path;; known = dirname(known)) {
    try {
      return join(realpathSync(known), relative(known, path));
    } catch (error) {
      if (typeof (error as NodeJS.ErrnoException).code !== "string") throw error;
      if (known === dirname(known)) return path;
    }
  }
}

/** DRIVE_REMOTE of GetDriveTypeW. */
const remoteDrive = 4;

function isRemoteDrive(path: string): boolean {
  const letter = /^[A-Za-z]:/.exec(path)?.[0];
  if (letter === undefined) return false;
  const { symbols } = Deno.dlopen("kernel32.dll", {
    GetDriveTypeW: { parameters: ["buffer"], result: "u32" },
  });
  const root = Uint16Array.from(`${letter}\\\0`, (character) => character.charCodeAt(0));
  return symbols.GetDriveTypeW(root) === remoteDrive;
}
