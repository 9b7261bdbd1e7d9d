/** A day that began with zeros, because neither figures nor deals could be had. */

import assert from "node:assert/strict";
import { RiskWorld } from "./risk_world.ts";

const away = { code: "ask_timeout", peer: "mt5", timeoutMs: 1 } as const;

Deno.test("a day that began with zeros begins again with the first figures, and nothing counts as lost of it", async () => {
  const world = new RiskWorld();
  const tell = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      await world.tellAccount();
      await world.clock.advance(1_000);
    }
  };
  try {
    world.venueFails = away as never;
    world.misreported = { balance: 0, equity: 0, profit: 0, margin: 0, freeMargin: 0 };
    await world.sync();
    await tell(40);
    assert.equal((await world.figures())?.dayStartEquity ?? 0, 0);
    assert.ok(world.codes().includes("day_began"));
    world.misreported = {};
    world.commissionBlocked = 40;
    await tell(60);
    assert.deepEqual(await world.halts(), []);
    assert.equal((await world.figures())?.dayStartEquity, 9_960);
    world.floating = -900;
    await tell(15);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
  } finally {
    await world.stop();
  }
});
