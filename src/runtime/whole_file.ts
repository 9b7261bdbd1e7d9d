/**
 * Files that are replaced in one step, so that an error in the middle (a full disk, a stopped
 * program) leaves the file that was there before.
 */

import { whenFree } from "./held_file.ts";

export type WriteBytes = (bytes: Uint8Array) => void;

/** What is written before it takes the file's place has this behind the file's name. */
const unfinished = ".part";

/**
 * Writes the file beside its place, and moves it there once all of its bytes are on the disk.
 * Blocks. Throws what the system or `content` throws; then nothing unfinished is left.
 * @param mode Permissions of the file; those that are usual for the user when left out.
 */
export function replaceFile(
  path: string,
  content: (write: WriteBytes) => void,
  mode?: number,
): void {
  const place = placeOf(path);
  if (place.isDevice) return writeTo(place.path, content, mode);
  const part = `${place.path}${unfinished}`;
  try {
    writeTo(part, content, mode);
    whenFree(() => Deno.renameSync(part, place.path));
  } catch (error) {
    removeIfThere(part);
    throw error;
  }
}

interface Place {
  readonly path: string;
  /** Such as `/dev/stdout` or a pipe: written to, never replaced. */
  readonly isDevice: boolean;
}

/** Where a link leads to; the link itself stays. */
function placeOf(path: string): Place {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    return isFile
      ? { path: Deno.realPathSync(path), isDevice: false }
      : { path, isDevice: !isDirectory };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return { path, isDevice: false };
    throw error;
  }
}

function writeTo(
  path: string,
  content: (write: WriteBytes) => void,
  mode: number | undefined,
): void {
  using file = whenFree(() => Deno.openSync(path, openingOptions(mode)));
  content((bytes) => {
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  });
  if (file.statSync().isFile) file.syncDataSync();
}

function openingOptions(mode: number | undefined): Deno.OpenOptions {
  const options = { create: true, write: true, truncate: true };
  return mode === undefined ? options : { ...options, mode };
}

/** What cannot be removed is overwritten the next time. */
function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
}
