/** The settings as documents: the text of `.env.example` and the tables of docs/settings.md. */

import type { Setting } from "../src/config/setting.ts";
import { markdownTable } from "./markdown_table.ts";
import { settingGroups } from "../src/config/settings_table.ts";

interface Group {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

const groups: readonly Group[] = settingGroups;

/** A valid file with every setting at its default. */
export function envExample(): string {
  const head = [
    "# Settings of MT5 Bridge V3. Copy this file to .env in the folder of the program and change what you need;",
    "# everything shown is the default. A # begins a comment at the start of a line or behind a blank.",
    "# A value with blanks and # in it goes in single quotes. Backslashes need no doubling.",
  ];
  const sections = groups.map(({ title, settings }) => [
    "",
    `# --- ${title} ---`,
    ...Object.entries(settings).flatMap(([key, setting]) => [
      `# ${explained(setting)}`,
      `#   allowed: ${setting.kind.allowed}`,
      `${key}=${setting.default}`,
    ]),
  ]);
  return [...head, ...sections.flat(), ""].join("\n");
}

/** One table for each group. */
export function settingsMarkdown(): string {
  const sections = groups.map(({ title, settings }) => {
    const rows = Object.entries(settings).map(([key, setting]) => [
      `\`${key}\``,
      explained(setting),
      code(setting.default),
      setting.kind.allowed,
    ]);
    return `## ${title}\n\n${markdownTable(["key", "meaning", "default", "allowed"], rows)}`;
  });
  return `${sections.join("\n\n")}\n`;
}

function explained({ meaning, unit }: Setting<unknown>): string {
  return unit === undefined ? meaning : `${meaning} (${unit})`;
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
