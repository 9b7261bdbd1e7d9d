/**
 * The bridge's program plus one job: after each start, it makes the next of the actors in
 * DRILL_ACTORS hang after a second.
 */

import { program } from "../../src/cli/program.ts";
import { earlierRuns, watchedVariable } from "../../src/cli/process/watched.ts";
import { ok } from "../../src/models/mod.ts";

const scenario = earlierRuns(Deno.env.get(watchedVariable));
const actors = (Deno.env.get("DRILL_ACTORS") ?? "").split(",");
const actor = actors[scenario?.restarts ?? actors.length];

const code = await program(Deno.args, {
  extraJobs: ({ supervisor }) =>
    actor === undefined ? [] : [{
      name: "drill",
      every: { intervalMs: 1_000 },
      priority: "LOW",
      run: () => {
        supervisor.drill(actor, "hang");
        return Promise.resolve(ok(null));
      },
    }],
});
Deno.exit(code);
