/** How this program is started once more: compiled, or from its source. */

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OwnProgram } from "../../runtime/own_program.ts";

/** The command and its options follow the arguments. */
export function ownProgram(): OwnProgram {
  const path = Deno.execPath();
  if (Deno.build.standalone) return { path, args: [] };
  return { path, args: ["run", "-A", ...configurationFor(Deno.mainModule), Deno.mainModule] };
}

/**
 * The runtime finds a configuration in the program's folder or above it. A program without one was
 * started with `--config`, which it cannot see, and needs the bridge's again.
 */
function configurationFor(mainModule: string): readonly string[] {
  const bridges = new URL("../../../deno.json", import.meta.url);
  if (bridges.protocol !== "file:" || !mainModule.startsWith("file:")) return [];
  const isFound = foldersUpFrom(dirname(fileURLToPath(mainModule))).some((folder) =>
    existsSync(join(folder, "deno.json")) || existsSync(join(folder, "deno.jsonc"))
  );
  return isFound ? [] : ["--config", fileURLToPath(bridges)];
}

function foldersUpFrom(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUpFrom(above)];
}
