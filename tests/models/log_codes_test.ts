/** The list of events is in the order that its header says, so that a code is found. */

import assert from "node:assert/strict";
import { logSentences } from "../../src/models/log_codes.ts";

const url = new URL("../../src/models/log_codes.ts", import.meta.url);
const [, list = ""] = Deno.readTextFileSync(url).split("logSentences = {\n");
const [, ...sections] = list.split(/^ {2}\/\/ /m);

function sorted(names: readonly string[]): string[] {
  return [...names].sort((a, b) => a < b ? -1 : 1);
}

Deno.test("the events that are logged are sorted by concern, then by code", () => {
  const concerns = sections.map((section) => section.split("\n")[0]!);
  assert.deepEqual(concerns, sorted(concerns));
  for (const section of sections) {
    const codes = Array.from(section.matchAll(/^ {2}(\w+):/gm), ([, code]) => code!);
    assert.ok(codes.length > 0);
    assert.deepEqual(codes, sorted(codes));
  }
  assert.equal(
    sections.join("").match(/^ {2}\w+:/gm)?.length,
    Object.keys(logSentences).length,
    "every code is in a section",
  );
});
