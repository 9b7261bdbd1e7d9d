/**
 * The bridge's program with one thing more: a job that makes the actor named by DRILL_ACTOR hang, a second
 * after the start of its first life. The way a user's own program adds actors and jobs.
 */

import { ConsoleWriter } from "../../src/log/console_writer.ts";
import { exitCodes } from "../../src/cli/exit_codes.ts";
import { parseArguments } from "../../src/cli/parse_arguments.ts";
import { runCommand } from "../../src/cli/run.ts";
import { watchOver } from "../../src/cli/watchdog.ts";
import { watchedStory, watchedVariable } from "../../src/cli/watched.ts";
import { ok } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { systemRandom } from "../../src/runtime/random.ts";

const invocation = parseArguments(Deno.args);
if (!invocation.ok || invocation.value.command !== "demo") throw new TypeError("Only demo");
const watched = watchedStory(Deno.env.get(watchedVariable));
const surroundings = { clock: systemClock, random: systemRandom };
const actor = Deno.env.get("DRILL_ACTOR") ?? "";
if (watched === null) {
  Deno.exit(await watchOver({ ...surroundings, args: Deno.args, say: () => {} }));
}
const console = new ConsoleWriter(Deno.stdout);
const reason = await runCommand(
  invocation.value,
  { ...surroundings, watched, console, hasColour: false, newToken: () => "drill-token" },
  {
    extraJobs: ({ supervisor }) =>
      watched.restarts > 0 ? [] : [{
        name: "drill",
        every: { intervalMs: 1_000 },
        priority: "LOW",
        run: () => {
          supervisor.drill(actor, "hang");
          return Promise.resolve(ok(null));
        },
      }],
  },
);
Deno.exit(exitCodes[reason].code);
