/**
 * `deno run -A tools/release_notes.ts VERSION NOTE`: prints the section of CHANGELOG.md about that
 * version, and what the file NOTE says about the Expert Advisor, for the release page.
 */

import { readFileSync } from "node:fs";

/** The section without its heading; null when there is none. */
export function chapterOf(changelog: string, version: string): string | null {
  const chapters = changelog.split(/^## /m).slice(1);
  const found = chapters.find((chapter) => /^\[?([^\]\s]+)/.exec(chapter)?.[1] === version);
  return found === undefined ? null : found.slice(found.indexOf("\n")).trim();
}

if (import.meta.main) {
  const [version = "", notePath = ""] = Deno.args;
  const changelog = readFileSync(new URL("../CHANGELOG.md", import.meta.url), "utf8");
  const chapter = chapterOf(changelog, version);
  const text = chapter ?? `CHANGELOG.md has no chapter "## ${version}"`;
  const note = readFileSync(notePath, "utf8").trim();
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n\n${note}\n`));
  Deno.exit(chapter === null ? 1 : 0);
}
