/** The risk actor keeps the limits at the terminal, and adopts the halts that it begins itself. */

import assert from "node:assert/strict";
import { hourMs, RiskWorld } from "./risk_world.ts";

const report = { policy: "close", isDamaged: false, closed: 2, cancelled: 1 } as const;

function world(name: string, run: (world: RiskWorld) => Promise<void>): void {
  Deno.test(name, async () => {
    const world = new RiskWorld({ guard: { policy: "close", afterMs: 20_000 } });
    try {
      await run(world);
    } finally {
      await world.stop();
    }
  });
}

world(
  "guard: a terminal gets its limits after each connection and when they change",
  async (world) => {
    world.guard = report;
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(1_000);
    const first = world.limits.at(-1)!;
    assert.deepEqual([first.policy, first.silenceSeconds, first.dayBase], ["close", 20, 10_000]);
    assert.ok(world.codes().includes("guard_confirmed"));
    const sent = world.limits.length;
    await world.tellAccount();
    assert.equal(world.limits.length, sent, "nothing has changed");
    world.floating = 500;
    await world.tellAccount();
    await world.clock.advance(3_000);
    assert.ok(world.limits.at(-1)!.equityFloor > first.equityFloor, "the equity high has risen");
    world.lose();
    const before = world.limits.length;
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(1_000);
    assert.ok(world.limits.length > before);
  },
);

world(
  "guard: an Expert Advisor that cannot hold limits is named once and sent none",
  async (world) => {
    await world.sync();
    await world.tellAccount();
    await world.clock.advance(1_000);
    world.lose();
    await world.sync();
    assert.deepEqual(world.limits, []);
    assert.equal(world.codes().filter((code) => code === "guard_missing").length, 1);
  },
);

world(
  "guard: a deposit in the figures is named to the terminal, whatever time they are said to be of",
  async (world) => {
    world.guard = report;
    const friday = world.brokerMs;
    const tell = () => world.tellAccount({}, friday, null, false);
    await world.sync();
    await tell();
    await world.clock.advance(hourMs);
    await tell();
    const deposit = world.recordDeal("balance", 100);
    await world.tellDeals([deposit]);
    await tell();
    await world.clock.advance(1_000);
    const limits = world.limits.at(-1)!;
    assert.deepEqual([limits.dayBase, limits.countedMs], [10_100, deposit.brokerMs]);
  },
);

world("guard: a halt that the terminal began itself is adopted, not cleared", async (world) => {
  world.guard = report;
  const record = `guard daily_loss close ${world.clock.nowMs()} ${Date.UTC(2026, 1, 25)}`;
  const flag = { reason: "Daily loss limit hit without the bridge", record };
  await world.sync(flag);
  await world.tellAccount();
  await world.clock.advance(2_000);
  const [halt] = await world.halts();
  assert.deepEqual([halt?.cause, halt?.policy, halt?.ends, halt?.reason], [
    "daily_loss",
    "flatten",
    "next_day",
    flag.reason,
  ]);
  assert.ok(world.codes().includes("guard_acted"));
  assert.ok(!world.venue.includes("resume_venue"), "the flag is not cleared");
  world.lose();
  await world.sync(flag);
  await world.clock.advance(2_000);
  assert.equal((await world.halts()).length, 1, "reported again, it is the same halt");
});
