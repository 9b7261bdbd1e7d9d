/** The entry: reads the command line, and ends with one of the documented exit codes. */

import { exitCodes, type ExitReason } from "./cli/exit_codes.ts";
import { helpLines } from "./cli/help.ts";
import { type Invocation, parseArguments } from "./cli/parse_arguments.ts";
import { version } from "./cli/version.ts";
import { ConsoleWriter } from "./log/console_writer.ts";
import { assertNever } from "./models/mod.ts";
import { systemClock } from "./runtime/clock.ts";
import { systemRandom, systemToken } from "./runtime/random.ts";
import { runCommand } from "./cli/run.ts";
import type { Surroundings } from "./cli/run_bridge.ts";

/** Time for the console to take the last lines. */
const flushMs = 1_000;

async function main(words: readonly string[]): Promise<ExitReason> {
  const console = new ConsoleWriter(Deno.stdout);
  const hasColour = Deno.stdout.isTerminal() && !Deno.noColor;
  const surroundings: Surroundings = {
    clock: systemClock,
    random: systemRandom,
    console,
    hasColour,
    newToken: systemToken,
  };
  const invocation = parseArguments(words);
  if (!invocation.ok) {
    console.print([invocation.error.sentence, "", "Try: mt5-bridge help"]);
  }
  const reason = invocation.ok ? await invoke(invocation.value, surroundings) : "usage";
  await console.flush(systemClock, flushMs);
  return reason;
}

async function invoke(invocation: Invocation, surroundings: Surroundings): Promise<ExitReason> {
  switch (invocation.command) {
    case "help":
      surroundings.console.print(helpLines());
      return "ok";
    case "version":
      surroundings.console.print([version]);
      return "ok";
    case "run":
    case "demo":
      return await runCommand(invocation, surroundings);
    default:
      return assertNever(invocation);
  }
}

if (import.meta.main) Deno.exit(exitCodes[await main(Deno.args)].code);
