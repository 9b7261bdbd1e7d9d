/** A master's trades on a follower: the trade actor with a real store and scripted venues. */

import assert from "node:assert/strict";
import { retcodes } from "../../../src/models/mod.ts";
import { refusedBy } from "../scripted_venue.ts";
import { follower, master, plainPolicy, withCopyWorld } from "./copy_world.ts";

Deno.test("an open, a change, a partial close and a close of the master are followed", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    const opened = await world.open(0.4, { stopLoss: 1.09, takeProfit: 1.12 });
    await world.pass(200);
    const [copied] = world.followers.positions;
    assert.deepEqual(
      [world.netLots, copied?.stopLoss, copied?.takeProfit],
      [0.4, 1.09, 1.12],
    );
    const [{ state, wantedLots } = { state: null, wantedLots: 0 }] = await world.stored();
    assert.deepEqual([state, wantedLots], ["copied", 0.4]);

    await world.changeMaster(opened, { stopLoss: 1.095 });
    await world.pass(200);
    assert.equal(world.followers.positions[0]?.stopLoss, 1.095);

    await world.changeMaster(opened, { stopLoss: 1.095, volumeLots: 0.1 });
    await world.pass(200);
    assert.equal(world.netLots, 0.1);

    await world.closeMaster(opened);
    await world.pass(200);
    assert.equal(world.netLots, 0);
    assert.equal((await world.stored())[0]?.state, "closed");
  }));

Deno.test("the order of a copy is sent as soon as the master's terminal tells of its deal", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    await world.open(0.1);
    assert.equal(world.followers.sent.length, 1, "without waiting for the usual reading");
    const trace = "200@Follower/EURUSD/copy:main/100@Master.1001.1.1";
    assert.deepEqual(world.proposals.map((one) => [one.trace, one.origin]), [
      [trace, { kind: "signal", signal: trace, strategy: "copy:main" }],
    ]);
  }));

Deno.test("what was open before copying began is not copied, and is told in one line", () =>
  withCopyWorld(async (world) => {
    for (let count = 0; count < 5; count++) world.masters.openByHand(0.1);
    await world.pass(60_000);
    await world.sync();
    await world.pass(1_000);
    assert.equal(world.followers.sent.length, 0);
    assert.deepEqual(
      (await world.stored()).map(({ miss }) => miss?.code),
      Array(5).fill("too_late"),
    );
    const told = world.sentences.filter((one) => one.includes("not copied"));
    assert.equal(told.length, 1);
    assert.match(told[0]!, /5 positions of main not copied.*COPY_MAX_AGE/);
  }));

Deno.test("a close while the bridge was down is followed when it is back, also without the store's help", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    const opened = await world.open(0.2);
    await world.pass(500);
    world.kill();
    world.masters.closePosition(opened);
    await world.pass(3_600_000);
    world.start();
    await world.sync();
    await world.pass(1_000);
    assert.equal(world.netLots, 0);
  }));

Deno.test("a list that lacks a position, without a deal that closes it, closes nothing at once", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    await world.open(0.2);
    await world.pass(500);
    const { positions } = world.masters;
    world.masters.positions = [];
    world.hint();
    await world.pass(500);
    assert.equal(world.netLots, 0.2, "the terminal may not have its list yet");
    world.masters.positions = positions;
    world.hint();
    await world.pass(500);
    assert.equal(world.followers.sent.length, 1);
  }));

Deno.test("an order whose outcome is unknown is a state of its own, and never sent again", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    world.followers.fates = ["lost_request"];
    world.followers.isFindSilent = true;
    const opened = await world.open(0.2);
    await world.pass(30_000);
    world.kill();
    world.start();
    await world.sync();
    await world.pass(30_000);
    assert.equal((await world.stored())[0]?.state, "opening");
    await world.closeMaster(opened);
    world.followers.isFindSilent = false;
    await world.pass(600_000);
    const [trade] = await world.stored();
    assert.deepEqual([trade?.state, trade?.miss?.code], ["missed", "rejected"]);
    assert.equal(world.followers.sent.length, 1);
  }));

Deno.test("a copy whose answer was lost is found again, and closed with the master", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    world.followers.fates = ["lost_answer"];
    const opened = await world.open(0.2);
    world.kill();
    await world.closeMaster(opened);
    await world.pass(60_000);
    world.start();
    await world.sync();
    await world.pass(60_000);
    assert.equal(world.netLots, 0);
    assert.deepEqual(world.followers.sent.map(({ request }) => request.kind), [
      "open",
      "close_position",
    ]);
  }));

Deno.test("a copy that its trader closes is not opened again", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    const opened = await world.open(0.2);
    await world.pass(500);
    world.followers.closePosition(world.followers.positions[0]!);
    world.hint(follower);
    await world.pass(10_000);
    assert.equal((await world.stored())[0]?.state, "left");
    await world.changeMaster(opened, { volumeLots: 0.4 });
    await world.pass(10_000);
    await world.closeMaster(opened);
    await world.pass(10_000);
    assert.equal(world.followers.sent.length, 1);
  }));

Deno.test("a refused close is tried again, less and less often, until it is done", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    const opened = await world.open(0.2);
    await world.pass(500);
    world.followers.fates = Array(4).fill(refusedBy(retcodes.market_closed.code));
    await world.closeMaster(opened);
    await world.pass(2_000);
    const soon = world.followers.sent.length;
    assert.ok(soon <= 4, `${soon} requests in two seconds`);
    await world.pass(60_000);
    assert.equal(world.netLots, 0);
    assert.match(world.sentences.join("\n"), /the master has closed EURUSD.*Trying again/);
  }));

Deno.test("what risk refuses is missed with the reason, and not tried again", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    world.refuses = [{ code: "halted", message: "Trading is halted (daily loss)" }];
    await world.open(0.2);
    world.refuses = [];
    await world.pass(30_000);
    assert.equal(world.followers.sent.length, 0);
    const [trade] = await world.stored();
    assert.deepEqual(trade?.miss, {
      code: "refused_by_risk",
      reason: "Trading is halted (daily loss).",
    });
  }));

Deno.test("a position without a stop waits for one, and is missed in the end", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    const first = await world.open(0.2);
    await world.pass(3_000);
    assert.equal(world.followers.sent.length, 0);
    await world.changeMaster(first, { stopLoss: 1.09 });
    assert.equal(world.followers.sent.length, 1);
    await world.open(0.2);
    await world.pass(11_000);
    assert.equal((await world.stored())[0]?.miss?.code, "no_stop");
    assert.equal(world.followers.sent.length, 1);
  }, { ...plainPolicy, defaultStopPct: null }));

Deno.test("a master that goes away closes nothing, and a new policy keeps what is open", () =>
  withCopyWorld(async (world) => {
    await world.sync();
    const opened = await world.open(0.2);
    await world.pass(500);
    world.lose(master);
    await world.pass(600_000);
    assert.equal(world.netLots, 0.2);
    assert.equal((await world.links)[0]?.state, "master_away");
    world.configure({ ...plainPolicy, size: { kind: "ratio", factor: 3 } });
    await world.sync(master);
    await world.pass(500);
    assert.equal(world.netLots, 0.2);
    await world.closeMaster(opened);
    await world.pass(500);
    assert.equal(world.netLots, 0);
  }));
