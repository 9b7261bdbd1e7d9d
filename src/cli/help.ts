/** The text of `help`. */

import { commands, type OptionName, optionOf, options } from "./command_table.ts";
import { wrapped } from "./wrapped_text.ts";
import { type ExitCode, exitCodes } from "./exit_codes.ts";

export function helpLines(): string[] {
  const optionNames = Object.keys(options) as OptionName[];
  const columnWidth = Math.max(...optionNames.map((name) => optionTitle(name).length)) + 2;
  const row = (title: string, meaning: string) =>
    wrapped(`  ${title.padEnd(columnWidth)}`, meaning);
  const exitCodeList: readonly ExitCode[] = Object.values(exitCodes);
  return [
    "MT5 Bridge V3: prices, account and signals of MetaTrader 5.",
    "",
    "Usage: mt5-bridge [command] [options]",
    "",
    "Commands",
    ...Object.entries(commands).flatMap(([name, meaning]) => row(name, meaning)),
    "",
    "Options",
    ...optionNames.flatMap((name) => row(optionTitle(name), optionMeaning(name))),
    "",
    "Exit codes",
    ...exitCodeList.flatMap(({ code, meaning }) => row(String(code), meaning)),
    "",
    "Settings are read from the file .env in the folder of the program; environment",
    "variables win over it. docs/settings.md lists them all.",
  ];
}

function optionTitle(name: OptionName): string {
  const { value } = optionOf(name);
  return value === null ? `--${name}` : `--${name} ${value}`;
}

function optionMeaning(name: OptionName): string {
  const takers = optionOf(name).commands;
  return takers.length === 1 ? `${optionOf(name).meaning} (${takers[0]})` : optionOf(name).meaning;
}
