/**
 * `src/mod.ts`: every export is documented, the examples need nothing else, and its types are
 * correct.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Actors } from "../../actors/actor_map.ts";
import type { BridgeActors } from "../../actors/bridge_actors.ts";
import * as entrance from "../../src/mod.ts";
import { libraryNames } from "../../src/strategy/realm/realm_program.ts";
import { projectImports, repositoryUrl, sourceFiles } from "../support/source_tree.ts";

Deno.test("the public module is fully documented", async () => {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "src/mod.ts"],
    cwd: fileURLToPath(repositoryUrl),
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});

Deno.test("the examples import only the public module", () => {
  const examples = sourceFiles(["docs"]);
  const paths = examples.map(({ path }) => path);
  const targets = examples.flatMap(projectImports).map(({ to }) => to);
  assert.deepEqual([...new Set(targets.filter((to) => !paths.includes(to)))], ["src/mod.ts"]);
});

Deno.test("what a trader's file can import is also exported for editors and programs of one's own", () => {
  assert.deepEqual(libraryNames.filter((name) => !(name in entrance)), []);
});

/** The requests whose types are exactly those of the actor. */
type Truthful<Name extends keyof BridgeActors> = {
  [Q in keyof BridgeActors[Name]["ask"]]: Q extends keyof Actors[Name]["ask"]
    ? Actors[Name]["ask"][Q] extends BridgeActors[Name]["ask"][Q] ? true : never
    : never;
};

Deno.test("the actors handle the requests that extensions may send", () => {
  const truth: { [Name in keyof BridgeActors]: Truthful<Name> } = {
    database: { bars_page: true },
    price: { quotes: true },
    trade: { accounts: true, place_order: true },
  };
  assert.deepEqual(Object.keys(truth).sort(), ["database", "price", "trade"]);
});
