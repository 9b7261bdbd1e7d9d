/**
 * Format, lint rules and types are correct in the whole repository, including files that no test
 * imports.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { repositoryUrl } from "../support/source_tree.ts";

const folders = ["src", "actors", "clients", "tests", "tools", "bench"]
  .filter((folder) => existsSync(new URL(folder, repositoryUrl)));

const commands = [
  ["fmt", "--check", "--quiet"],
  ["lint", "--quiet"],
  ["check", "--quiet", ...folders],
];

for (const args of commands) {
  Deno.test(`deno ${args[0]} finds nothing`, async () => {
    const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: repositoryUrl,
      env: { NO_COLOR: "1" },
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.equal(code, 0, said);
  });
}
