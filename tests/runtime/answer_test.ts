/**
 * The flat result of a request: a reply that is a Result is returned as it is, any other reply
 * becomes the value.
 */

import assert from "node:assert/strict";
import { err, ok, type Result } from "../../src/models/result.ts";
import { type Answer, answerOf } from "../../src/runtime/answer.ts";
import type { AskError } from "../../src/runtime/protocol.ts";

Deno.test("a reply that is a Result is returned as it is", () => {
  const stored: Result<number, { readonly code: "disk_full" }> = ok(1);
  assert.equal(answerOf(stored), stored);
  const failed = err({ code: "disk_full" } as const);
  assert.equal(answerOf(failed), failed);
  assert.deepEqual(answerOf(structuredClone(ok(undefined))), { ok: true, value: undefined });
});

for (
  const reply of [
    null,
    undefined,
    false,
    "ok",
    [ok(1), err("no")],
    { verdict: "refused" },
    { ok: true },
    { ok: "yes", value: 1 },
    { ok: false, value: 1 },
    { ok: true, error: "none" },
  ]
) {
  Deno.test(`a reply that is no Result becomes the value: ${JSON.stringify(reply)}`, () => {
    assert.deepEqual(answerOf<unknown>(reply), { ok: true, value: reply });
  });
}

/** Compiles only when both are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
const flat: {
  ofResult: Same<Answer<Result<number, "full">>, Result<number, "full" | AskError>>;
  ofValue: Same<
    Answer<{ readonly bid: number } | null>,
    Result<{ readonly bid: number } | null, AskError>
  >;
  ofList: Same<
    Answer<readonly Result<null, "full">[]>,
    Result<readonly Result<null, "full">[], AskError>
  >;
  ofBoolean: Same<Answer<boolean>, Result<boolean, AskError>>;
} = { ofResult: true, ofValue: true, ofList: true, ofBoolean: true };

Deno.test("the type of a result is flat as well", () => {
  assert.ok(Object.values(flat).every((isSame) => isSame));
});
