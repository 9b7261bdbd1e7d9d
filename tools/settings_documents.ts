/** The settings as documents: the text of `.env.example` and the tables of docs/settings.md. */

import type { Setting } from "../src/config/setting.ts";
import { markdownTable } from "./markdown_table.ts";
import { settingGroups } from "../src/config/settings_table.ts";

interface Group {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting<unknown>>>;
}

const maxColumns = 100;

const groups: readonly Group[] = settingGroups;

/** A valid file with every setting at its default. */
export function envExample(): string {
  const head = comment(
    "# ",
    "Settings of MT5 Bridge V3. Copy this file to .env in the program's folder and change what you " +
      "need; everything shown is the default. A # begins a comment at the start of a line or after " +
      "a space. Put a value that contains spaces or # in single quotes. Do not double backslashes.",
  );
  const sections = groups.map(({ title, settings }) => [
    "",
    `# --- ${title} ---`,
    ...Object.entries(settings).flatMap(([key, setting]) => [
      ...comment("# ", explained(setting)),
      ...comment("#   ", `allowed: ${setting.kind.allowed}`),
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
  if (unit === undefined) return meaning;
  // One pair of brackets, also after an example.
  return meaning.endsWith(")") ? `${meaning.slice(0, -1)}; ${unit})` : `${meaning} (${unit})`;
}

/** Lines of at most 100 columns, each of which begins with the mark. */
function comment(mark: string, text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const isFull = last === undefined || `${mark}${last} ${word}`.length > maxColumns;
    if (isFull) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => mark + line);
}

function code(text: string): string {
  return text === "" ? "" : `\`${text}\``;
}
