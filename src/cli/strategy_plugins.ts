/** The trader's own strategies: the files in the folder `strategies` next to the program. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedSettings } from "../config/mod.ts";
import type { StrategyProblem } from "../config/cross_checks.ts";
import { builtInStrategies, strategyProblem } from "../strategy/registry.ts";

/** One file; the file name without extension is the name of the strategy. */
export interface StrategyPlugin {
  readonly name: string;
  readonly source: string;
}

const pluginFile = /^([a-z][a-z0-9_]{0,63})\.ts$/;

/** Sorted by name. A plug-in with the name of a built-in strategy is ignored. */
export function strategyPlugins(homeDir: string): StrategyPlugin[] {
  const folder = join(homeDir, "strategies");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().flatMap((file) => {
    const name = pluginFile.exec(file)?.[1];
    if (name === undefined || builtInStrategies.some((one) => one.name === name)) return [];
    return [{ name, source: readFileSync(join(folder, file), "utf8") }];
  });
}

/** Checks built-in strategies only: whether a plug-in can run shows when a runner loads it. */
export function problemWith(plugins: readonly StrategyPlugin[]): StrategyProblem {
  return (choice) =>
    plugins.some(({ name }) => name === choice.name) ? null : strategyProblem(choice);
}

/** Adds the plug-ins to the settings: all of them run, with the parameters in STRATEGIES. */
export function withPlugins(
  loaded: LoadedSettings,
  plugins: readonly StrategyPlugin[],
): LoadedSettings {
  const { settings } = loaded;
  const sources = new Map(plugins.map(({ name, source }) => [name, source]));
  const chosen = settings.strategies.map((choice) => {
    const source = sources.get(choice.name);
    return source === undefined ? choice : { ...choice, source };
  });
  const others = plugins.filter(({ name }) => !chosen.some((choice) => choice.name === name))
    .map((plugin) => ({ ...plugin, parameters: {} }));
  return { ...loaded, settings: { ...settings, strategies: [...chosen, ...others] } };
}
