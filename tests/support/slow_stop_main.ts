/**
 * The bridge's program with a job that never ends, so that stopping waits for it until the task
 * timeout.
 */

import { exitCodes } from "../../src/cli/process/exit_codes.ts";
import { parseArguments } from "../../src/cli/arguments/parse_arguments.ts";
import { runCommand } from "../../src/cli/run/run.ts";
import { ConsoleWriter } from "../../src/log/console_writer.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { systemRandom } from "../../src/runtime/random.ts";

const invocation = parseArguments(Deno.args);
if (!invocation.ok || invocation.value.command !== "demo") throw new TypeError("Only demo");
const console = new ConsoleWriter(Deno.stdout);
const reason = await runCommand(
  invocation.value,
  {
    clock: systemClock,
    random: systemRandom,
    watched: null,
    isOwnConsole: false,
    setTitle: null,
    console,
    hasColour: false,
    newToken: () => "slow-stop-token",
  },
  {
    extraJobs: () => [{
      name: "endless",
      every: { intervalMs: 100 },
      priority: "HIGH",
      run: () => {
        console.print(["The endless job runs"]);
        return new Promise(() => {});
      },
    }],
  },
);
Deno.exit(exitCodes[reason].code);
