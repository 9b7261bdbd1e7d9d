/** Money of the fast account where a double could round the wrong way. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  averageMilli,
  surelyRounded,
  volumeShare,
} from "../../../src/backtest/account/fast_money.ts";
import { rounded } from "../../../src/models/ratio.ts";

const exactly = (over: number, under: number) =>
  rounded({ over: BigInt(over), under: BigInt(under) });

const amount = fc.integer({ min: -2_000_000_000, max: 2_000_000_000 });
const volume = fc.integer({ min: 1, max: 100_000_000 });

Deno.test("surelyRounded() gives the nearest number or, next to a half, none", () => {
  fc.assert(
    fc.property(amount, volume, (over, under) => {
      const found = surelyRounded(over / under);
      if (Number.isNaN(found)) assert.ok(Math.abs(Math.abs(over / under % 1) - 0.5) < 1e-6);
      else assert.equal(found, exactly(over, under));
    }),
    { seed: 3, numRuns: 2_000 },
  );
});

for (const half of [0.5, -0.5, 1.5, 1234567.5, -10.5]) {
  Deno.test(`surelyRounded() leaves ${half} to the exact formula`, () => {
    assert.ok(Number.isNaN(surelyRounded(half)));
  });
}

Deno.test("volumeShare() is the exact share, halves included", () => {
  fc.assert(
    fc.property(amount, volume, volume, (whole, part, more) => {
      const total = part + more;
      const over = BigInt(whole) * BigInt(part);
      assert.equal(volumeShare(whole, part, total), rounded({ over, under: BigInt(total) }));
    }),
    { seed: 5, numRuns: 2_000, examples: [[1, 1, 1], [-1, 1, 1], [3, 5, 5]] },
  );
});

Deno.test("averageMilli() is the exact average, halves away from zero", () => {
  fc.assert(
    fc.property(fc.nat(2e8), volume, fc.nat(2e8), volume, (first, held, second, added) => {
      const over = BigInt(first) * BigInt(held) + BigInt(second) * BigInt(added);
      assert.equal(
        averageMilli({ milli: first, units: held }, { milli: second, units: added }),
        rounded({ over, under: BigInt(held + added) }),
      );
    }),
    { seed: 7, numRuns: 2_000, examples: [[1, 1, 2, 1], [2, 1, 1, 1]] },
  );
});
