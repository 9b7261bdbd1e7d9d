/** The settings of a command: from the `.env` beside the program, the environment and the command line. */

import {
  type ConfigMistake,
  type LoadedSettings,
  loadSettings,
  mistakeSentence,
  programDir,
} from "../config/mod.ts";
import type { Result } from "../models/mod.ts";
import { strategyProblem } from "../strategy/registry.ts";
import { commandLineSettings } from "./command_line_settings.ts";
import type { RunOptions } from "./parse_arguments.ts";

/** The folder beside whose program the settings and data are. */
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
  return loadSettings({
    homeDir: homeFolder(),
    strategyProblem,
    envFile: options.envFile,
    environment: Deno.env.toObject(),
    commandLine: commandLineSettings(options, Deno.cwd()),
  });
}

/** For the console. */
export function mistakeLines(mistakes: readonly ConfigMistake[]): string[] {
  return ["The configuration is wrong:", ...mistakes.map((one) => `  ${mistakeSentence(one)}`)];
}
