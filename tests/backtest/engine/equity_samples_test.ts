/** Samples come back in order, over any number of chunks. */

import assert from "node:assert/strict";
import { EquitySamples } from "../../../src/backtest/engine/equity_samples.ts";

for (const count of [0, 1, 65_536, 65_537, 140_000]) {
  Deno.test(`${count} samples of equity`, () => {
    const samples = new EquitySamples(1);
    for (let at = 0; at < count; at++) samples.add(at, at * 2, Math.floor(at / 7) * 3);
    const { brokerMs, equityMinor, balanceMinor } = samples;
    assert.deepEqual([samples.length, brokerMs.length, equityMinor.length], [count, count, count]);
    assert.ok(brokerMs.every((time, at) => time === at * 60_000));
    assert.ok(equityMinor.every((equity, at) => equity === at * 2));
    assert.ok(balanceMinor.every((balance, at) => balance === Math.floor(at / 7) * 3));
  });
}

Deno.test("equity beyond 32 bits comes back, too, and what came before it", () => {
  const samples = new EquitySamples(1);
  const equities = [5, -7, 2 ** 40, 3, -(2 ** 50), 0.5];
  equities.forEach((equity, at) => samples.add(at, equity, 0));
  assert.deepEqual(Array.from(samples.equityMinor), equities);
});

Deno.test("times come back over pauses and breaks of a rhythm", () => {
  const samples = new EquitySamples(5);
  const minutes = [10, 15, 20, 3_000, 3_005, 3_006, 3_011, 9_000];
  for (const minute of minutes) samples.add(minute, minute, 0);
  assert.deepEqual(Array.from(samples.brokerMs, (time) => time / 60_000), minutes);
});
