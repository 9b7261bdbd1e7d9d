/** A secret is only shown when it is explicitly revealed. */

import assert from "node:assert/strict";
import { format, inspect } from "node:util";
import { Secret } from "../../src/config/secret.ts";

const secret = new Secret("hunter2");

const printings: Record<string, () => string> = {
  "String()": () => String(secret),
  "a template": () => `${secret}`,
  "JSON.stringify()": () => JSON.stringify({ secret }),
  "Deno.inspect()": () => Deno.inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
  "node:util inspect()": () => inspect({ deep: [secret] }, { showHidden: true, depth: 9 }),
  "node:util format()": () => format("%s %j %o", secret, secret, secret),
  "Object.entries()": () => JSON.stringify(Object.entries(secret)),
  "structuredClone()": () => Deno.inspect(structuredClone({ ...secret })),
};
for (const [name, print] of Object.entries(printings)) {
  Deno.test(`Secret does not show its value to ${name}`, () => {
    assert.ok(!print().includes("hunter2"), print());
  });
}

Deno.test("Secret returns its value only from reveal()", () => {
  assert.equal(secret.reveal(), "hunter2");
  assert.equal(new Secret("").isEmpty, true);
  assert.equal(secret.isEmpty, false);
});
