/** Deals come back as they were added, whatever size their numbers have. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  DealList,
  dealOfColumns,
  type DealRow,
  emptyDealRow,
} from "../../../src/backtest/account/deal_list.ts";

const small = fc.integer();
const money = fc.oneof({ weight: 20, arbitrary: small }, fc.maxSafeInteger());
const [ticket, points] = [fc.nat(), fc.nat()];

const anyRow: fc.Arbitrary<DealRow> = fc.record({
  ...{ order: ticket, position: ticket, stopLoss: points, takeProfit: points, mark: fc.nat(9) },
  symbol: fc.integer({ min: -1, max: 500 }),
  type: fc.constantFrom("buy" as const, "sell" as const, "balance" as const),
  entry: fc.constantFrom("in" as const, "out" as const, "inout" as const, "out_by" as const),
  reason: fc.constantFrom("client" as const, "expert" as const, "sl" as const, "so" as const),
  ...{ units: money, priceMilli: money, profitMinor: money, swapMinor: money },
  ...{ commissionMinor: money, spreadMinor: money, slippageMinor: money },
  levelPct: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.constantFrom(49.5, 12.25)),
  brokerMs: fc.integer({ min: 0, max: 4e12 }),
}, { noNullPrototype: true });

Deno.test("deals come back one by one and as columns, over several chunks", () => {
  fc.assert(
    fc.property(fc.array(anyRow, { minLength: 1, maxLength: 40 }), (rows) => {
      const list = new DealList();
      const added = Array.from({ length: 1_100 }, (_, at) => rows[at % rows.length]!);
      for (const row of added) list.add(row);
      const columns = list.columns();
      for (const at of [0, 1, rows.length - 1, 1_023, 1_024, 1_099]) {
        const read = emptyDealRow();
        list.read(at, read);
        assert.deepEqual([read, dealOfColumns(columns, at)], [added[at], added[at]]);
      }
    }),
    { numRuns: 20 },
  );
});
