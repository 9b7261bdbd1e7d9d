/** Every link of the documents has a target: a file that exists and, with a #, a heading in it. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { anchorsOf, linksOf } from "../support/markdown_links.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const index = "docs/README.md";

/** Paths of the documents, with slashes. */
function documents(): string[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path.replaceAll("\\", "/")}`);
  const first = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"];
  return [...first, "bench/README.md", ...inDocs];
}

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** GitHub resolves them to the releases of the repository in which the page is shown. */
const releasesPages = ["README.md ../../releases", "docs/deploy.md ../../../releases/latest"];

/** What is wrong with a link of a document; null when it has a target. */
function problemOf(link: string, path: string): string | null {
  if (link.includes("://") || releasesPages.includes(`${path} ${link}`)) return null;
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? path : relative(root, resolve(root, dirname(path), file));
  if (!existsSync(join(root, target))) return `${link}: no such file`;
  if (anchor === undefined || anchorsOf(read(target)).has(anchor)) return null;
  return `${link}: no such heading`;
}

for (const path of documents()) {
  Deno.test(`links of ${path} have a target`, () => {
    const problems = linksOf(read(path)).map((link) => problemOf(link, path));
    assert.deepEqual(problems.filter((problem) => problem !== null), []);
  });
}

Deno.test("a link to a missing file or heading is found", () => {
  assert.match(problemOf("docs/missing.md", "README.md") ?? "", /no such file/);
  assert.match(problemOf("docs/README.md#missing", "README.md") ?? "", /no such heading/);
  assert.match(problemOf("#missing", "README.md") ?? "", /no such heading/);
});

Deno.test(`${index} links every page`, () => {
  const linked = linksOf(read(index))
    .map((link) => relative(root, resolve(root, "docs", link)).replaceAll("\\", "/"));
  // The decision records have a separate index.
  const pages = documents()
    .filter((path) => path.startsWith("docs/") && !/\/decisions\/\d/.test(path) && path !== index);
  assert.deepEqual(pages.filter((page) => !linked.includes(page)), []);
});
