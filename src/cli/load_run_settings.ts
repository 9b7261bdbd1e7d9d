/**
 * The settings of a command: from the `.env` in the program's folder, the environment and the
 * command line.
 */

import {
  type ConfigMistake,
  type LoadedSettings,
  loadSettings,
  mistakeSentence,
  programDir,
} from "../config/mod.ts";
import { ok, type Result } from "../models/mod.ts";
import { commandLineSettings } from "./command_line_settings.ts";
import type { RunOptions } from "./parse_arguments.ts";
import { problemWith, strategyPlugins, withPlugins } from "./strategy_plugins.ts";

/** The folder of the program, which also has the settings and the data. */
export function homeFolder(): string {
  return programDir({
    isCompiled: Deno.build.standalone,
    execPath: Deno.execPath(),
    workingDir: Deno.cwd(),
  });
}

export function loadRunSettings(
  options: Pick<RunOptions, "envFile" | "dataDir" | "symbols"> & Partial<Pick<RunOptions, "mode">>,
): Result<LoadedSettings, readonly ConfigMistake[]> {
  const homeDir = homeFolder();
  const plugins = strategyPlugins(homeDir);
  const loaded = loadSettings({
    homeDir,
    strategyProblem: problemWith(plugins),
    envFile: options.envFile,
    environment: Deno.env.toObject(),
    commandLine: commandLineSettings(options, Deno.cwd()),
  });
  return loaded.ok ? ok(withPlugins(loaded.value, plugins)) : loaded;
}

/** The mistakes as lines for the console. */
export function mistakeLines(mistakes: readonly ConfigMistake[]): string[] {
  return ["The configuration is wrong:", ...mistakes.map((one) => `  ${mistakeSentence(one)}`)];
}
