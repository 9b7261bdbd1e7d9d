/** The commands and their options as the tables of docs/commands.md. */

import {
  type CommandName,
  commands,
  type OptionName,
  optionOf,
  options,
} from "../src/cli/arguments/command_table.ts";
import { markdownTable } from "./markdown_table.ts";

export function commandsMarkdown(): string {
  const commandRows = Object.entries(commands).map(([name, meaning]) => [`\`${name}\``, meaning]);
  const optionRows = (Object.keys(options) as OptionName[]).map((name) => {
    const { value, meaning, commands: takers } = optionOf(name);
    return [`\`--${name}${value === null ? "" : ` ${value}`}\``, meaning, takersText(takers)];
  });
  return [
    markdownTable(["command", "what it does"], commandRows),
    "",
    markdownTable(["option", "what it does", "of"], optionRows),
    "",
  ].join("\n");
}

function takersText(takers: readonly CommandName[]): string {
  const isForAll = takers.length === Object.keys(commands).length;
  return isForAll ? "all" : takers.map((name) => `\`${name}\``).join(", ");
}
