/** Samples come back in order, over any number of chunks. */

import assert from "node:assert/strict";
import { EquitySamples } from "../../../src/backtest/engine/equity_samples.ts";

for (const count of [0, 1, 65_536, 65_537, 140_000]) {
  Deno.test(`${count} samples of equity`, () => {
    const samples = new EquitySamples();
    for (let at = 0; at < count; at++) samples.add(at, at * 2, Math.floor(at / 7) * 3);
    const { brokerMs, equityMinor, balanceMinor } = samples;
    assert.deepEqual([samples.length, brokerMs.length, equityMinor.length], [count, count, count]);
    assert.ok(brokerMs.every((time, at) => time === at * 60_000));
    assert.ok(equityMinor.every((equity, at) => equity === at * 2));
    assert.ok(balanceMinor.every((balance, at) => balance === Math.floor(at / 7) * 3));
  });
}
