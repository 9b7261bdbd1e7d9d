/** How this program is started once more: compiled, or from its source. */

import type { OwnProgram } from "../../actors/strategy/spawn_process.ts";

/** The command and its options follow the arguments. */
export function ownProgram(): OwnProgram {
  const args = Deno.build.standalone ? [] : ["run", "-A", Deno.mainModule];
  return { path: Deno.execPath(), args };
}
