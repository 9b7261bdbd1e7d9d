/** Writes files of the folder `strategies`; what the trader has there is never overwritten. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../models/mod.ts";
import {
  editorFiles,
  exampleFile,
  type FolderFile,
} from "../../setup/strategy_folder/folder_files.ts";

/** The names of the files that were written; the error is a sentence. */
export function layOutStrategies(
  folder: string,
  strategy: string,
): Result<readonly string[], string> {
  const example = exampleFile(strategy);
  if (existsSync(join(folder, example.name))) {
    return err(`${join(folder, example.name)} exists already, and nothing was changed`);
  }
  try {
    mkdirSync(folder, { recursive: true });
    const written = [example, ...editorFiles].filter((file) => isWritten(folder, file));
    return ok(written.map(({ name }) => name));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (typeof code !== "string") throw error;
    return err(`${folder} cannot be written: ${message}`);
  }
}

function isWritten(folder: string, { name, text, isProgramsOwn }: FolderFile): boolean {
  const path = join(folder, name);
  const isThere = existsSync(path);
  if (isThere && !(isProgramsOwn && readFileSync(path, "utf8") !== text)) return false;
  writeFileSync(path, text, { flag: isThere ? "w" : "wx" });
  return true;
}
