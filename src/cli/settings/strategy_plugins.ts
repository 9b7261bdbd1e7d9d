/**
 * The trader's own strategies: the files in the folder `strategies` next to the `.env` that is
 * read.
 */

import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { LoadedSettings } from "../../config/mod.ts";
import type { StrategyProblem } from "../../config/cross_checks.ts";
import { everyFile, type Result, type StrategySetting } from "../../models/mod.ts";
import { pluginSource } from "../../strategy/files/plugin_source.ts";
import { fileOf } from "../../strategy/files/plugin_strategy.ts";
import { withoutHidden } from "../../strategy/strategy_error.ts";
import { builtInStrategies, strategyProblem } from "../../strategy/strategies/registry.ts";

/** One file; the file name without extension is the name of the strategy. */
export interface StrategyPlugin {
  readonly name: string;
  /** Its text, or why it cannot be read, as a sentence that begins with "it". */
  readonly source: Result<string, string>;
}

/** Where files were looked for, and what was found. */
export interface StrategyFolder {
  readonly path: string;
  readonly exists: boolean;
  readonly plugins: readonly StrategyPlugin[];
  /** Names of scripts that are not taken, because they are named otherwise. */
  readonly notTaken: readonly string[];
}

const pluginFile = /^([a-z][a-z0-9_]{0,63})\.ts$/;

/** Whoever puts such a file there expects it to run. A `.d.ts` has types for an editor only. */
const script = /(?<!\.d)\.[cm]?[jt]sx?$/i;

/** The name of the strategy; null when the file is not taken. */
export function pluginName(file: string): string | null {
  const name = pluginFile.exec(file)?.[1] ?? null;
  return builtInStrategies.some((one) => one.name === name) ? null : name;
}

/** `envFile` as it was given; null when `.env` in the folder of the program is read. */
export function strategyFolder(homeDir: string, envFile: string | null): StrategyFolder {
  const path = join(envFile === null ? homeDir : dirname(resolve(envFile)), "strategies");
  if (!existsSync(path) || !statSync(path).isDirectory()) {
    return { path, exists: false, plugins: [], notTaken: [] };
  }
  const files = readdirSync(path).sort();
  const plugins = files.flatMap((file) => {
    const name = pluginName(file);
    return name === null ? [] : [{ name, source: pluginSource(join(path, file), name) }];
  });
  const notTaken = files.filter((file) => script.test(file) && pluginName(file) === null)
    .map(withoutHidden);
  return { path, exists: true, plugins, notTaken };
}

/** Checks built-in strategies only: whether a plug-in can run shows when a runner loads it. */
export function problemWith(plugins: readonly StrategyPlugin[]): StrategyProblem {
  const files = plugins.map(({ name }) => fileOf(name)).join(", ");
  return (choice) => {
    if (choice.name === everyFile || plugins.some(({ name }) => name === choice.name)) return null;
    const problem = strategyProblem(choice);
    const isKnown = builtInStrategies.some(({ name }) => name === choice.name);
    return problem === null || isKnown || files === "" ? problem : `${problem}, ${files}`;
  };
}

/** Gives the chosen plug-ins their text; `*` becomes all that are not named otherwise. */
export function withPlugins(
  loaded: LoadedSettings,
  plugins: readonly StrategyPlugin[],
): LoadedSettings {
  const { settings } = loaded;
  const accounts = settings.accounts.map((one) => ({
    ...one,
    strategies: completed(one.strategies, plugins),
  }));
  const strategies = completed(settings.strategies, plugins);
  return { ...loaded, settings: { ...settings, strategies, accounts } };
}

function completed(
  chosen: readonly StrategySetting[],
  plugins: readonly StrategyPlugin[],
): readonly StrategySetting[] {
  const parts = new Map(plugins.map(({ name, source }) => [
    name,
    source.ok ? { source: source.value } : { problem: source.error },
  ]));
  const others = plugins.map(({ name }) => ({ name, parameters: {} }))
    .filter(({ name }) => !chosen.some((choice) => choice.name === name));
  return chosen
    .flatMap((choice) => choice.name === everyFile ? others : [choice])
    .map((choice) => ({ ...choice, ...parts.get(choice.name) }));
}

/** The files that do not run, because STRATEGIES does not name them. */
export function notNamed(
  { plugins }: StrategyFolder,
  strategies: readonly StrategySetting[],
): readonly string[] {
  return plugins.map(({ name }) => name)
    .filter((name) => !strategies.some((choice) => choice.name === name));
}
