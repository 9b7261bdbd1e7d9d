/** The program's entry point. */

import { program } from "./cli/program.ts";

if (import.meta.main) Deno.exit(await program(Deno.args));
