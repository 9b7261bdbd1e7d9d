/**
 * The position rules are handed to terminals that can go on with them: after each connection, when
 * positions change, and never an incomplete list.
 */

import assert from "node:assert/strict";
import { account, live, type TradeWorld, withTradeWorld } from "./trade_world.ts";

const config = { ...live, rules: { breakEvenAtR: 1, trailingStopR: 1.5 } };
const guard = { policy: "block", isDamaged: false, closed: 0, cancelled: 0 } as const;
const able = { ...guard, stops: 0, moved: 0 };

function told(world: TradeWorld): string[] {
  return world.venue.protections.map(({ positions }) =>
    positions.map(({ position, ...distances }) =>
      [position, ...Object.values(distances).map((one) => Number(one.toFixed(5)))].join(":")
    ).join(" ")
  );
}

Deno.test("stops are handed over when a position opens and when it closes, and after a connection", () =>
  withTradeWorld(async (world) => {
    world.guard = able;
    await world.sync();
    await world.pass(3_000);
    assert.deepEqual(told(world), [], "it has none, and there are none");
    world.venue.openByHand();
    await world.publish(world.signal());
    await world.pass(3_000);
    const position = world.venue.positions.at(-1)!;
    const row = `${position.ticket}:0.01:0:0.015:0.001`;
    assert.deepEqual(told(world), [row], "the bridge's own position alone");
    assert.equal(world.venue.protections[0]!.silenceSeconds, 30);
    await world.pass(10_000);
    assert.equal(told(world).length, 1, "nothing has changed");
    world.lose();
    world.guard = { ...able, stops: 1, moved: 2 };
    await world.sync();
    await world.pass(3_000);
    assert.deepEqual(told(world), [row, row]);
    assert.ok(world.sentences.some((one) => one.includes("moved 2 stops itself")));
    world.venue.closePosition(position);
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    await world.pass(3_000);
    assert.deepEqual(told(world), [row, row, ""]);
  }, config));

Deno.test("a terminal that cannot move stops is not asked to", () =>
  withTradeWorld(async (world) => {
    world.guard = guard;
    await world.sync();
    await world.publish(world.signal());
    await world.pass(5_000);
    assert.deepEqual(told(world), []);
  }, config));

for (
  const [what, change] of [
    ["no rules", { rules: { breakEvenAtR: 0, trailingStopR: 0 } }],
    ["a guard that is off", { guard: { policy: "off", afterMs: 30_000 } }],
  ] as const
) {
  Deno.test(`with ${what}, a terminal forgets the stops of earlier settings`, () =>
    withTradeWorld(async (world) => {
      world.guard = { ...able, stops: 3 };
      await world.sync();
      await world.publish(world.signal());
      await world.pass(5_000);
      assert.deepEqual(told(world), [""]);
      world.lose();
      world.guard = able;
      await world.sync();
      await world.pass(5_000);
      assert.deepEqual(told(world), [""]);
    }, { ...config, ...change }));
}

Deno.test("while the store cannot say how a position was opened, nothing incomplete is handed over", () =>
  withTradeWorld(async (world) => {
    world.guard = able;
    await world.sync();
    await world.publish(world.signal());
    await world.pass(3_000);
    world.guard = { ...able, stops: 1 };
    world.storeFails = (question) =>
      question === "intent" ? { code: "ask_timeout", to: "database", question } as never : null;
    await world.restart();
    await world.sync();
    await world.pass(5_000);
    assert.equal(told(world).length, 1);
    world.storeFails = () => null;
    await world.pass(3_000);
    assert.equal(told(world).length, 2);
    assert.equal(told(world)[1], told(world)[0]);
  }, config));

Deno.test("a handover that fails is repeated, less and less often", () =>
  withTradeWorld(async (world) => {
    world.guard = able;
    world.venue.protectFails = () => ({ code: "ask_timeout" }) as never;
    await world.sync();
    await world.publish(world.signal());
    await world.pass(60_000);
    const tries = told(world).length;
    assert.ok(tries >= 4 && tries <= 8, String(tries));
    world.venue.protectFails = () => null;
    await world.pass(60_000);
    assert.equal(told(world).length, tries + 1);
  }, config));
