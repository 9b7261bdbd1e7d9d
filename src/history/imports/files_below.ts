/** The price files that were named: files, and what is in folders, such as those of Dukascopy. */

import { join } from "node:path";

const knownEnding = /\.(?:csv|tsv|txt|json|zip|gz|hst|bi5|parquet|pq)$/i;
/** A decade of hours has 87,600. */
const filesMax = 200_000;
const depthMax = 12;

export class TooManyFilesError extends Error {
  constructor() {
    super("There are more than 200,000 files in the folder. Import a part of it");
  }
}

/** A file is taken whatever its name, one in a folder by its ending. Links are not followed. */
export function filesBelow(path: string): string[] {
  if (!isFolder(path)) return [path];
  const found: string[] = [];
  collect(path, depthMax, found);
  return found;
}

function collect(folder: string, depth: number, found: string[]): void {
  const entries = Array.from(Deno.readDirSync(folder)).sort((one, other) =>
    one.name < other.name ? -1 : 1
  );
  for (const { name, isFile, isDirectory } of entries) {
    const path = join(folder, name);
    if (isDirectory && depth > 0) collect(path, depth - 1, found);
    if (isFile && knownEnding.test(name) && found.push(path) > filesMax) {
      throw new TooManyFilesError();
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    // The reader of the file says what is wrong with it.
    if (error instanceof Error && "code" in error) return false;
    throw error;
  }
}
