/** What the test command installs, where, and its report of skipped tests. */

import assert from "node:assert/strict";
import { type Need, needs, packagesToInstall, skipLines } from "../../tools/test_needs.ts";

function need(isPresent: boolean, ...aptPackages: string[]): Need {
  return { title: "a thing", isPresent: () => isPresent, aptPackages, remedy: "get it" };
}

const table = [need(true, "here"), need(false, "g++", "make"), need(false, "make"), need(false)];

const hosts: readonly [debian: boolean, root: boolean, packages: readonly string[]][] = [
  [true, true, ["g++", "make"]],
  [true, false, []],
  [false, true, []],
  [false, false, []],
];

for (const [debian, root, packages] of hosts) {
  Deno.test(`packages to install with debian=${debian}, root=${root}`, () => {
    assert.deepEqual(packagesToInstall(table, { debian, root }), packages);
  });
}

Deno.test("one line for each missing thing, with its tests counted and how to get it", () => {
  const { title, remedy } = needs.market_data;
  assert.deepEqual(skipLines("market_data\nmarket_data\n"), [
    `skipped 2 tests without ${title}: ${remedy}`,
  ]);
  assert.deepEqual(skipLines("market_data\n"), [`skipped 1 test without ${title}: ${remedy}`]);
  assert.deepEqual(skipLines("\nnonsense\n"), []);
});
