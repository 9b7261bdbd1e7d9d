/** Samples come back in order, over any number of chunks. */

import assert from "node:assert/strict";
import { EquitySamples } from "../../../src/backtest/engine/equity_samples.ts";

for (const count of [0, 1, 65_536, 65_537, 140_000]) {
  Deno.test(`${count} samples of equity`, () => {
    const samples = new EquitySamples();
    for (let at = 0; at < count; at++) samples.add(at, at * 2);
    assert.equal(samples.length, count);
    assert.ok(samples.minutes().every((minute, at) => minute === at));
    assert.ok(samples.equities().every((equity, at) => equity === at * 2));
    assert.equal(samples.equities().length, count);
  });
}
