/** Orders whose answer is lost: nothing is sent twice, and nothing is guessed. */

import assert from "node:assert/strict";
import { arrivalDeadlineMs } from "../../src/trade/arrival_deadline.ts";
import { account, halt, type TradeWorld, withTradeWorld } from "./trade_world.ts";

/**
 * The venue's own deadline for a call, as the mt5 actor has it, and the trade actor's beyond it.
 */
const askDeadlineMs = 15_000;

function states(world: TradeWorld): string[] {
  return world.stored().map(({ state }) => state);
}

Deno.test("a lost answer: the order is found, not sent again", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_answer"];
    await world.publish(world.signal());
    assert.deepEqual(states(world), ["sent"]);
    await world.pass(askDeadlineMs + 1_000);
    assert.deepEqual(states(world), ["filled"]);
    assert.equal(world.venue.sent.length, 1);
    assert.equal(world.venue.positions.length, 1);
  }));

Deno.test("a lost request: the terminal says after the deadline that it has it not, and only then it is over", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    world.venue.findIs = "none";
    await world.publish(world.signal());
    await world.pass(arrivalDeadlineMs - 1_000);
    assert.deepEqual(states(world), ["unknown"]);
    assert.ok(world.venue.counts.finds > 1);
    await world.pass(30_000);
    assert.deepEqual(states(world), ["rejected"]);
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("a terminal that does not know either: it stays unknown, and the symbol is closed for new orders", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    await world.publish(world.signal(1));
    await world.pass(600_000);
    assert.deepEqual(states(world), ["unknown"]);
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1, "nothing new is opened meanwhile");
    const openPositions = world.openPositions.at(-1);
    assert.deepEqual(
      openPositions?.intents.map(({ state }) => state),
      ["unknown"],
      "risk counts it",
    );
    assert.match(
      world.sentences.join("\n"),
      /not traded: The outcome of an earlier order on EURUSD/,
    );
  }));

Deno.test("a person may settle what the terminal does not know", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    await world.publish(world.signal(1));
    const intent = world.venue.sent[0]!.intent;
    const settled = await world.ask("settle_intent", { terminal: account, intent, by: "Ada" });
    assert.ok("ok" in settled && settled.ok);
    await world.pass(1_000);
    assert.deepEqual(states(world), ["rejected"]);
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 2);
    const again = await world.ask("settle_intent", { terminal: account, intent, by: "Ada" });
    assert.ok("ok" in again && !again.ok);
  }));

Deno.test("an answer that comes when its deals were read long ago finds the intent still there", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_answer"];
    await world.publish(world.signal());
    for (let hint = 0; hint < 5; hint += 1) {
      await world.actor.onTell?.({ type: "trade_hinted", terminal: account });
      await world.pass(1_000);
    }
    assert.deepEqual(states(world), ["filled"], "by its deal, before the deadline");
    await world.pass(askDeadlineMs);
    assert.deepEqual(states(world), ["filled"]);
    assert.deepEqual(world.openPositions.at(-1)?.intents, []);
  }));

Deno.test("a deal of the history ends an unknown outcome that the terminal's file does not know", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_answer"];
    world.venue.findIs = "sent";
    await world.publish(world.signal());
    await world.pass(askDeadlineMs + 2_000);
    assert.deepEqual(states(world), ["filled"]);
  }));

Deno.test("killed between journal and answer: the next life asks, and sends nothing", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_answer"];
    await world.publish(world.signal());
    await world.restart();
    await world.sync();
    assert.deepEqual(world.stored().map(({ trace }) => trace).length, 1);
    await world.pass(5_000);
    assert.deepEqual(states(world), ["filled"]);
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("killed between journal and send: the next life learns that it never arrived", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_request"];
    await world.publish(world.signal());
    await world.restart();
    await world.sync();
    await world.pass(2_000);
    assert.deepEqual(states(world), ["unknown"], "it may still be on its way");
    await world.pass(arrivalDeadlineMs + 30_000);
    assert.deepEqual(states(world), ["rejected"]);
    assert.equal(world.venue.counts.executions, 0);
  }));

Deno.test("a store that does not answer: nothing is sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.storeFails = (question) =>
      question === "journal_intent" ? { code: "peer_restarted", peer: "database" } : null;
    await world.publish(world.signal());
    assert.equal(world.venue.sent.length, 0);
    await world.pass(1_000);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("a halt that comes while the intent is written down: it is not sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.onStoreAsk = (question) => {
      if (question === "journal_intent") void world.halt(halt());
    };
    await world.publish(world.signal());
    assert.equal(world.venue.sent.length, 0);
    await world.pass(1_000);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("an approval that expires on its way: the order is not sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.approves = (approval) => {
      world.clock.jumpWallClock(world.clock.nowMs() + 6_000);
      return approval;
    };
    await world.publish(world.signal());
    assert.equal(world.venue.sent.length, 0);
    await world.pass(1_000);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("outcomes that the store does not take are kept and written later", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.storeFails = (question) =>
      question === "advance_intent" ? { code: "peer_restarted", peer: "database" } : null;
    await world.publish(world.signal());
    await world.pass(5_000);
    assert.deepEqual(states(world), ["sent"]);
    assert.equal(world.actor.status().health, "degraded");
    world.storeFails = () => null;
    await world.pass(10_000);
    assert.deepEqual(states(world), ["filled"]);
    assert.equal(world.actor.status().health, "ok");
  }));

Deno.test("a link that is starting was not asked: the order is over at once, not unknown", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ code: "peer_unavailable", peer: "mt5" }];
    await world.publish(world.signal());
    await world.pass(100);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("a link that restarts with the order in it: unknown, then asked", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ code: "peer_restarted", peer: "mt5" }];
    await world.publish(world.signal());
    await world.pass(100);
    assert.deepEqual(states(world), ["unknown"]);
    await world.pass(60_000);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("another terminal of the account that knows nothing proves nothing; the one that was asked does", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    world.venue.findIs = "none";
    await world.publish(world.signal());
    world.lose();
    world.venue.installation = "i2";
    await world.sync();
    await world.pass(arrivalDeadlineMs * 3);
    assert.deepEqual(states(world), ["unknown"]);
    assert.ok(world.venue.counts.finds > 1);
    const told = world.sentences.filter((line) => line.includes("Connect that one again"));
    assert.equal(told.length, 1);
    world.lose();
    world.venue.installation = "i1";
    await world.sync();
    await world.pass(30_000);
    assert.deepEqual(states(world), ["rejected"]);
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("also after a kill of the bridge: which terminal was asked is on the disk", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    world.venue.findIs = "none";
    await world.publish(world.signal());
    await world.restart();
    world.venue.installation = "i2";
    await world.sync();
    await world.pass(arrivalDeadlineMs * 3);
    assert.deepEqual(states(world), ["unknown"]);
    assert.equal(world.stored()[0]?.installation, "i1");
  }));
