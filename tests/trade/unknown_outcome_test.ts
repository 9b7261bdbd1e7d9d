/** Orders whose reply is lost: nothing is sent twice, and nothing is guessed. */

import assert from "node:assert/strict";
import { sleep } from "../../src/runtime/clock.ts";
import { arrivalDeadlineMs } from "../../src/trade/arrival_deadline.ts";
import { account, halt, type TradeWorld, withTradeWorld } from "./trade_world.ts";

/** The venue's own call timeout, as in the mt5 actor; that of the trade actor is longer. */
const askDeadlineMs = 15_000;

function states(world: TradeWorld): string[] {
  return world.stored().map(({ state }) => state);
}

Deno.test("a lost reply: the order is found, not sent again", () =>
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

Deno.test("a lost request is over only when the terminal says after the timeout that it does not have it", () =>
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

Deno.test("if the terminal does not know either, it stays unknown, and the symbol is closed for new orders", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ status: "unknown", retcode: 10012, detail: "no answer" }];
    await world.publish(world.signal(1));
    await world.pass(600_000);
    assert.deepEqual(states(world), ["unknown"]);
    await world.publish(world.signal(0));
    assert.equal(world.venue.sent.length, 1, "nothing new is opened in the meantime");
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

Deno.test("a person settles nothing that the terminal may still be executing", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_request"];
    world.venue.isFindSilent = true;
    await world.publish(world.signal(1));
    const intent = world.venue.sent[0]!.intent;
    const settle = async () => {
      const asked = world.ask("settle_intent", { terminal: account, intent, by: "Ada" });
      await world.pass(askDeadlineMs);
      return await asked;
    };
    await world.pass(askDeadlineMs - 1);
    const early = await settle();
    assert.ok("ok" in early && !early.ok && early.error.code === "outcome_pending");
    const unanswered = await settle();
    assert.ok("ok" in unanswered && !unanswered.ok, "the terminal has not replied");
    assert.deepEqual(states(world), ["unknown"]);
    world.venue.isFindSilent = false;
    world.venue.findIs = "sent";
    const settled = await settle();
    assert.ok("ok" in settled && settled.ok);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("a person settles what was sent to a terminal that is gone", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_request"];
    await world.publish(world.signal(1));
    world.lose();
    await world.pass(2 * askDeadlineMs);
    const intent = world.venue.sent[0]!.intent;
    const settled = await world.ask("settle_intent", { terminal: account, intent, by: "Ada" });
    assert.ok("ok" in settled && settled.ok);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("a reply that arrives long after its deals were read still finds the intent", () =>
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

Deno.test("a deal in the history resolves an outcome that the terminal's file does not know", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = ["lost_answer"];
    world.venue.findIs = "sent";
    await world.publish(world.signal());
    await world.pass(askDeadlineMs + 2_000);
    assert.deepEqual(states(world), ["filled"]);
  }));

Deno.test("killed between journal and reply: the next run asks, and sends nothing", () =>
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

Deno.test("killed between journal and send: the next run learns that it never arrived", () =>
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

for (const setMs of [3_600_000, -3_600_000]) {
  Deno.test(`killed between journal and send, and the clock set by ${setMs / 3_600_000} h: the next run waits for the full deadline`, () =>
    withTradeWorld(async (world) => {
      await world.sync();
      world.venue.fates = ["lost_request"];
      await world.publish(world.signal());
      world.clock.jumpWallClock(world.clock.nowMs() + setMs);
      await world.restart();
      await world.sync();
      await world.pass(arrivalDeadlineMs - 4_000);
      assert.deepEqual(states(world), ["unknown"], "it may still be on its way");
      await world.pass(34_000);
      assert.deepEqual(states(world), ["rejected"]);
    }));
}

Deno.test("a store that does not reply: nothing is sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.storeFails = (question) =>
      question === "journal_intent" ? { code: "peer_restarted", peer: "database" } : null;
    await world.publish(world.signal());
    assert.equal(world.venue.sent.length, 0);
    await world.pass(1_000);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("a halt that begins while the intent is being stored: it is not sent", () =>
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

Deno.test("an approval that expires before the send: the order is not sent", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.approves = async (approval) => {
      await sleep(world.clock, 6_000);
      return approval;
    };
    await world.publish(world.signal());
    await world.pass(7_000);
    assert.equal(world.venue.sent.length, 0);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("outcomes that cannot be stored are kept and stored later", () =>
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

Deno.test("a link that is still starting was not asked: the order ends at once, not as unknown", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ code: "peer_unavailable", peer: "mt5" }];
    await world.publish(world.signal());
    await world.pass(100);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("a link that restarts during the order: the outcome is unknown, then asked for", () =>
  withTradeWorld(async (world) => {
    await world.sync();
    world.venue.fates = [{ code: "peer_restarted", peer: "mt5" }];
    await world.publish(world.signal());
    await world.pass(100);
    assert.deepEqual(states(world), ["unknown"]);
    await world.pass(60_000);
    assert.deepEqual(states(world), ["rejected"]);
  }));

Deno.test("'none' of another terminal of the account proves nothing; of the one that was asked, it does", () =>
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
    const told = world.sentences.filter((line) => line.includes("Connect that terminal again"));
    assert.equal(told.length, 1);
    world.lose();
    world.venue.installation = "i1";
    await world.sync();
    await world.pass(30_000);
    assert.deepEqual(states(world), ["rejected"]);
    assert.equal(world.venue.sent.length, 1);
  }));

Deno.test("which terminal was asked is on the disk, also after a kill of the bridge", () =>
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
