/** The entry: reads the command line, and ends with one of the documented exit codes. */

import { exitCodes } from "./cli/exit_codes.ts";
import { helpLines } from "./cli/help.ts";
import { type Invocation, parseArguments, type RunInvocation } from "./cli/parse_arguments.ts";
import { version } from "./cli/version.ts";
import { ConsoleWriter } from "./log/console_writer.ts";
import { assertNever } from "./models/mod.ts";
import { systemClock } from "./runtime/clock.ts";
import { systemRandom, systemToken } from "./runtime/random.ts";
import type { Surroundings } from "./cli/run_bridge.ts";
import { watchOver } from "./cli/watchdog.ts";
import { watchedStory, watchedVariable } from "./cli/watched.ts";

/** Time for the console to take the last lines. */
const flushMs = 1_000;

async function main(words: readonly string[]): Promise<number> {
  const console = new ConsoleWriter(Deno.stdout);
  const hasColour = Deno.stdout.isTerminal() && !Deno.noColor;
  const surroundings: Surroundings = {
    clock: systemClock,
    random: systemRandom,
    console,
    hasColour,
    newToken: systemToken,
    watched: watchedStory(Deno.env.get(watchedVariable)),
  };
  const invocation = parseArguments(words);
  if (!invocation.ok) {
    console.print([invocation.error.sentence, "", "Try: mt5-bridge help"]);
  }
  const code = invocation.ok ? await invoke(invocation.value, surroundings) : exitCodes.usage.code;
  await console.flush(systemClock, flushMs);
  return code;
}

async function invoke(invocation: Invocation, surroundings: Surroundings): Promise<number> {
  switch (invocation.command) {
    case "help":
      surroundings.console.print(helpLines());
      return exitCodes.ok.code;
    case "version":
      surroundings.console.print([version]);
      return exitCodes.ok.code;
    case "run":
    case "demo":
      return await runOrWatch(invocation, surroundings);
    default:
      return assertNever(invocation);
  }
}

/** The watchdog's process loads nothing of the bridge. */
async function runOrWatch(invocation: RunInvocation, surroundings: Surroundings): Promise<number> {
  if (invocation.options.hasWatchdog && surroundings.watched === null) {
    const { clock, random, console } = surroundings;
    return await watchOver({
      clock,
      random,
      args: Deno.args,
      say: (lines) => console.print(lines),
    });
  }
  const { runCommand } = await import("./cli/run.ts");
  return exitCodes[await runCommand(invocation, surroundings)].code;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
