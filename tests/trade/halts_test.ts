/** Halts at the trade actor: nothing that opens leaves, and `flatten` closes until the venue says flat. */

import assert from "node:assert/strict";
import { retcodes } from "../../src/models/mod.ts";
import { refusedBy } from "./scripted_venue.ts";
import { account, halt, live, type TradeWorld, withTradeWorld } from "./trade_world.ts";

function flatTold(world: TradeWorld): number {
  return world.told.filter(({ type }) => type === "flat_confirmed").length;
}

Deno.test("nothing that opens is sent before risk has said which halts last", () =>
  withTradeWorld(async (world) => {
    world.haltsFail = () => ({ code: "peer_unavailable", peer: "risk" });
    await world.restart();
    await world.sync();
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 0);
    assert.equal(world.actor.status().health, "degraded");
    world.haltsFail = () => null;
    await world.pass(5_000);
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("halted at the start: nothing opens until it is resumed", () =>
  withTradeWorld(async (world) => {
    world.halts = [halt()];
    await world.restart();
    await world.sync();
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 0);
    await world.ask("resume_trading", { terminal: account });
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("an older answer of risk does not overrule a halt that came meanwhile", () =>
  withTradeWorld(async (world) => {
    let isAsked = false;
    world.haltsFail = () => {
      if (!isAsked) void world.ask("halt_trading", { halt: halt() });
      isAsked = true;
      return null;
    };
    world.actor.onPeerRestarted?.("risk");
    await world.sync();
    world.halts = [halt()];
    await world.pass(5_000);
    await world.publish(world.signal());
    assert.equal(world.venue.sent.length, 0);
  }));

Deno.test("a risk controller that starts again does not end a halt that it knows nothing of, and is told of it", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.ask("halt_trading", { halt: halt() });
    world.haltsFail = () => ({ code: "peer_unavailable", peer: "risk" });
    world.actor.onPeerRestarted?.("risk");
    await world.ask("resume_trading", { terminal: account });
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 0);
    assert.deepEqual(world.held, [halt()]);
    // It has taken that halt up; then the trader ends it.
    world.halts = [halt()];
    world.haltsFail = () => null;
    await world.pass(5_000);
    await world.publish(world.signal(2));
    assert.equal(world.venue.sent.length, 0);
    await world.ask("resume_trading", { terminal: account });
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("block: closing by command goes on, the bridge's own pending orders are cancelled, positions stay", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    const proposal = pendingProposal(world);
    const placed = await settled(world, world.ask("place_order", { proposal }));
    assert.ok(placed.ok);
    assert.equal(world.venue.orders.length, 1);
    await world.ask("halt_trading", { halt: halt("block") });
    await world.pass(5_000);
    assert.deepEqual([world.venue.orders.length, world.venue.positions.length], [0, 1]);
    const position = world.venue.positions[0]!.ticket;
    const request = { kind: "close_position", position, volumeLots: null, deviationPoints: 10 };
    const closed = await settled(
      world,
      world.ask("change", { terminal: account, key: "c", request: request as never }),
    );
    assert.ok(closed.ok && closed.value.state === "filled");
    assert.equal(flatTold(world), 0);
  }));

Deno.test("flatten: everything is closed, trades by hand too, and risk is told when the venue says flat", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.venue.openByHand();
    await settled(world, world.ask("place_order", { proposal: pendingProposal(world) }));
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(5_000);
    assert.deepEqual([world.venue.orders.length, world.venue.positions.length], [0, 0]);
    assert.equal(flatTold(world), 1);
  }));

Deno.test("flatten closes a position larger than the largest deal", () =>
  withTradeWorld(async (world) => {
    world.venue.largestLots = 5;
    world.instrument = { ...world.instrument, volumeMaxLots: 5 };
    await world.sync();
    world.venue.openByHand(15);
    await world.pass(1_000);
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
    assert.equal(flatTold(world), 1);
  }));

Deno.test("flatten closes it also where the bridge does not know the largest deal", () =>
  withTradeWorld(async (world) => {
    world.venue.largestLots = 5;
    await world.sync();
    world.venue.openByHand(15);
    await world.pass(1_000);
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("flatten keeps trying through a closed market and a lost terminal, and over a restart", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.venue.fates = Array(50).fill(refusedBy(retcodes.market_closed.code));
    world.halts = [halt("flatten")];
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(60_000);
    world.lose();
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 1);
    const tries = world.venue.sent.length;
    assert.ok(tries > 3 && tries < 20, `${tries} tries in two minutes`);
    await world.restart();
    world.venue.fates = [];
    await world.sync();
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
    assert.equal(flatTold(world), 1);
  }));

Deno.test("flatten: what appears later is closed too while the halt lasts", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(1_000);
    assert.equal(flatTold(world), 1);
    world.venue.openByHand();
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
    assert.equal(flatTold(world), 2);
  }));

Deno.test("flatten is not confirmed while an order of the account may still come", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    await world.publish(world.signal());
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(120_000);
    assert.equal(flatTold(world), 0);
  }));

const safety = { ...live, mode: { ...live.mode, tradingMode: "safety" as const } };

Deno.test("safety mode: a halt by itself closes nothing, a halt by command does", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.openByHand();
    await world.ask("halt_trading", { halt: halt("flatten") });
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 1);
    const byHand = halt("flatten", { id: "by hand", cause: "command" });
    await world.ask("halt_trading", { halt: byHand });
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
  }, safety));

Deno.test("safety mode: signals and orders by command are not sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    const placed = await settled(
      world,
      world.ask("place_order", { proposal: pendingProposal(world) }),
    );
    assert.ok(!placed.ok && placed.error.code === "mode_forbids");
    assert.equal(world.venue.sent.length, 0);
  }, safety));

function pendingProposal(world: TradeWorld) {
  const { symbol, createdMs } = world.signal();
  return {
    trace: "" as never,
    terminal: account,
    symbol,
    origin: { kind: "command", key: "limit-1" } as const,
    type: "buy_limit" as const,
    volumeLots: 0.1,
    price: 1.05,
    stopLimitPrice: null,
    stopLoss: 1.04,
    takeProfit: null,
    expiresMs: null,
    createdMs,
  };
}

/** The answer to a question, for which time must pass. */
async function settled<T>(world: TradeWorld, asked: Promise<T>): Promise<T> {
  await world.pass(1_000);
  return await asked;
}
