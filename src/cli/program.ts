/**
 * The program: reads the command line and ends with one of the documented exit codes. Custom
 * programs reach it through `extended_program.ts`, both through `entry.ts`.
 */

import process from "node:process";
import { createInterface } from "node:readline";
import { writeTitle } from "./console/console_title.ts";
import { exitCodes, type ExitReason } from "./process/exit_codes.ts";
import { helpLines } from "./console/help.ts";
import type { Invocation, RunInvocation, SetUpInvocation } from "./arguments/invocation.ts";
import { parseArguments } from "./arguments/parse_arguments.ts";
import { version } from "./process/version.ts";
import { lineWriter } from "./mcp/line_writer.ts";
import type { McpStreams } from "./mcp/mcp_command.ts";
import { ConsoleWriter } from "../log/console_writer.ts";
import { assertNever } from "../models/mod.ts";
import { systemClock } from "../runtime/clock.ts";
import { systemRandom, systemToken } from "../runtime/random.ts";
import { holdWindow } from "./console/console_pause.ts";
import { createPrivately } from "./settings/private_files.ts";
import type { RunExtensions } from "./run/run.ts";
import type { Surroundings } from "./run/run_bridge.ts";
import { watchOver } from "./watchdog/watchdog.ts";
import { earlierRuns, watchedVariable } from "./process/watched.ts";
import { type WindowsConsole, windowsConsole } from "./console/windows_console.ts";

/** How long the console may take to print the last lines. */
const flushMs = 1_000;

/** Runs the command given by `words` and resolves with the exit code. */
export async function program(
  words: readonly string[],
  extensions: RunExtensions = {},
): Promise<number> {
  const console = new ConsoleWriter(Deno.stdout);
  const hasColour = Deno.stdout.isTerminal() && !Deno.noColor;
  const window = windowsConsole(Deno.build.os);
  window?.showUtf8();
  const watched = earlierRuns(Deno.env.get(watchedVariable));
  const surroundings: Surroundings = {
    clock: systemClock,
    random: systemRandom,
    console,
    hasColour,
    newToken: systemToken,
    watched,
    isOwnConsole: watched?.isOwnConsole ?? window?.isOwn ?? false,
    setTitle: titleSetter(window),
  };
  const invocation = parseArguments(words);
  if (!invocation.ok) {
    console.print([invocation.error.sentence, "", "Try: mt5-bridge help"]);
  }
  const code = invocation.ok
    ? await invoke(invocation.value, surroundings, extensions)
    : exitCodes.usage.code;
  await console.flush(systemClock, flushMs);
  if (window?.isOwn === true) await holdWindow(code, { console, clock: systemClock });
  return code;
}

/** Null where there is no visible title. */
function titleSetter(window: WindowsConsole | null): Surroundings["setTitle"] {
  if (!Deno.stdout.isTerminal()) return null;
  if (window !== null) return (title) => window.setTitle(title);
  return (title) => void writeTitle(Deno.stdout, title);
}

async function invoke(
  invocation: Invocation,
  surroundings: Surroundings,
  extensions: RunExtensions,
): Promise<number> {
  switch (invocation.command) {
    case "help":
      surroundings.console.print(helpLines(invocation.of));
      return exitCodes.ok.code;
    case "version":
      surroundings.console.print([version]);
      return exitCodes.ok.code;
    case "run":
    case "demo":
      return await runOrWatch(invocation, surroundings, extensions);
    case "doctor":
    case "install-ea":
    case "start-terminal":
    case "reload":
    case "mirror":
    case "mcp":
    case "fleet":
    case "report":
    case "history":
    case "backtest":
    case "new-strategy":
    case "check-strategy":
    case "autostart":
      return exitCodes[await setUp(invocation, surroundings)].code;
    default:
      return assertNever(invocation);
  }
}

/** Null where nobody watches. */
function textWriter(): ((text: string) => void) | null {
  if (!Deno.stdout.isTerminal()) return null;
  return (text) => void Deno.stdout.writeSync(new TextEncoder().encode(text));
}

/**
 * The commands that do one thing and end. They are loaded on demand, because the bridge does not
 * need them.
 */
async function setUp(
  invocation: SetUpInvocation,
  { console, clock, random, newToken }: Surroundings,
): Promise<ExitReason> {
  const say = (lines: readonly string[]) => console.print(lines);
  switch (invocation.command) {
    case "doctor": {
      const { doctor } = await import("./setup/doctor.ts");
      return await doctor(invocation.options, { asJson: invocation.asJson, say });
    }
    case "install-ea": {
      const { installEa } = await import("./setup/install_ea.ts");
      return await installEa(invocation.options, { newToken, say });
    }
    case "start-terminal": {
      const { startTerminalCommand } = await import("./setup/start_terminal_command.ts");
      return await startTerminalCommand(invocation.options, { clock, say });
    }
    case "mcp": {
      const { mcpCommand } = await import("./mcp/mcp_command.ts");
      return await mcpCommand(invocation.options, standardStreams());
    }
    case "fleet": {
      const { fleetCommand } = await import("./fleet/fleet_command.ts");
      return await fleetCommand(invocation.options, { clock, newToken, say, write: textWriter() });
    }
    case "reload": {
      const { reloadCommand } = await import("./settings/reload_command.ts");
      return await reloadCommand(invocation.options, say);
    }
    case "mirror": {
      const { mirrorCheck } = await import("./setup/mirror_check.ts");
      return await mirrorCheck(invocation.options, { clock, random, say });
    }
    case "backtest": {
      const { backtestCommand } = await import("./backtest/backtest_command.ts");
      const { ProgressLine } = await import("./console/progress_line.ts");
      const progress = new ProgressLine(clock, textWriter());
      return await backtestCommand(invocation.options, { progress, say, clock });
    }
    case "check-strategy": {
      const { checkStrategy } = await import("./strategy/check_strategy.ts");
      const { ProgressLine } = await import("./console/progress_line.ts");
      const progress = new ProgressLine(clock, textWriter());
      return await checkStrategy(invocation.options, { progress, say, clock });
    }
    case "new-strategy": {
      const { newStrategy } = await import("./strategy/new_strategy.ts");
      return newStrategy(invocation.options, say);
    }
    case "report": {
      const { reportCommand } = await import("./backtest/report_command.ts");
      return await reportCommand(invocation.options, say);
    }
    case "history": {
      const { historyCommand } = await import("./history/history_command.ts");
      return await historyCommand(invocation.wish, invocation.place, { clock, say });
    }
    case "autostart": {
      const { autostart } = await import("./setup/autostart.ts");
      return await autostart(invocation.wish, say);
    }
    default:
      return assertNever(invocation);
  }
}

/** The watchdog's process does not load the code of the bridge. */
async function runOrWatch(
  invocation: RunInvocation,
  surroundings: Surroundings,
  extensions: RunExtensions,
): Promise<number> {
  createPrivately();
  if (invocation.options.hasWatchdog && surroundings.watched === null) {
    const { clock, random, console, isOwnConsole } = surroundings;
    return await watchOver({
      clock,
      random,
      isOwnConsole,
      runForMs: invocation.options.runForMs,
      args: Deno.args,
      say: (lines) => console.print(lines),
    });
  }
  const { runCommand } = await import("./run/run.ts");
  return exitCodes[await runCommand(invocation, surroundings, extensions)].code;
}

/** Standard output belongs to the protocol; what people should read goes to standard error. */
function standardStreams(): McpStreams {
  const encoder = new TextEncoder();
  return {
    input: createInterface({ input: process.stdin }),
    write: lineWriter(Deno.stdout),
    complain: (lines) => void Deno.stderr.writeSync(encoder.encode(`${lines.join("\n")}\n`)),
  };
}
