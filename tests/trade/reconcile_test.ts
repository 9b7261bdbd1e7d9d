/**
 * Reconciliation of an account: what is stored, what is sent to risk, what is a discrepancy and
 * what is not.
 */

import assert from "node:assert/strict";
import { brokerMs, type DealTicket, retcodes, ticket } from "../../src/models/mod.ts";
import type { Discrepancy } from "../../src/models/mod.ts";
import { refusedBy } from "./scripted_venue.ts";
import { account, type TradeWorld, withTradeWorld } from "./trade_world.ts";

async function discrepancies(world: TradeWorld): Promise<readonly Discrepancy[]> {
  const overviews = await world.ask("accounts", {});
  assert.ok(Array.isArray(overviews));
  return overviews[0]?.discrepancies ?? [];
}

async function storedDeals(world: TradeWorld) {
  const request = { terminal: account, fromBrokerMs: brokerMs(0), toBrokerMs: null };
  const reply = await world.storeAsk("deals_between", request);
  assert.ok(reply.ok);
  return reply.value;
}

function dealsTold(world: TradeWorld): string[] {
  return world.told.flatMap((event) =>
    event.type === "deals_recorded" ? event.deals.map(({ ticket }) => ticket) : []
  );
}

async function readNow(world: TradeWorld): Promise<void> {
  const asked = world.ask("sync_trades", {});
  await world.pass(10);
  const replies = await asked;
  assert.ok(Array.isArray(replies) && replies.every(({ ok }) => ok));
}

Deno.test("the first reading accepts the account as it is, including deals, without discrepancies", () =>
  withTradeWorld(async (world) => {
    world.venue.openByHand();
    await world.sync();
    assert.deepEqual(await discrepancies(world), []);
    assert.deepEqual((await storedDeals(world)).map(({ ticket }) => ticket), ["1", "1002"]);
    assert.deepEqual(dealsTold(world), ["1", "1002"]);
    const [overview] = await world.ask("accounts", {}) as never as {
      positions: { intent: unknown }[];
    }[];
    assert.deepEqual(overview?.positions.map(({ intent }) => intent), [null], "marked as manual");
  }));

Deno.test("a manual trade, a stop that was hit and an own order are reported once each and explained by their deals", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.publish(world.signal());
    await world.pass(1_000);
    const own = world.venue.positions[0]!;
    world.venue.openByHand();
    await readNow(world);
    world.venue.closePosition(own, { reason: "sl", profit: -10, comment: "[sl 1.09]" });
    world.venue.balance -= 10;
    await readNow(world);
    await readNow(world);
    assert.deepEqual(await discrepancies(world), []);
    const told = dealsTold(world);
    assert.deepEqual(told, [...new Set(told)]);
    assert.deepEqual((await storedDeals(world)).length, 4);
    assert.deepEqual(world.stored().map(({ state, filledLots }) => [state, filledLots]), [[
      "filled",
      0.1,
    ]]);
  }));

Deno.test("a gap while the bridge was away: all its deals are stored after the reconnect", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.lose();
    for (let hour = 0; hour < 30; hour += 1) {
      world.venue.openByHand();
      await world.pass(3_600_000);
    }
    await world.restart();
    await world.sync();
    assert.deepEqual((await storedDeals(world)).length, 31);
    assert.deepEqual(await discrepancies(world), []);
  }));

const unexplained: readonly [
  what: string,
  change: (world: TradeWorld) => void,
  kinds: readonly Discrepancy["kind"][],
][] = [
  ["a position without a deal", ({ venue }) => {
    venue.openByHand();
    venue.deals.pop();
  }, ["position_appeared"]],
  ["a position that is gone without a deal", ({ venue }) => {
    venue.positions = [];
  }, ["position_vanished"]],
  ["a stop moved manually", ({ venue }) => {
    venue.positions = venue.positions.map((one) => ({ ...one, stopLoss: 1.05 }));
  }, ["position_changed"]],
  ["a deal dated back", ({ venue }) => {
    const atMs = brokerMs(venue.nowBrokerMs - 30 * 60_000);
    venue.addDeal({ ticket: ticket<DealTicket>("77"), brokerMs: atMs });
  }, ["deal_missed"]],
  ["floating prices", ({ venue }) => {
    venue.positions = venue.positions.map((one) => ({ ...one, currentPrice: 1.2, profit: 9 }));
  }, []],
];

for (const [what, change, kinds] of unexplained) {
  Deno.test(`reading after ${what}: ${kinds.join(", ") || "no discrepancy"}, once`, () =>
    withTradeWorld(async (world) => {
      world.venue.openByHand();
      await world.sync();
      await world.pass(3_600_000);
      await readNow(world);
      change(world);
      await readNow(world);
      await readNow(world);
      assert.deepEqual((await discrepancies(world)).map(({ kind }) => kind), kinds);
    }));
}

Deno.test("a balance that no known deal explains: the whole history is read, and the deal is found", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.pass(20_000);
    const monthsAgo = brokerMs(world.venue.nowBrokerMs - 60 * 86_400_000);
    world.venue.addDeal({ type: "balance", profit: 500, brokerMs: monthsAgo });
    world.venue.balance += 500;
    await readNow(world);
    await world.pass(5_000);
    assert.equal(world.venue.depths.filter((from) => from === 0).length, 2, "first, and on doubt");
    assert.equal((await storedDeals(world)).length, 2);
    assert.deepEqual((await discrepancies(world)).map(({ kind }) => kind), ["deal_missed"]);
  }));

Deno.test("a balance that the whole history does not explain is reported as a discrepancy, once", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.balance += 12.34;
    await readNow(world);
    await world.pass(60_000);
    const found = await discrepancies(world);
    assert.deepEqual(found.map(({ kind }) => kind), ["balance_unexplained"]);
    assert.match(found[0]!.detail, /12\.34/);
  }));

Deno.test("a balance that a deal explains within ten seconds is no discrepancy, however often", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    for (let time = 0; time < 5; time += 1) {
      world.venue.balance += 12.34;
      await readNow(world);
      await world.pass(8_000);
      world.venue.addDeal({ type: "balance", profit: 12.34 });
      await readNow(world);
      await world.pass(2_000);
    }
    assert.deepEqual(await discrepancies(world), []);
  }));

Deno.test("a deal of last week that is listed seconds after its balance is found at the next reading", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.pass(20_000);
    await readNow(world);
    world.venue.balance += 5;
    for (let reading = 0; reading < 3; reading += 1) {
      await readNow(world);
      await world.pass(1_000);
    }
    const lastWeek = brokerMs(world.venue.nowBrokerMs - 7 * 86_400_000);
    world.venue.addDeal({ type: "balance", profit: 5, brokerMs: lastWeek });
    await readNow(world);
    assert.ok((await storedDeals(world)).some((deal) => deal.brokerMs === lastWeek));
    assert.deepEqual((await discrepancies(world)).map(({ kind }) => kind), ["deal_missed"]);
  }));

Deno.test("deals that always arrive late on a busy account are no discrepancy for a minute", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await world.pass(20_000);
    await readNow(world);
    for (let profit = 1; profit <= 30; profit += 1) {
      world.venue.balance += profit;
      if (profit > 1) world.venue.addDeal({ type: "balance", profit: profit - 1 });
      await readNow(world);
      await world.pass(3_000);
      if (profit < 18) assert.deepEqual(await discrepancies(world), []);
    }
    const found = await discrepancies(world);
    assert.deepEqual(found.map(({ kind }) => kind), ["balance_unexplained"]);
  }));

Deno.test("nothing is sent before the first reading has succeeded, and after each reconnect", () =>
  withTradeWorld(async (world) => {
    world.venue.snapshotFails = () => ({ code: "ask_timeout", peer: "mt5", timeoutMs: 1 });
    await world.sync();
    await world.publish(world.signal(3));
    await world.pass(11_000);
    assert.equal(world.venue.sent.length, 0);
    assert.match(world.sentences.join("\n"), /not traded: The account has not been synced/);
    await world.publish(world.signal(2));
    world.venue.snapshotFails = () => null;
    await world.pass(9_000);
    assert.equal(world.venue.sent.length, 1, "a signal waits a moment for the reading");
    world.lose();
    await world.publish(world.signal(1));
    assert.equal(world.venue.sent.length, 1);
    await world.sync();
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 2);
  }));

Deno.test("a terminal that is loading its account is read again until it has", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.isLoading = true;
    world.venue.positions = [];
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    await world.pass(100);
    const before = world.venue.counts.snapshots;
    await world.pass(6_000);
    const asked = world.venue.counts.snapshots - before;
    assert.ok(asked >= 2 && asked <= 3, `${asked} times in six seconds`);
    world.venue.isLoading = false;
    world.venue.balance += 5;
    world.venue.addDeal({ type: "balance", profit: 5 });
    await world.pass(2_500);
    assert.equal(world.actor.status().health, "ok");
    const known = await world.actor.onAsk.accounts({});
    assert.ok((known[0]!.lastReconciledMs ?? 0) > world.clock.nowMs() - 3_000);
    // Out of reach for an hour: asked less often, but not given up.
    world.venue.isLoading = true;
    void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
    const then = world.venue.counts.snapshots;
    await world.pass(600_000);
    assert.ok(world.venue.counts.snapshots - then < 80);
  }));

Deno.test("hints arrive in bursts: a few readings for hundreds of them", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    const before = world.venue.counts.snapshots;
    for (let n = 0; n < 300; n += 1) {
      void world.actor.onTell?.({ type: "trade_hinted", terminal: account });
      if (n % 100 === 0) await world.pass(10);
    }
    await world.pass(1_000);
    assert.ok(world.venue.counts.snapshots - before <= 3);
  }));

async function placePending(world: TradeWorld, key: string): Promise<void> {
  const { symbol, createdMs } = world.signal();
  const proposal = {
    trace: "" as never,
    terminal: account,
    symbol,
    origin: { kind: "command" as const, key },
    type: "buy_limit" as const,
    volumeLots: 0.1,
    price: 1.05,
    stopLimitPrice: null,
    stopLoss: 1.04,
    takeProfit: null,
    expiresMs: null,
    createdMs,
  };
  const asked = world.ask("place_order", { proposal });
  await world.pass(100);
  await asked;
}

Deno.test("a pending order is filled by its deal, or over when two readings and the terminal agree", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    for (const key of ["fills", "goes"]) await placePending(world, key);
    await world.pass(5_000);
    assert.deepEqual(world.stored().map(({ state }) => state), ["accepted", "accepted"]);
    const [fills, goes] = world.venue.orders;
    world.venue.orders = [goes!];
    world.venue.addDeal({ ...fillOf(fills!), order: fills!.ticket });
    await readNow(world);
    await world.pass(5_000);
    world.venue.orders = [];
    await readNow(world);
    const afterOne = world.stored().map(({ state }) => state);
    await world.pass(5_000);
    assert.deepEqual(afterOne, ["filled", "accepted"], "one reading proves nothing");
    assert.deepEqual(world.stored().map(({ state }) => state), ["filled", "cancelled"]);
  }));

function fillOf(
  { symbol, magic, comment, volumeInitialLots }: TradeWorld["venue"]["orders"][number],
) {
  return {
    symbol,
    magic,
    comment,
    type: "buy" as const,
    entry: "in" as const,
    reason: "expert" as const,
    volumeLots: volumeInitialLots,
    price: 1.05,
  };
}

Deno.test("an order whose outcome the terminal does not report is checked less and less often", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await placePending(world, "vanishes");
    assert.equal(world.venue.orders.length, 1);
    world.venue.orders = [];
    world.venue.findIs = "sent";
    await readNow(world);
    const before = world.venue.counts.snapshots;
    await world.pass(3_600_000);
    const readings = world.venue.counts.snapshots - before;
    assert.ok(readings > 60 && readings < 200, `${readings} readings in an hour`);
  }));

Deno.test("a pending order that no longer fits the account is cancelled at the second check in a row that says so", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await placePending(world, "grows");
    const [order] = world.venue.orders;
    const reason = "50.00 USD would be lost at the stops";
    const named = { order: order!.ticket, reason, graceMs: 0 };
    world.outgrown = [named];
    await readNow(world);
    world.outgrown = [];
    await readNow(world);
    world.outgrown = [named];
    await readNow(world);
    assert.equal(world.venue.orders.length, 1, "prices and figures are of different moments");
    await readNow(world);
    assert.equal(world.venue.orders.length, 0);
    assert.ok(world.sentences.some((one) => one.includes("no longer fits the account")));
  }));

Deno.test("a pending order with a grace period is cancelled when the reason has lasted that long", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await placePending(world, "beside");
    const [order] = world.venue.orders;
    world.outgrown = [{ order: order!.ticket, reason: "unknown", graceMs: 600_000 }];
    for (let look = 0; look < 3; look += 1) await readNow(world);
    assert.equal(world.venue.orders.length, 1);
    await world.pass(600_000);
    await readNow(world);
    assert.equal(world.venue.orders.length, 0);
  }));

Deno.test("a refused cancel of an order that no longer fits is repeated less and less often", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    await placePending(world, "frozen");
    const [order] = world.venue.orders;
    const reason = "50.00 USD would be lost at the stops";
    world.outgrown = [{ order: order!.ticket, reason, graceMs: 0 }];
    world.venue.fates = Array(200).fill(refusedBy(retcodes.frozen.code));
    for (let look = 0; look < 121; look += 1) await readNow(world);
    const cancels = world.venue.sent.filter(({ request }) => request.kind === "cancel_order");
    assert.ok(cancels.length > 3 && cancels.length < 10, `${cancels.length} cancels in 120 looks`);
  }));
