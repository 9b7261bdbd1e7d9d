/** What spread and slippage take of a position, beside what is in its deals. */

import assert from "node:assert/strict";
import { withCosts } from "../../../src/backtest/run/position_costs.ts";
import type { ColumnStrategy } from "../../../src/strategy/contract/column_strategy.ts";
import { flat, lots, plan, played, price } from "../strategy_play.ts";

type Shapes = Parameters<typeof played>[0];
type Changes = Parameters<typeof played>[2];

/** Spread and slippage of each position, in dollars, and what the account has earned. */
function costsOf(shapes: Shapes, onBar: ColumnStrategy["onBar"], changes: Changes = {}) {
  const { records, columns, run } = played(shapes, onBar, changes);
  const details = withCosts(new Map(), records, { columns, minorScale: 100 });
  return {
    costs: Array.from(details.values(), (one) => [one.spreadCost, one.slippageCost]),
    strategies: Array.from(details.values(), ({ strategy }) => strategy),
    earnedMinor: run.account.balanceMinor - plan.depositMinor,
  };
}

/** A long position, then a short one, of two bars each. */
const both: ColumnStrategy["onBar"] = (at, { positions }) => {
  if (positions.length > 0) return at.closePosition(positions[0]!, "Over");
  const far = { ...lots, stopLoss: price(at.index < 2 ? -5_000 : 5_000) };
  return at.index < 2 ? at.buy(far) : at.sell(far);
};
const hours = [0, 10, 40, 30, 20, -20].map(flat);

Deno.test("a long position pays the spread of its entry, a short one that of its exit", () => {
  const { costs, strategies } = costsOf(hours.slice(0, 5), both, { spreadPoints: 12 });
  assert.deepEqual(costs, [[1.2, 0], [1.2, 0]]);
  assert.deepEqual(strategies, ["one", "one"]);
});

Deno.test("the spread that is told is what the account would have had without it", () => {
  const [free, paid] = [0, 12].map((spreadPoints) => costsOf(hours, both, { spreadPoints }));
  const spread = paid!.costs.reduce((sum, [one]) => sum + one!, 0);
  assert.ok(spread > 0);
  assert.equal(free!.earnedMinor - paid!.earnedMinor, Math.round(spread * 100));
});

Deno.test("a stop or a target that prices jump over slips, for worse or for better", () => {
  const enter: ColumnStrategy["onBar"] = (at) =>
    at.index === 0 ? at.buy({ ...lots, stopLoss: price(-50), takeProfit: price(50) }) : null;
  assert.deepEqual(costsOf([flat(0), flat(0), flat(-80)], enter).costs, [[0, 3]]);
  assert.deepEqual(costsOf([flat(0), flat(0), flat(70)], enter).costs, [[0, -2]]);
});

Deno.test("a pending order slips from its own price, a delayed one from the price it saw", () => {
  const pending: ColumnStrategy["onBar"] = (at) =>
    at.index === 0
      ? at.buy({ ...lots, pending: { stop: price(20) }, stopLoss: price(-500) })
      : null;
  assert.deepEqual(costsOf([flat(0), flat(0), flat(35)], pending).costs, [[0, 1.5]]);
  const market: ColumnStrategy["onBar"] = (at) =>
    at.index === 0 ? at.buy({ ...lots, stopLoss: price(-500) }) : null;
  const delay = { leastMs: 3_700_000, mostMs: 3_700_000 };
  assert.deepEqual(costsOf([flat(0), flat(0), flat(25), flat(25)], market, { delay }).costs, [[
    0,
    2.5,
  ]]);
});
