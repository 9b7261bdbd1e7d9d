/**
 * Writes the generated documents: `.env.example`, the types for strategies, the types and calls of
 * the client libraries, and the tables of pages in `docs` between their marks. `deno task docs`
 * writes them; a test fails when they are outdated.
 */

import { commandsMarkdown } from "./commands_markdown.ts";
import { exitCodesMarkdown } from "./exit_codes_markdown.ts";
import { figuresMarkdown } from "./figures_markdown.ts";
import { indicatorsMarkdown } from "./indicators_markdown.ts";
import { envExample, settingsMarkdown } from "./settings_documents.ts";
import { strategiesMarkdown } from "./strategies_markdown.ts";
import { pythonCalls, pythonTypes } from "./api_clients/python_text.ts";
import { typescriptCalls, typescriptTypes } from "./api_clients/typescript_text.ts";
import { strategyTypes } from "./strategy_types.ts";
import { supervisionTreeMarkdown } from "./supervision_tree_markdown.ts";

const root = new URL("../", import.meta.url);

export interface GeneratedDocument {
  readonly path: string;
  readonly url: URL;
  readonly isStale: boolean;
  readonly text: string;
}

/** Files that are generated as a whole. */
const files: Readonly<Record<string, () => string>> = {
  ".env.example": envExample,
  "src/setup/strategy_folder/mt5-bridge.d.ts.txt": strategyTypes,
  "clients/typescript/schemas.ts": typescriptTypes,
  "clients/typescript/calls.ts": typescriptCalls,
  "clients/python/mt5_bridge_client/schemas.py": pythonTypes,
  "clients/python/mt5_bridge_client/calls.py": pythonCalls,
};

/** The tables of each page, by their marks. */
const pages: Readonly<Record<string, Readonly<Record<string, () => string>>>> = {
  "docs/settings.md": { settings: settingsMarkdown },
  "docs/strategies.md": { strategies: strategiesMarkdown },
  "docs/indicators.md": { indicators: indicatorsMarkdown },
  "docs/reports.md": { figures: figuresMarkdown },
  "docs/commands.md": { commands: commandsMarkdown, "exit-codes": exitCodesMarkdown },
  "docs/architecture.md": { "supervision-tree": supervisionTreeMarkdown },
};

/** All generated documents as they should be, with their current text. */
export async function generatedDocuments(): Promise<GeneratedDocument[]> {
  const filled = Object.entries(pages).map(async ([path, tables]) => {
    const present = await textOf(path);
    return document({ path, present, text: withTables({ path, present }, tables) });
  });
  const whole = Object.entries(files).map(async ([path, made]) =>
    document({ path, present: await textOf(path), text: made() })
  );
  return await Promise.all([...whole, ...filled]);
}

interface Page {
  readonly path: string;
  readonly present: string;
}

/** With the repository's line ends; empty when the file does not exist yet. */
async function textOf(path: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(path, root)).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  return text.replaceAll("\r\n", "\n");
}

function document({ path, present, text }: Page & { readonly text: string }): GeneratedDocument {
  return { path, url: new URL(path, root), text, isStale: present !== text };
}

/** Replaces the text between each `<!-- mark: generated -->` and `<!-- mark: end -->`. */
function withTables(
  { path, present }: Page,
  tables: Readonly<Record<string, () => string>>,
): string {
  return Object.entries(tables).reduce((text, [mark, table]) => {
    const [begin, end] = [`<!-- ${mark}: generated -->\n`, `<!-- ${mark}: end -->`];
    const [before, behind] = text.split(begin);
    const after = behind?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`${path} lacks ${begin}`);
    const unformatted =
      `<!-- deno-fmt-ignore-start -->\n\n${table()}\n<!-- deno-fmt-ignore-end -->`;
    return `${before}${begin}${unformatted}\n${end}${after}`;
  }, present);
}

if (import.meta.main) {
  for (const { path, url, text, isStale } of await generatedDocuments()) {
    if (isStale) await Deno.writeTextFile(url, text);
    await Deno.stdout.write(
      new TextEncoder().encode(`${path}: ${isStale ? "written" : "fresh"}\n`),
    );
  }
}
