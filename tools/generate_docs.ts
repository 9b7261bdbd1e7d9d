/**
 * Writes the generated documents: `.env.example` and the tables of the README between their marks.
 * `deno task docs` writes them; a test fails while they are stale.
 */

import { commandsMarkdown } from "./commands_markdown.ts";
import { exitCodesMarkdown } from "./exit_codes_markdown.ts";
import { strategiesMarkdown } from "./strategies_markdown.ts";
import { envExample, settingsMarkdown } from "./settings_documents.ts";

const root = new URL("../", import.meta.url);

export interface GeneratedDocument {
  readonly path: string;
  readonly url: URL;
  readonly isStale: boolean;
  readonly text: string;
}

/** All generated documents as they should be, compared with what is there. */
export async function generatedDocuments(): Promise<GeneratedDocument[]> {
  const readme = await Deno.readTextFile(new URL("README.md", root));
  const tables = {
    settings: settingsMarkdown(),
    strategies: strategiesMarkdown(),
    commands: commandsMarkdown(),
    "exit-codes": exitCodesMarkdown(),
  };
  const filled = Object.entries(tables).reduce(
    (text, [mark, table]) => withTable(text, { mark, table }),
    readme,
  );
  return await Promise.all([
    document(".env.example", envExample()),
    document("README.md", filled),
  ]);
}

async function document(path: string, text: string): Promise<GeneratedDocument> {
  const url = new URL(path, root);
  const present = await Deno.readTextFile(url).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  return { path, url, text, isStale: present.replaceAll("\r\n", "\n") !== text };
}

/** Replaces what stands between `<!-- mark: generated -->` and `<!-- mark: end -->`. */
function withTable(text: string, { mark, table }: { mark: string; table: string }): string {
  const [begin, end] = [`<!-- ${mark}: generated -->\n`, `<!-- ${mark}: end -->`];
  const [before, behind] = text.replaceAll("\r\n", "\n").split(begin);
  const after = behind?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks ${begin}`);
  const unformatted = `<!-- deno-fmt-ignore-start -->\n\n${table}\n<!-- deno-fmt-ignore-end -->`;
  return `${before}${begin}${unformatted}\n${end}${after}`;
}

if (import.meta.main) {
  for (const { path, url, text, isStale } of await generatedDocuments()) {
    if (isStale) await Deno.writeTextFile(url, text);
    await Deno.stdout.write(
      new TextEncoder().encode(`${path}: ${isStale ? "written" : "fresh"}\n`),
    );
  }
}
