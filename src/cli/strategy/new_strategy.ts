/** `new-strategy NAME`: an example in the folder `strategies`, with what an editor needs. */

import { join } from "node:path";
import type { ExitReason } from "../process/exit_codes.ts";
import { takenNames } from "../settings/ignored_files.ts";
import { homeFolder } from "../settings/load_run_settings.ts";
import type { NewStrategyOptions } from "../arguments/strategy_arguments.ts";
import { layOutStrategies } from "../settings/strategy_files.ts";
import { pluginName, strategyFolder } from "../settings/strategy_plugins.ts";

export function newStrategy(
  { name, envFile }: NewStrategyOptions,
  say: (lines: readonly string[]) => void,
): ExitReason {
  const strategy = name.replace(/\.ts$/, "");
  if (pluginName(`${strategy}.ts`) === null) {
    say([`${strategy} cannot be the name of a strategy. ${takenNames}.`]);
    return "set_up_failed";
  }
  const { path } = strategyFolder(homeFolder(), envFile);
  const written = layOutStrategies(path, strategy);
  if (!written.ok) {
    say([`${written.error}.`]);
    return "set_up_failed";
  }
  say([
    ...written.value.map((file) => `Created ${join(path, file)}`),
    "",
    `${strategy} is an example that works. Change it, then try it:`,
    `  mt5-bridge check-strategy ${join(path, `${strategy}.ts`)}`,
    `It runs once STRATEGIES in .env names it.`,
  ]);
  return "ok";
}
