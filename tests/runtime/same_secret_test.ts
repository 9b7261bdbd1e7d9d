/** Secrets are compared in a time that does not depend on how much of them matches. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { isSameSecret } from "../../src/runtime/same_secret.ts";
import { eventually } from "../support/eventually.ts";

Deno.test("only an equal secret is accepted", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (given, expected) => {
      assert.equal(isSameSecret(given, expected), given === expected);
      assert.ok(isSameSecret(expected, expected));
    }),
    { seed: 20_261_129 },
  );
});

/** Long, so that a comparison that stops at the first difference is many times faster. */
const length = 100_000;
const expected = "s".repeat(length);
const samples = 1_000;

/** Guesses that differ at the first character, in the middle and at the last. */
const guesses = [0, length / 2, length - 1].map((at) =>
  `${expected.slice(0, at)}x${expected.slice(at + 1)}`
);

/** A new text each time, because the engine remembers what it found out about one. */
function copyOf(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}

/** The median times of the guesses: the longest as a multiple of the shortest. */
function spread(): number {
  const times = guesses.map(() => [] as number[]);
  const [first, middle, last] = guesses.map(copyOf);
  const texts = [first!, middle!, last!];
  for (let sample = 0; sample < samples; sample += 1) {
    for (const [at, text] of texts.entries()) {
      const startMs = performance.now();
      const isSame = isSameSecret(text, expected);
      times[at]!.push(performance.now() - startMs);
      assert.equal(isSame, false);
    }
  }
  const medians = times.map((all) => all.sort((a, b) => a - b)[samples / 2]!);
  return Math.max(...medians) / Math.min(...medians);
}

Deno.test("a guess that is right up to its last character takes no longer than another", async () => {
  // A comparison that stops at the first difference is never near it, however quiet the machine.
  await eventually(() => spread() < 1.5, { what: "the same time for each guess" });
});
