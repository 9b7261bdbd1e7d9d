/** A name that two files export means the same in both, or one of them has another name. */

import assert from "node:assert/strict";
import { sourceFiles } from "../support/source_tree.ts";

/** Names that several files export, and why. */
const exceptions: Readonly<Record<string, string>> = {
  supervised: "each actor exports its place in the supervision tree",
  venueTimeoutMs: "each actor has deadlines of its own",
  brokerMs: "the schema of a field is called like the field and the function that makes it",
  zScore: "statisticians call both so: an indicator's distance, and a report's runs of wins",
  risk: "settings, and the page's state, are grouped by concern",
};

const exported = /^export (?:async )?(?:function\*?|const|class|interface|type|enum) (\w+)/gm;

const places = Map.groupBy(
  sourceFiles(["src", "actors"]).flatMap(({ path, text }) =>
    [...new Set(Array.from(text.matchAll(exported), ([, name]) => name!))]
      .map((name) => ({ name, path }))
  ),
  ({ name }) => name,
);

const repeated = [...places].filter(([, found]) => found.length > 1);

Deno.test("an exported name stands in one file", () => {
  const wrong = repeated.filter(([name]) => !(name in exceptions))
    .map(([name, found]) => `${name}: ${found.map(({ path }) => path).join(", ")}`);
  assert.deepEqual(wrong, []);
});

Deno.test("every exception for an exported name is still needed", () => {
  const names = repeated.map(([name]) => name);
  assert.deepEqual(Object.keys(exceptions).filter((name) => !names.includes(name)), []);
});
