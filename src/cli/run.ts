/** The commands `run` and `demo`: from options to settings, and from settings to a running bridge. */

import { commandLineSettings } from "./command_line_settings.ts";
import type { ExitReason } from "./exit_codes.ts";
import type { RunInvocation, RunOptions } from "./parse_arguments.ts";
import { layOutSettings } from "./first_start.ts";
import { identityOf } from "./identity.ts";
import {
  type ConfigMistake,
  type LoadedSettings,
  loadSettings,
  mistakeSentence,
  programDir,
} from "../config/mod.ts";
import type { Result } from "../models/mod.ts";
import { strategyProblem } from "../strategy/registry.ts";
import { prepareDemo } from "./demo.ts";
import { runBridge, type RunRequest, type Surroundings } from "./run_bridge.ts";

/** What a user's own program may add; see `docs/extending.md`. */
export type Extensions = Pick<RunRequest, "extraActors" | "extraJobs">;

export async function runCommand(
  invocation: RunInvocation,
  surroundings: Surroundings,
  extensions: Extensions = {},
): Promise<ExitReason> {
  const { console } = surroundings;
  const homeDir = programFolder();
  if (invocation.command === "run" && invocation.options.envFile === null) {
    const created = layOutSettings(homeDir);
    if (created !== null) console.print([`The settings are in ${created}, all explained.`]);
  }
  const loaded = settingsFor(invocation.options, homeDir);
  if (!loaded.ok) {
    console.print(["The configuration is wrong:", ...loaded.error.map(mistakeLine)]);
    return "configuration";
  }
  const { runForMs } = invocation.options;
  if (invocation.command === "run") {
    const { settings } = loaded.value;
    const identity = identityOf(settings, { isDemo: false, watched: surroundings.watched });
    const request = { loaded: loaded.value, identity, simulatedTerminals: [], runForMs };
    return await runBridge({ ...request, ...extensions }, surroundings);
  }
  const demo = await prepareDemo(loaded.value, invocation.options, {
    clock: surroundings.clock,
    token: surroundings.newToken(),
    watched: surroundings.watched,
  });
  if (!demo.ok) {
    console.print([demo.error]);
    return "replay_unusable";
  }
  return await runBridge({ ...demo.value, runForMs, ...extensions }, surroundings);
}

function programFolder(): string {
  return programDir({
    isCompiled: Deno.build.standalone,
    execPath: Deno.execPath(),
    workingDir: Deno.cwd(),
  });
}

function settingsFor(
  options: RunOptions,
  homeDir: string,
): Result<LoadedSettings, readonly ConfigMistake[]> {
  return loadSettings({
    homeDir,
    strategyProblem,
    envFile: options.envFile,
    environment: Deno.env.toObject(),
    commandLine: commandLineSettings(options, Deno.cwd()),
  });
}

function mistakeLine(mistake: ConfigMistake): string {
  return `  ${mistakeSentence(mistake)}`;
}
