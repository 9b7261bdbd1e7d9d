/**
 * Format, lint rules and types are correct in the whole repository, including files that no test
 * imports.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { repositoryUrl } from "../support/source_tree.ts";

const { tasks } = JSON.parse(readFileSync(new URL("deno.json", repositoryUrl), "utf8"));

/**
 * The folders of `deno task check`, in its order: types that were found correct are remembered for
 * exactly the same command, so that `deno task ok` checks them once.
 */
const [, subcommand, ...folders] = tasks.check.split(" ");

const commands = [
  ["fmt", "--check", "--quiet"],
  ["lint", "--quiet"],
  [subcommand, "--quiet", ...folders],
];

Deno.test("deno task check reads the types of every folder with code", () => {
  assert.equal(subcommand, "check");
  const needed = ["src", "actors", "clients", "tests", "tools", "bench", "docs"];
  assert.deepEqual(needed.filter((folder) => !folders.includes(folder)), []);
});

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
