/**
 * The settings of a command: from the `.env` in the program's folder, the environment and the
 * command line.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type ConfigMistake,
  type LoadedSettings,
  loadSettings,
  mistakeSentence,
  programDir,
} from "../config/mod.ts";
import { ok, type Result } from "../models/mod.ts";
import { commandLineSettings } from "./command_line_settings.ts";
import type { RunOptions } from "./invocation.ts";
import {
  notNamed,
  problemWith,
  type StrategyFolder,
  strategyFolder,
  withPlugins,
} from "./strategy_plugins.ts";
import type { EarlierRuns } from "./watched.ts";

export interface RunSettings extends LoadedSettings {
  /** Where the trader's own strategies were looked for. */
  readonly strategyFolder: StrategyFolder;
  /** Those of its files that STRATEGIES does not name, so that they do not run. */
  readonly filesNotNamed: readonly string[];
}

/** The folder of the program, which also has the settings and the data. */
export function homeFolder(): string {
  return programDir({
    isCompiled: Deno.build.standalone,
    execPath: Deno.execPath(),
    workingDir: Deno.cwd(),
  });
}

/** With the watchdog's report, strategies that it has switched off are left out. */
export function loadRunSettings(
  options: Pick<RunOptions, "envFile" | "dataDir" | "symbols"> & Partial<Pick<RunOptions, "mode">>,
  watched: Pick<EarlierRuns, "strategiesOff"> | null = null,
): Result<RunSettings, readonly ConfigMistake[]> {
  const homeDir = homeFolder();
  const folder = strategyFolder(homeDir, options.envFile);
  const { plugins } = folder;
  const loaded = loadSettings({
    homeDir,
    strategyProblem: problemWith(plugins),
    envFile: options.envFile,
    environment: Deno.env.toObject(),
    commandLine: commandLineSettings(options, Deno.cwd()),
  });
  if (!loaded.ok) return loaded;
  const complete = withPlugins(loaded.value, plugins);
  const filesNotNamed = notNamed(folder, complete.settings.strategies);
  const all = { ...complete, strategyFolder: folder, filesNotNamed };
  const isOff = (watched?.strategiesOff ?? null) !== null;
  return ok(isOff ? { ...all, settings: { ...all.settings, strategies: [] } } : all);
}

/** The mistakes as lines for the console, below the file whose lines they name. */
export function mistakeLines(
  mistakes: readonly ConfigMistake[],
  { envFile }: Pick<RunOptions, "envFile">,
): string[] {
  const path = envFile ?? join(homeFolder(), ".env");
  const where = existsSync(path) ? ` (${path})` : "";
  return [
    `The configuration is wrong${where}:`,
    ...mistakes.map((one) => `  ${mistakeSentence(one)}`),
  ];
}
