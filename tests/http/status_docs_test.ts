/** Every field of the status document is described in docs/status.md. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { statusDocument } from "../../src/http/status_document.ts";

/** All property names of a JSON schema, at any depth. */
function propertyNames(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === "properties" ? Object.keys(value) : []),
    ...propertyNames(value),
  ]);
}

Deno.test("docs/status.md names every field of the status document", () => {
  const text = readFileSync(new URL("../../docs/status.md", import.meta.url), "utf8");
  const names = new Set(propertyNames(z.toJSONSchema(statusDocument)));
  assert.ok(names.has("roundTripMs") && names.has("restartHistory"));
  assert.deepEqual([...names].filter((name) => !text.includes(`\`${name}\``)), []);
});
