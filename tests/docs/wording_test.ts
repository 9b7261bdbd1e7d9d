/** Documents, comments and sentences use the words that a native-speaking trader would use. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { mql5Files, repositoryUrl, sourceFiles } from "../support/source_tree.ts";
import { listedPhrasesIn } from "../support/wording.ts";

const docs = readdirSync(new URL("docs/", repositoryUrl), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name.replaceAll("\\", "/")}`);
const clients = ["clients/typescript/README.md", "clients/python/README.md"];
const pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ...docs, ...clients]
  .map((path) => ({ path, text: readFileSync(new URL(path, repositoryUrl), "utf8") }));

Deno.test("wording: documents", () => {
  assert.deepEqual(pages.flatMap(listedPhrasesIn), []);
});

Deno.test("wording: comments and sentences of the sources", () => {
  const sources = [...sourceFiles(["src", "actors", "clients", "tools", "bench"]), ...mql5Files()];
  assert.deepEqual(sources.flatMap(listedPhrasesIn), []);
});

const wrapped: readonly (readonly [what: string, path: string, text: string])[] = [
  ["a page", "docs/risk.md", "the halt is ended by\nhand. When"],
  ["a comment", "src/a.ts", "/**\n * It is ended by\n * hand.\n */\n"],
  ["a line comment", "src/a.ts", "// It is ended by\n// hand.\n"],
  ["a sentence in two pieces", "src/a.ts", 'const a = "ended by " +\n  "hand";\n'],
];
for (const [what, path, text] of wrapped) {
  Deno.test(`wording bites where a phrase wraps: ${what}`, () => {
    assert.equal(listedPhrasesIn({ path, text }).length, 1);
  });
}

Deno.test("wording leaves names alone", () => {
  const text = "`ends` is `next_day` or `by hand`, handed on";
  assert.deepEqual(listedPhrasesIn({ path: "docs/store.md", text }), []);
});
