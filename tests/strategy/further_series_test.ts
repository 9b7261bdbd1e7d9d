/** Which kept bars a further series is built from, and which of its bars are closed. */

import assert from "node:assert/strict";
import { brokerMs, mapBarColumns, symbolName, type WantedSymbol } from "../../src/models/mod.ts";
import {
  builtBars,
  furtherSeries,
  lastClosedOpenMs,
  sourceBarsNeeded,
} from "../../src/strategy/decisions/further_series.ts";
import { barsOfPoints, firstBarMs } from "./series.ts";

const [eurusd, gbpusd] = [symbolName("EURUSD"), symbolName("GBPUSD")];
const kept: readonly WantedSymbol[] = [
  { symbol: eurusd, assetClass: "forex", timeframe: "M1" },
  { symbol: gbpusd, assetClass: "forex", timeframe: "M15" },
];
const own = { symbol: eurusd, timeframe: "M1" } as const;

function only(wanted: Parameters<typeof furtherSeries>[1]) {
  const found = furtherSeries(own, wanted, kept);
  assert.ok(found.ok, JSON.stringify(found));
  return found.value[0]!;
}

Deno.test("a further series is built from the symbol's kept bars", () => {
  const long = only({ long: { timeframe: "M5" } });
  assert.deepEqual(long, {
    ...{ name: "long", key: { symbol: eurusd, timeframe: "M5" }, source: own },
  });
  assert.equal(sourceBarsNeeded(long, 9), 50);
  assert.deepEqual(only({ other: { symbol: "GBPUSD", timeframe: "H1" } }).source, {
    ...{ symbol: gbpusd, timeframe: "M15" },
  });
});

Deno.test("a symbol that is not kept, and a period that cannot be built, are named", () => {
  const missing = furtherSeries(own, { gold: { symbol: "XAUUSD" } }, kept);
  assert.match(missing.ok ? "" : missing.error, /XAUUSD.*FOREX_PAIRS/);
  const short = furtherSeries(own, { other: { symbol: "GBPUSD", timeframe: "M5" } }, kept);
  assert.match(short.ok ? "" : short.error, /GBPUSD M5.*M15/);
});

Deno.test("of longer bars only those are shown that are whole and closed", () => {
  const all = barsOfPoints(Array.from({ length: 23 }, (_, index) => 110_000 + index));
  const bars = mapBarColumns(all, (column) => column.subarray(2)); // cut inside of a long bar
  const nowMs = brokerMs(firstBarMs + 23 * 60_000);
  const long = only({ long: { timeframe: "M5" } });
  const minutes = (isCut: boolean) =>
    [...builtBars(long, bars, { nowMs, isCut }).brokerMs].map((ms) => (ms - firstBarMs) / 60_000);
  assert.deepEqual(minutes(true), [5, 10, 15]);
  assert.deepEqual(minutes(false), [0, 5, 10, 15], "the history begins there");
});

Deno.test("the last closed bar of a longer source is the one before the open one", () => {
  const other = only({ other: { symbol: "GBPUSD", timeframe: "M15" } });
  const at = (minute: number) => lastClosedOpenMs(other, brokerMs(firstBarMs + minute * 60_000));
  const minute = (ms: number) => (ms - firstBarMs) / 60_000;
  assert.equal(minute(at(20)), 0);
  assert.equal(minute(at(30)), 15);
});
