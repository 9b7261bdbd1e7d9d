/** The bridge's program, but it crashes at its start as long as it would run strategies. */

import { program } from "../../src/cli/program.ts";
import { earlierRuns, watchedVariable } from "../../src/cli/process/watched.ts";

const exitCode = 70;

const earlier = earlierRuns(Deno.env.get(watchedVariable));
if (earlier !== null && earlier.strategiesOff === null) Deno.exit(exitCode);

Deno.exit(await program(Deno.args));
