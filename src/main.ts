/** The program's entry point. */

import { enter } from "./cli/entry.ts";

if (import.meta.main) Deno.exit(await enter(Deno.args));
