/** The comparison of growths finds what is kept, and lets pass what is only used. */

import assert from "node:assert/strict";
import { assertKeepsNothing, repeated } from "./memory_growth.ts";

const bytes = 64 * 1024 * 1024;

/** Touched, because memory that nobody wrote to does not count. */
const used = (times = 1) => new Uint8Array(times * bytes).fill(1);

Deno.test("memory that is kept is found, in one piece or in many", async () => {
  for (const what of ["pieces", "piece"]) {
    const kept: Uint8Array[] = [];
    const round = () => Promise.resolve(void kept.push(used()));
    const work = what === "pieces" ? repeated(round) : (times: number) => {
      kept.push(used(times));
    };
    await assert.rejects(
      async () => await assertKeepsNothing({ what, bytes, work }),
      /^AssertionError.*: pieces?: 4 times 67108864 bytes grew by/,
    );
    assert.equal(kept.reduce((sum, one) => sum + one.length, 0), 6 * bytes);
  }
});

Deno.test("memory that is given back passes", async () => {
  let sum = 0;
  const work = repeated(() => Promise.resolve(void (sum += used().length)));
  await assertKeepsNothing({ what: "a sum", bytes, work });
  assert.equal(sum, 6 * bytes);
});
