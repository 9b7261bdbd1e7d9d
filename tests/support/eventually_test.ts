/** Waiting for conditions: prompt when they become true, a clear failure when they do not. */

import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";

Deno.test("eventually returns the first value that counts, including zero and the empty string", async () => {
  const answers = [null, undefined, false, 0];
  assert.equal(await eventually(() => answers.shift()), 0);
  assert.equal(answers.length, 0);
});

Deno.test("eventually retries after a throw", async () => {
  let asked = 0;
  await eventually(() => {
    asked += 1;
    assert.equal(asked, 3);
    return true;
  });
  assert.equal(asked, 3);
});

Deno.test("eventually names the condition that failed, with the last error as its cause", async () => {
  const cause = new Error("still closed");
  await assert.rejects(
    eventually(() => Promise.reject(cause), { withinMs: 20, what: "the open port" }),
    { message: "the open port did not come true within 20 ms", cause },
  );
});
