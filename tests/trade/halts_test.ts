/**
 * Halts in the trade actor: nothing is opened, and `flatten` closes positions until the venue
 * reports that nothing is open.
 */

import assert from "node:assert/strict";
import { retcodes } from "../../src/models/mod.ts";
import type { CommandReply } from "../../actors/trade/protocol.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { refusedBy } from "./scripted_venue.ts";
import { account, halt, live, type TradeWorld, withTradeWorld } from "./trade_world.ts";

function flatTold(world: TradeWorld): number {
  return world.told.filter(({ type }) => type === "flat_confirmed").length;
}

Deno.test("nothing that opens is sent before risk has reported the halts in effect", () =>
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

Deno.test("halted at the start: nothing is opened until trading is resumed", () =>
  withTradeWorld(async (world) => {
    world.halts = [halt()];
    await world.restart();
    await world.sync();
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 0);
    await world.halt();
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("an older reply of risk does not overwrite a halt that arrived in between", () =>
  withTradeWorld(async (world) => {
    let isAsked = false;
    world.haltsFail = () => {
      if (!isAsked) void world.halt(halt());
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

Deno.test("a restarted risk actor does not end a halt that it does not know, and is sent it", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.halt(halt());
    world.haltsFail = () => ({ code: "peer_unavailable", peer: "risk" });
    world.actor.onPeerRestarted?.("risk");
    await world.halt();
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 0);
    assert.deepEqual(world.held, [halt()]);
    // Risk has taken over that halt; then the trader ends it.
    world.halts = [halt()];
    world.haltsFail = () => null;
    await world.pass(5_000);
    await world.publish(world.signal(2));
    assert.equal(world.venue.sent.length, 0);
    await world.halt();
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("block: close commands still work, the bridge's own pending orders are cancelled, positions stay", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    const proposal = pendingProposal(world);
    const placed = await settled(world, world.ask("place_order", { proposal }));
    assert.ok(placed.ok);
    assert.equal(world.venue.orders.length, 1);
    await world.halt(halt("block"));
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

Deno.test("flatten: everything is closed, including manual trades, and risk is notified when the venue confirms it", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.venue.openByHand();
    await settled(world, world.ask("place_order", { proposal: pendingProposal(world) }));
    await world.halt(halt("flatten"));
    await world.pass(5_000);
    assert.deepEqual([world.venue.orders.length, world.venue.positions.length], [0, 0]);
    assert.equal(flatTold(world), 1);
  }));

Deno.test("a flatten that may have ended blocks until the store has confirmed it", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal(1));
    await world.halt({ ...halt("flatten"), isInDoubt: true });
    await world.pass(60_000);
    await world.publish(world.signal(0));
    assert.deepEqual([world.venue.positions.length, flatTold(world)], [1, 0]);
    world.actor.onPeerRestarted?.("risk");
    await world.pass(1);
    assert.deepEqual(world.held, [{ ...halt("flatten"), isInDoubt: true }]);
    await world.halt(halt("flatten"));
    await world.pass(5_000);
    assert.deepEqual([world.venue.positions.length, flatTold(world)], [0, 1]);
  }));

Deno.test("a flatten continues while a restarted risk actor is not sure about it", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.halt(halt("flatten"));
    world.haltsFail = () => ({ code: "peer_unavailable", peer: "risk" });
    world.actor.onPeerRestarted?.("risk");
    await world.halt({ ...halt("flatten"), isInDoubt: true });
    world.venue.openByHand();
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("flatten: a close is logged from its deal, with symbol and result", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    await world.halt(halt("flatten"));
    await world.pass(5_000);
    const closes = world.sentences.filter((one) => one.includes("closed"));
    assert.equal(closes.length, 1);
    assert.match(closes[0]!, /: EURUSD closed \S+ lots? at \S+, halt, \S+ USD/);
  }));

Deno.test("flatten closes a position larger than the largest deal", () =>
  withTradeWorld(async (world) => {
    world.venue.largestLots = 5;
    world.instrument = { ...world.instrument, volumeMaxLots: 5 };
    await world.sync();
    world.venue.openByHand(15);
    await world.pass(1_000);
    await world.halt(halt("flatten"));
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
    assert.equal(flatTold(world), 1);
  }));

Deno.test("flatten closes it even if the bridge does not know the largest deal", () =>
  withTradeWorld(async (world) => {
    world.venue.largestLots = 5;
    await world.sync();
    world.venue.openByHand(15);
    await world.pass(1_000);
    await world.halt(halt("flatten"));
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("flatten does not send every part of a position whose first parts are refused", () =>
  withTradeWorld(async (world) => {
    world.instrument = { ...world.instrument, volumeMaxLots: 0.1 };
    world.venue.openByHand(9);
    await world.sync();
    const closed = refusedBy(retcodes.market_closed.code);
    world.venue.fates = Array.from({ length: 10_000 }, () => closed);
    await world.halt(halt("flatten"));
    await world.pass(400);
    assert.equal(world.venue.sent.length, 8, "of 90 parts");
    world.venue.fates = [];
    world.venue.largestLots = 0.1;
    await world.pass(40_000);
    assert.deepEqual(world.venue.positions, []);
  }));

Deno.test("netting: a close that is executed late is not sent twice, which could open the opposite position", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    const position = world.venue.openByHand();
    await world.sync();
    world.venue.fates = ["lost_request"];
    world.venue.findIs = "sent";
    await world.halt(halt("flatten"));
    await world.pass(100_000);
    assert.equal(world.venue.sent.length, 1);
    const close = { terminal: account, key: "again" };
    const whole = { position: position.ticket, volumeLots: null, deviationPoints: 10 };
    const asked = world.ask("change", { ...close, request: { kind: "close_position", ...whole } });
    const reply = await settled(world, asked) as CommandReply;
    assert.deepEqual([world.venue.sent.length, reply.ok || reply.error.code], [
      1,
      "outcome_pending",
    ]);
    world.venue.closePosition(position);
    await world.pass(60_000);
    assert.deepEqual([world.venue.sent.length, flatTold(world)], [1, 1]);
  }));

Deno.test("netting: a close that never arrived is sent again after two minutes", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    world.venue.openByHand();
    await world.sync();
    world.venue.fates = ["lost_request"];
    world.venue.findIs = "sent";
    await world.halt(halt("flatten"));
    await world.pass(200_000);
    assert.deepEqual([world.venue.sent.length, world.venue.positions.length], [2, 0]);
  }));

Deno.test("netting: the parts of a large position are closed one by one", () =>
  withTradeWorld(async (world) => {
    world.marginMode = "netting";
    Object.assign(world.venue, { largestLots: 5 });
    world.instrument = { ...world.instrument, volumeMaxLots: 5 };
    world.venue.openByHand(12);
    await world.sync();
    world.venue.fates = ["lost_request"];
    await world.halt(halt("flatten"));
    await world.pass(10_000);
    assert.equal(world.venue.sent.length, 1, "no second part beside one that is on its way");
    await world.pass(200_000);
    assert.deepEqual([world.venue.sent.length, world.venue.positions.length], [4, 0]);
  }));

Deno.test("flatten keeps trying during a closed market and a lost terminal, and after a restart", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    world.venue.fates = Array(50).fill(refusedBy(retcodes.market_closed.code));
    world.halts = [halt("flatten")];
    await world.halt(halt("flatten"));
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

Deno.test("flatten: a position that appears later is closed too while the halt is in effect", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.halt(halt("flatten"));
    await world.pass(1_000);
    assert.equal(flatTold(world), 1);
    world.venue.openByHand();
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
    assert.equal(flatTold(world), 2);
  }));

Deno.test("after a flatten has ended, nothing is closed any more while a block remains", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const block = halt("block", { id: "block" });
    await world.halt(halt("flatten", { id: "flatten" }), block);
    await world.pass(1_000);
    await world.halt(block);
    world.venue.openByHand();
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 1);
    await world.publish(world.signal());
    assert.equal(world.venue.positions.length, 1, "the block holds");
  }));

Deno.test("a flatten that ends while its closes are being stored sends none of them", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    for (let count = 0; count < 20; count += 1) world.venue.openByHand();
    const block = halt("block", { id: "block" });
    world.onStoreAsk = (question) => {
      if (question === "journal_intent") void world.halt(block);
    };
    await world.halt(halt("flatten", { id: "flatten" }), block);
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 20);
    assert.equal(world.venue.sent.length, 0);
  }));

Deno.test("of several halts the strictest applies, whatever the order they arrive in", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.openByHand();
    await world.halt(halt("block", { id: "1" }), halt("flatten", { id: "2" }), halt("block"));
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
  }));

Deno.test("flatten is not confirmed while an order of the account may still arrive", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    await world.publish(world.signal());
    await world.halt(halt("flatten"));
    await world.pass(120_000);
    assert.equal(flatTold(world), 0);
  }));

const diskFull: AskError = { code: "peer_unavailable", peer: "database" };
/** As on a full disk: reads work, writes fail. */
const writes = ["journal_intent", "advance_intent", "store_trades"];

for (
  const [what, isAway] of [
    ["with a full disk", (question: string) => writes.includes(question)],
    ["without any store", () => true],
  ] as const
) {
  Deno.test(`flatten closes and cancels ${what}, logs that, and stores it later`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      await world.publish(world.signal());
      await settled(world, world.ask("place_order", { proposal: pendingProposal(world) }));
      world.venue.openByHand();
      world.storeFails = (question) => isAway(question) ? diskFull : null;
      await world.halt(halt("flatten"));
      await world.pass(10_000);
      assert.deepEqual([world.venue.orders.length, world.venue.positions.length], [0, 0]);
      assert.equal(flatTold(world), 1);
      assert.match(world.sentences.join("\n"), /was sent, but could not be saved first/);
      assert.equal(world.actor.status().health, "degraded");
      world.storeFails = () => null;
      await world.pass(60_000);
      await settled(world, world.ask("sync_trades", {}));
      const closes = world.stored().filter(({ request }) => request.kind !== "open");
      assert.deepEqual(closes.map(({ state }) => state), ["filled", "filled", "filled"]);
      assert.equal(world.actor.status().health, "ok");
    }));

  Deno.test(`a restart ${what} still flattens`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      world.venue.openByHand();
      world.halts = [halt("flatten")];
      world.storeFails = (question) => isAway(question) ? diskFull : null;
      await world.restart();
      await world.sync();
      await world.pass(10_000);
      assert.equal(world.venue.positions.length, 0);
    }));

  Deno.test(`closing by command works ${what}, once per key; opening and partial closes do not`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      const first = world.venue.openByHand();
      const second = world.venue.openByHand();
      void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
      await world.pass(1_000);
      world.storeFails = (question) => isAway(question) ? diskFull : null;
      const close = (key: string, volumeLots: number | null) => {
        const request = {
          kind: "close_position",
          position: first.ticket,
          volumeLots,
          deviationPoints: 10,
        } as const;
        return settled(world, world.ask("change", { terminal: account, key, request }));
      };
      const part = await close("part", 0.05);
      assert.deepEqual(part, { ok: false, error: diskFull });
      const whole = await close("whole", null);
      assert.ok(whole.ok && whole.value.state === "filled");
      const again = await close("whole", null);
      assert.ok(again.ok && again.value.id === whole.value.id);
      assert.deepEqual(world.venue.positions.map(({ ticket }) => ticket), [second.ticket]);
      const all = await settled(world, world.ask("close_all", { terminal: account, key: "all" }));
      assert.ok(all.ok && all.value.length === 1);
      assert.equal(world.venue.positions.length, 0);
      const sent = world.venue.sent.length;
      await world.publish(world.signal());
      assert.equal(world.venue.sent.length, sent);
    }));
}

const safety = { ...live, mode: { ...live.mode, tradingMode: "safety" as const } };

Deno.test("safety mode: an automatic halt closes nothing, a halt by command does", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.openByHand();
    await world.halt(halt("flatten"));
    await world.pass(60_000);
    assert.equal(world.venue.positions.length, 1);
    const byHand = halt("flatten", { id: "manual", cause: "command" });
    await world.halt(byHand);
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
  }, safety));

Deno.test("safety mode: signals and order commands are not sent", () =>
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

const paper = { ...live, mode: { ...live.mode, tradingMode: "paper" as const } };

Deno.test("paper mode: no halt touches the terminal's account, unless it names that very account", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.openByHand();
    const ofAll = { id: "all", cause: "command", scope: "all" } as const;
    const kept = [
      halt("flatten", ofAll),
      halt("block", { ...ofAll, id: "all block" }),
      halt("flatten"),
    ];
    await world.halt(...kept);
    await world.pass(60_000);
    assert.equal(world.venue.sent.length, 0);
    const named = halt("flatten", { id: "named", cause: "command" });
    await world.halt(...kept, named);
    await world.pass(5_000);
    assert.equal(world.venue.positions.length, 0);
  }, paper));

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

/** The reply to a request that needs time to pass. */
async function settled<T>(world: TradeWorld, asked: Promise<T>): Promise<T> {
  await world.pass(1_000);
  return await asked;
}
