/**
 * The Expert Advisor's names, limits and return codes are those of their sources, and it handles
 * every verb.
 */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { callKeys, verbs } from "../../src/mt5/call_schemas.ts";
import { generatedHeaders } from "../../tools/generate_protocol.ts";

const folder = new URL("../../mql5/Include/MT5Bridge/", import.meta.url);

function source(name: string): string {
  return readFileSync(new URL(name, folder), "utf8").replaceAll("\r\n", "\n");
}

for (const [name, text] of Object.entries(generatedHeaders)) {
  Deno.test(`${name} is fresh (deno run -A tools/generate_protocol.ts writes it)`, () => {
    assert.equal(source(name), text);
  });
}

Deno.test("every verb has its handler in the Expert Advisor", () => {
  const calls = source("Calls.mqh");
  const missing = verbs.filter((verb) => !calls.includes(`WIRE_VERB_${verb.toUpperCase()}`));
  assert.deepEqual(missing, []);
});

Deno.test("every key of a call is read by the Expert Advisor", () => {
  const files = readdirSync(folder).filter((name) => name !== "Protocol.mqh");
  const sources = files.map(source).join("\n");
  const keys = new Set(verbs.flatMap(callKeys));
  const names = [...keys].map((key) =>
    `WIRE_KEY_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
  );
  assert.deepEqual(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(sources)), []);
});
