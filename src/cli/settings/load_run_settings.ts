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
  type Settings,
} from "../../config/mod.ts";
import { ok, type Result } from "../../models/mod.ts";
import { commandLineSettings } from "./command_line_settings.ts";
import type { RunOptions } from "../arguments/invocation.ts";
import {
  notNamed,
  problemWith,
  type StrategyFolder,
  strategyFolder,
  withPlugins,
} from "./strategy_plugins.ts";
import type { EarlierRuns } from "../process/watched.ts";

export interface RunSettings extends LoadedSettings {
  /** Where the trader's own strategies were looked for. */
  readonly strategyFolder: StrategyFolder;
  /** Why the strategies are left out; null when they run. */
  readonly strategiesOff: string | null;
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

/**
 * With the watchdog's report, strategies that it has switched off are left out. They also are when
 * a bridge that ran before finds nothing but STRATEGIES wrong, as when the file of one was deleted:
 * it has positions to monitor.
 */
export function loadRunSettings(
  options: Pick<RunOptions, "envFile" | "dataDir" | "symbols"> & Partial<Pick<RunOptions, "mode">>,
  watched: Pick<EarlierRuns, "strategiesOff" | "hasEverRun"> | null = null,
): Result<RunSettings, readonly ConfigMistake[]> {
  const homeDir = homeFolder();
  const folder = strategyFolder(homeDir, options.envFile);
  const load = (more: Readonly<Record<string, string>> = {}) =>
    loadSettings({
      homeDir,
      strategyProblem: problemWith(folder.plugins),
      envFile: options.envFile,
      environment: Deno.env.toObject(),
      commandLine: { ...commandLineSettings(options, Deno.cwd()), ...more },
    });
  const loaded = load();
  const off = watched?.strategiesOff ?? null;
  if (loaded.ok) return ok(withFolder(loaded.value, folder, off));
  if (watched?.hasEverRun !== true || !loaded.error.every(isAboutStrategies)) return loaded;
  const without = load({ STRATEGIES: "" });
  if (!without.ok) return without;
  return ok(withFolder(without.value, folder, off ?? loaded.error.map(mistakeSentence).join("; ")));
}

function isAboutStrategies(mistake: ConfigMistake): boolean {
  const isIt = (key: string) => key === "STRATEGIES" || key.endsWith("_STRATEGIES");
  if (mistake.code === "value_not_allowed") return isIt(mistake.key);
  return mistake.code === "values_conflict" && mistake.keys.every(isIt);
}

function withFolder(
  loaded: LoadedSettings,
  folder: StrategyFolder,
  strategiesOff: string | null,
): RunSettings {
  const complete = withPlugins(loaded, folder.plugins);
  const { settings } = complete;
  return {
    ...complete,
    settings: strategiesOff === null ? settings : withoutStrategies(settings),
    strategyFolder: folder,
    strategiesOff,
    filesNotNamed: notNamed(folder, [
      ...(settings.accounts.length === 0 ? settings.strategies : []),
      ...settings.accounts.flatMap(({ strategies }) => strategies),
    ]),
  };
}

function withoutStrategies(settings: Settings): Settings {
  const accounts = settings.accounts.map((one) => ({ ...one, strategies: [] }));
  return { ...settings, strategies: [], accounts };
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
