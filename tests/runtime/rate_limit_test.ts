/** How often something may happen. */

import assert from "node:assert/strict";
import { RateLimit } from "../../src/runtime/rate_limit.ts";

Deno.test("a rate limit grows back with time, up to its burst", () => {
  const limit = new RateLimit({ burst: 2, perSecond: 0.5 });
  assert.deepEqual([0, 0, 0, 1_999, 2_000].map((nowMs) => limit.take(nowMs)), [
    true,
    true,
    false,
    false,
    true,
  ]);
  const later = [100_000, 100_000, 100_000].map((nowMs) => limit.take(nowMs));
  assert.deepEqual(later, [true, true, false]);
});
