/**
 * Collects the settings of this run: the `.env` file, the process environment (which overrides the
 * file) and the command line (which overrides both). The only part of the configuration with I/O.
 */

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { err, ok, type Result } from "../models/mod.ts";
import { whenFree } from "../runtime/held_file.ts";
import { type EnvText, parseEnvText } from "./env_text.ts";
import type { ConfigMistake } from "./mistake.ts";
import {
  type ParsedSettings,
  type ParseOptions,
  parseSettings,
  type RawSettings,
} from "./parse_settings.ts";

export interface LoadOptions extends ParseOptions {
  /** The file to read, which must exist; null reads `.env` in `homeDir` if it exists. */
  readonly envFile: string | null;
  readonly environment: RawSettings["environment"];
  readonly commandLine: RawSettings["commandLine"];
}

export interface LoadedSettings extends ParsedSettings {
  /** Null when there is no file and the defaults are used. */
  readonly envFile: string | null;
}

export function loadSettings(
  options: LoadOptions,
): Result<LoadedSettings, readonly ConfigMistake[]> {
  const file = readEnvFile(options);
  if (!file.ok) return err([file.error]);
  const { path, text } = file.value;
  const malformed = text.malformed.map((line) => ({ code: "line_malformed" as const, ...line }));
  const parsed = parseSettings({ ...options, file: text.entries }, options);
  if (!parsed.ok) return err([...malformed, ...parsed.error]);
  return malformed.length > 0 ? err(malformed) : ok({ ...parsed.value, envFile: path });
}

/**
 * The program's folder: that of the executable or, when run from source, the nearest folder at or
 * above the working directory that contains a `deno.json` (the working directory itself when there
 * is none).
 */
export function programDir(
  run: { readonly isCompiled: boolean; readonly execPath: string; readonly workingDir: string },
): string {
  if (run.isCompiled) return dirname(run.execPath);
  let folder = resolve(run.workingDir);
  while (!existsSync(join(folder, "deno.json"))) {
    const parent = dirname(folder);
    if (parent === folder) return resolve(run.workingDir);
    folder = parent;
  }
  return folder;
}

interface EnvFile {
  readonly path: string | null;
  readonly text: EnvText;
}

function readEnvFile({ envFile, homeDir }: LoadOptions): Result<EnvFile, ConfigMistake> {
  const path = envFile ?? join(homeDir, ".env");
  try {
    const found = statSync(path);
    if (found.size > fileBytesMax || !(found.isFile() || found.isDirectory())) {
      // Devices and pipes may never end.
      const reason = found.size > fileBytesMax
        ? "it is larger than 1 MB"
        : "it is no ordinary file";
      return err({ code: "file_unreadable", path, reason });
    }
    const text = parseEnvText(decode(whenFree(() => readFileSync(path))));
    return ok({ path, text });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" && envFile === null) {
      return ok({ path: null, text: { entries: [], malformed: [] } });
    }
    if (code === undefined) throw error;
    const reason = readProblems[code] ?? code;
    return err({ code: "file_unreadable", path, reason });
  }
}

/** Far more than all settings with their comments. */
const fileBytesMax = 1024 * 1024;

const readProblems: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EISDIR: "it is a folder",
  EACCES: "access is denied",
  EPERM: "access is denied",
  EBUSY: "another program holds it",
};

/**
 * Windows editors also write UTF-16, recognised by its byte order mark. Bytes that are not UTF-8,
 * as in an ANSI file, become U+FFFD: their lines are refused.
 */
function decode(bytes: Uint8Array): string {
  const isLittleEndian = bytes[0] === 0xff && bytes[1] === 0xfe;
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff;
  const encoding = isLittleEndian ? "utf-16le" : isBigEndian ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}
