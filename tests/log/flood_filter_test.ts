/** Repeated failures: shown once, then counted, and always included in the count. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { firstWindowMs, FloodFilter, longestWindowMs } from "../../src/log/flood_filter.ts";
import type { LogCode } from "../../src/models/log_codes.ts";
import type { LogFields, LogLevel, LogRecord } from "../../src/models/logger.ts";

function record(
  changes: { level?: LogLevel; source?: string; timeMs?: number; fields?: LogFields } = {},
): LogRecord {
  const fixed = { level: "error", code: "actor_crashed", source: "price", timeMs: 0 } as const;
  return { ...fixed, fields: { actor: "price", error: "x" }, ...changes };
}

Deno.test("FloodFilter shows the first failure and holds back its repetitions", () => {
  const filter = new FloodFilter();
  assert.equal(filter.admit(record(), 0).length, 1);
  assert.equal(filter.admit(record(), 1).length, 0);
  assert.equal(filter.admit(record(), firstWindowMs - 1).length, 0);
});

Deno.test("FloodFilter shows the count and the newest record when the window ends", () => {
  const filter = new FloodFilter();
  filter.admit(record(), 0);
  filter.admit(record({ timeMs: 5 }), 5);
  filter.admit(record({ timeMs: 9 }), 9);
  assert.equal(filter.nextDueMs(), firstWindowMs);
  assert.deepEqual(filter.due(firstWindowMs), [
    { record: record({ timeMs: 9 }), repeats: { count: 2, windowMs: firstWindowMs } },
  ]);
});

Deno.test("FloodFilter forgets a failure that did not repeat: the next one is shown at once", () => {
  const filter = new FloodFilter();
  filter.admit(record(), 0);
  assert.deepEqual(filter.due(firstWindowMs), []);
  assert.equal(filter.nextDueMs(), null);
  assert.equal(filter.admit(record(), firstWindowMs)[0]?.repeats, null);
});

Deno.test("FloodFilter extends the window up to a maximum while the failure repeats", () => {
  const filter = new FloodFilter();
  const lengths: number[] = [];
  for (let nowMs = 0; nowMs < 20 * longestWindowMs; nowMs += 1000) {
    for (const { repeats } of filter.admit(record(), nowMs)) {
      if (repeats !== null) lengths.push(repeats.windowMs);
    }
  }
  assert.deepEqual(lengths.slice(0, 6), [30_000, 60_000, 120_000, 240_000, 480_000, 600_000]);
  assert.equal(lengths.at(-1), longestWindowMs);
});

for (
  const [what, other] of [
    ["source", record({ source: "mt5" })],
    ["level", record({ level: "warning" })],
    ["subject", record({ fields: { actor: "mt5", error: "x" } })],
    ["reason", record({ fields: { actor: "price", code: "wrong_version", error: "x" } })],
    ["line of a file", record({ fields: { actor: "price", line: 5, error: "x" } })],
    ["symbol", record({ fields: { actor: "price", symbol: "EURUSD", error: "x" } })],
  ] as const
) {
  Deno.test(`FloodFilter shows a failure of another ${what}`, () => {
    const filter = new FloodFilter();
    filter.admit(record(), 0);
    assert.equal(filter.admit(other, 1).length, 1);
  });
}

Deno.test("FloodFilter treats failures that differ only in details as the same", () => {
  const filter = new FloodFilter();
  filter.admit(record(), 0);
  assert.equal(filter.admit(record({ fields: { actor: "price", error: "y" } }), 1).length, 0);
});

Deno.test("FloodFilter never holds back information", () => {
  const filter = new FloodFilter();
  for (let nowMs = 0; nowMs < 10; nowMs++) {
    assert.equal(filter.admit(record({ level: "info" }), nowMs).length, 1);
  }
});

Deno.test("FloodFilter stays bounded when every failure has a different subject", () => {
  const filter = new FloodFilter();
  let shown = 0;
  for (let index = 0; index < 5000; index++) {
    shown += filter.admit(record({ fields: { symbol: `S${index}` } }), 0).length;
  }
  assert.ok(shown < 600, `${shown} shown`);
  assert.equal(filter.drain().reduce((sum, { repeats }) => sum + repeats!.count, shown), 5000);
});

Deno.test("FloodFilter accounts for every failure, whenever it happens", () => {
  const step = fc.record({
    waitMs: fc.nat({ max: 2 * firstWindowMs }),
    source: fc.constantFrom("a", "b", "c"),
    level: fc.constantFrom<LogLevel>("info", "warning", "error"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const filter = new FloodFilter();
      let nowMs = 0;
      const shown = steps.flatMap(({ waitMs, source, level }) => {
        nowMs += waitMs;
        return filter.admit(record({ source, level }), nowMs);
      });
      const all = [...shown, ...filter.drain()];
      const accounted = all.reduce((sum, { repeats }) => sum + (repeats?.count ?? 1), 0);
      assert.equal(accounted, steps.length);
    }),
    { seed: 105 },
  );
});

Deno.test("FloodFilter shows each halt, each end of one, and each close that could not be saved", () => {
  const filter = new FloodFilter();
  const codes = ["halt_began", "halt_ended", "halt_began", "close_unwritten", "close_unwritten"];
  const shown = codes.flatMap((code, at) =>
    filter.admit({ ...record({ fields: { terminal: "1@A" } }), code: code as LogCode }, at)
  );
  assert.deepEqual(shown.map((one) => one.record.code), codes);
  assert.ok(shown.every(({ repeats }) => repeats === null));
});
