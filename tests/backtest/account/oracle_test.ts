/** The backtest's account does what the simulated broker does: the same deals, money and order. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/runtime/random.ts";
import { worlds } from "../worlds.ts";
import { Play, randomStep, step } from "./steps.ts";

for (const world of worlds) {
  Deno.test(`the account and the broker agree after each step: ${world.title}`, () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60, size: "max" }), (steps) => {
        const play = new Play(world);
        for (const one of steps) {
          play.take(one);
          play.oracle.compare();
        }
      }),
      { numRuns: 60, seed: 20_261_130 },
    );
  });
}

for (const [index, world] of worlds.entries()) {
  Deno.test(`the account and the broker agree over a long run: ${world.title}`, () => {
    const random = seededRandom(index + 1);
    const play = new Play(world);
    for (let count = 0; count < 4_000; count++) {
      play.take(randomStep(random));
      play.oracle.compare();
    }
  });
}

Deno.test("the long runs reach what they are meant to compare", () => {
  const reached = new Set<string>();
  for (const [index, world] of worlds.entries()) {
    const random = seededRandom(index + 1);
    const play = new Play(world);
    for (let count = 0; count < 6_000; count++) play.take(randomStep(random));
    for (const answer of play.oracle.answers) reached.add(answer);
    for (const { entry, reason } of play.oracle.fast.dealRecords()) {
      reached.add(entry).add(`by ${reason}`);
    }
    if (play.oracle.fast.marginEvents.calls > 0) reached.add("margin call");
  }
  const wanted = [
    ...["in", "out", "inout", "out_by", "by sl", "by tp", "by so", "by expert", "margin call"],
    ...["done", "no_money", "invalid_stops", "invalid_price", "invalid_volume", "invalid"],
    ...["market_closed", "position_closed", "frozen", "no_changes", "limit_volume", "price_off"],
    ...["limit_orders", "limit_positions", "hedge_prohibited", "fifo_close", "requote"],
    ...["invalid_expiration", "invalid_fill", "close_order_exist", "locked", "invalid_order"],
  ];
  assert.deepEqual(wanted.filter((one) => !reached.has(one)), []);
});
