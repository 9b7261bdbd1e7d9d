/**
 * The bridge's program, but it crashes as long as it runs strategies: half a second after it has
 * started, or before with CRASH_AT=start.
 */

import { program } from "../../src/cli/program.ts";
import { earlierRuns, watchedVariable } from "../../src/cli/process/watched.ts";
import { ok } from "../../src/models/mod.ts";

const exitCode = 70;

const earlier = earlierRuns(Deno.env.get(watchedVariable));
const crashes = earlier !== null && earlier.strategiesOff === null;
if (crashes && Deno.env.get("CRASH_AT") === "start") Deno.exit(exitCode);

const crash = {
  name: "crash",
  every: { intervalMs: 500 },
  priority: "LOW",
  run: () => {
    if (crashes) Deno.exit(exitCode);
    return Promise.resolve(ok(null));
  },
} as const;
Deno.exit(await program(Deno.args, { extraJobs: () => [crash] }));
