/** Every relative link of the documents leads to a file that exists. */

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

function documents(): string[] {
  const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path));
  return ["README.md", "CHANGELOG.md", "bench/README.md", ...inDocs];
}

for (const path of documents()) {
  Deno.test(`links of ${path.replaceAll("\\", "/")} lead somewhere`, () => {
    const text = readFileSync(join(root, path), "utf8");
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1]!);
    const broken = links.filter((link) =>
      !link.includes("://") && !existsSync(resolve(root, dirname(path), link))
    );
    assert.deepEqual(broken, []);
  });
}
