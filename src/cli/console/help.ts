/** The text of `help`, of the whole program or of one command. */

import {
  type CommandName,
  commands,
  type OptionName,
  optionOf,
  options,
} from "../arguments/command_table.ts";
import { wrapped } from "./wrapped_text.ts";
import { type ExitCode, exitCodes } from "../process/exit_codes.ts";

const allOptions = Object.keys(options) as readonly OptionName[];

/** `command` null: everything. */
export function helpLines(command: CommandName | null): string[] {
  return command === null ? programHelp() : commandHelp(command);
}

function programHelp(): string[] {
  const row = rowOf(allOptions);
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
    ...allOptions.flatMap((name) => row(optionTitle(name), optionMeaning(name))),
    "",
    "Exit codes",
    ...exitCodeList.flatMap(({ code, meaning }) => row(String(code), meaning)),
    "",
    "For one command: mt5-bridge help demo",
    "Settings are read from the file .env in the folder of the program; environment",
    "variables take precedence. docs/settings.md lists them all.",
  ];
}

const commandArguments: Partial<Readonly<Record<CommandName, string>>> = {
  autostart: " [on|off|status]",
  backtest: " STRATEGY",
  "check-strategy": " FILE",
  help: " [command]",
  history: " list|check|fetch|import|export|remove",
  mirror: " check",
  "new-strategy": " NAME",
  report: " FILE",
};

function commandHelp(command: CommandName): string[] {
  const own = allOptions.filter((name) => optionOf(name).commands.includes(command));
  const row = rowOf(own);
  return [
    `Usage: mt5-bridge ${command}${commandArguments[command] ?? ""} [options]`,
    "",
    ...wrapped("", commands[command]),
    "",
    "Options",
    ...own.flatMap((name) => row(optionTitle(name), optionOf(name).meaning)),
  ];
}

/** Makes rows whose second column begins after the longest of these options. */
function rowOf(names: readonly OptionName[]): (title: string, meaning: string) => string[] {
  const columnWidth = Math.max(...names.map((name) => optionTitle(name).length)) + 2;
  return (title, meaning) => wrapped(`  ${title.padEnd(columnWidth)}`, meaning);
}

function optionTitle(name: OptionName): string {
  const { value } = optionOf(name);
  return value === null ? `--${name}` : `--${name} ${value}`;
}

function optionMeaning(name: OptionName): string {
  const takers = optionOf(name).commands;
  return takers.length === 1 ? `${optionOf(name).meaning} (${takers[0]})` : optionOf(name).meaning;
}
