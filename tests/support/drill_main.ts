/**
 * The bridge's program with one thing more: a job that makes the actor named by DRILL_ACTOR hang, a second
 * after the start of its first life.
 */

import { program } from "../../src/cli/program.ts";
import { watchedStory, watchedVariable } from "../../src/cli/watched.ts";
import { ok } from "../../src/models/mod.ts";

const story = watchedStory(Deno.env.get(watchedVariable));
const actor = Deno.env.get("DRILL_ACTOR") ?? "";

const code = await program(Deno.args, {
  extraJobs: ({ supervisor }) =>
    story === null || story.restarts > 0 ? [] : [{
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
