/**
 * What ending a halt manually grants: per cause, only once stored, only the reported amount, and
 * across restarts.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { type HaltCause, haltCauses } from "../../src/models/mod.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { resumeGrant } from "../../src/risk/day/resume_grant.ts";
import { sampleRisk } from "../support/trade_samples.ts";
import { hourMs, inWorld } from "./risk_world.ts";
import { policy, terminal } from "./risk_samples.ts";

type World = Parameters<Parameters<typeof inWorld>[0]>[0];

const storeAway: AskError = { code: "peer_unavailable", peer: "database" };

async function causes(world: World): Promise<HaltCause[]> {
  return (await world.halts()).map(({ cause }) => cause).sort();
}

Deno.test("MAX_DRAWDOWN halts no matter what is resumed each day: 25 days of -2.5 %", async () => {
  await inWorld(async (world) => {
    await world.sync();
    let equity = 10_000;
    let fell = 0;
    for (let day = 1; day <= 25 && !(await causes(world)).includes("drawdown"); day += 1) {
      equity *= 0.975;
      world.floating = Number((equity - world.balance).toFixed(2));
      await world.tellAccount();
      assert.ok((await causes(world)).includes("daily_loss"), `day ${day}`);
      await world.resume("daily_loss");
      fell = 1 - equity / 10_000;
      await world.clock.advance(24 * hourMs);
      await world.tellAccount();
    }
    assert.deepEqual(await causes(world), ["drawdown"]);
    assert.ok(fell < 0.1251, `${fell} of the peak were lost before it halted`);
    assert.ok((await world.refusals()).includes("halted"));
  });
});

Deno.test("a resume of daily_loss accepts the daily loss: the limit counts from there", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    const resumed = await world.resume("daily_loss");
    assert.ok(resumed.ok);
    assert.deepEqual(resumed.value.ended.map(({ endedBy }) => endedBy), ["the trader"]);
    assert.match(resumed.value.granted[0]!, /Accepts the loss of 2026-02-25 so far \(2.5 %\)/);
    assert.match(resumed.value.granted[0]!, /another 2 % .* 4.5 % in all/);
    assert.match(resumed.value.granted[0]!, /equity high stays at 10,000.00 USD/);
    await world.tellAccount();
    assert.deepEqual(await world.refusals(), []);
    world.floating = -449;
    await world.tellAccount();
    assert.deepEqual(await world.halts(), []);
    world.floating = -450;
    await world.tellAccount();
    const [again] = await world.halts();
    assert.match(again?.reason ?? "", /-4.5 % \(limit 2 % beyond the 2.5 % accepted\)/);
    assert.equal((await world.figures())?.peakEquity, 10_000);
  });
});

Deno.test("a resume of drawdown sets the peak to the current equity and says so", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -1_000;
    await world.tellAccount();
    assert.deepEqual(await causes(world), ["daily_loss", "drawdown"]);
    const resumed = await world.resume("drawdown");
    assert.match(
      resumed.ok ? resumed.value.granted[0]! : "",
      /equity high from 10,000.00 USD to the current equity, 9,000.00 USD.* halts again at 8,100.00 USD/,
    );
    assert.deepEqual(await causes(world), ["daily_loss"], "the other cause lasts");
    const figures = await world.figures();
    assert.deepEqual([figures?.peakEquity, figures?.drawdownPct, figures?.acceptedLossPct], [
      9_000,
      0,
      0,
    ]);
    await world.tellAccount();
    assert.deepEqual(await causes(world), ["daily_loss"]);
  });
});

Deno.test("a resume of a halt by command accepts nothing", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -1_000;
    await world.tellAccount();
    await world.actor.onAsk.halt({ terminal, policy: "block", reason: "manually" });
    const before = await world.figures();
    await world.resume("command");
    assert.deepEqual(await causes(world), ["daily_loss", "drawdown"]);
    assert.deepEqual(await world.figures(), before);
  });
});

for (const cause of ["daily_loss", "drawdown"] as const) {
  Deno.test(`a resume of ${cause} that cannot be stored changes nothing`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      world.floating = -1_000;
      await world.tellAccount();
      const before = await world.figures();
      world.storeFails = storeAway;
      assert.deepEqual(await world.resume(cause), { ok: false, error: storeAway });
      assert.deepEqual(await world.figures(), before);
      world.storeFails = null;
      world.restart();
      await world.sync();
      assert.deepEqual(await causes(world), ["daily_loss", "drawdown"]);
      assert.equal((await world.figures())?.peakEquity, 10_000);
    });
  });
}

Deno.test("two resumes at once share one result: neither reports what is not stored", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -300;
    await world.tellAccount();
    world.storeFails = storeAway;
    const refused = await Promise.all([world.resume("daily_loss"), world.resume("daily_loss")]);
    assert.deepEqual(refused.map(({ ok }) => ok), [false, false]);
    world.storeFails = null;
    const ended = await Promise.all([world.resume("daily_loss"), world.resume("daily_loss")]);
    assert.deepEqual(ended.map(({ ok }) => ok), [true, true]);
    assert.deepEqual(await causes(world), []);
  });
});

Deno.test("the accepted loss survives a restart, and no more than that", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -1_000;
    await world.tellAccount();
    await world.resume("daily_loss");
    await world.resume("drawdown");
    world.restart();
    await world.sync();
    assert.deepEqual(await world.halts(), []);
    const figures = await world.figures();
    assert.deepEqual([figures?.acceptedLossPct, figures?.peakEquity], [10, 9_000]);
    world.floating = -1_200;
    await world.tellAccount();
    assert.deepEqual(await causes(world), ["daily_loss"]);
  });
});

Deno.test("an accepted loss applies to that day only", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    await world.resume("daily_loss");
    await world.clock.advance(24 * hourMs);
    await world.tellAccount();
    assert.equal((await world.figures())?.acceptedLossPct, 0);
    world.floating = -450;
    await world.tellAccount();
    assert.deepEqual(await causes(world), ["daily_loss"]);
  });
});

Deno.test("while equity is unknown a resume accepts nothing, and says so", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    world.lose();
    const resumed = await world.resume("daily_loss");
    assert.match(resumed.ok ? resumed.value.granted[0]! : "", /Accepts no loss, because equity/);
    await world.sync();
    assert.deepEqual(await causes(world), ["daily_loss"], "it is broken still");
  });
});

Deno.test("what a resume would grant is shown before it is requested", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -1_000;
    await world.tellAccount();
    const [status] = await world.actor.onAsk.risk({});
    assert.deepEqual(status?.grants.map(({ cause }) => cause), ["daily_loss", "drawdown"]);
    for (const { cause, text } of status!.grants) {
      const resumed = await world.resume(cause);
      assert.ok(resumed.ok && resumed.value.granted[0]!.endsWith(text), text);
    }
  });
});

Deno.test("only a resume of drawdown moves the peak, only one of daily_loss accepts a loss", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...haltCauses),
      fc.double({ min: 0, max: 100, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (cause, dayLossPct, drawdownPct) => {
        const metrics = { ...sampleRisk, dayLossPct, drawdownPct };
        const { figures } = resumeGrant(cause, { metrics, policy, currency: "USD" });
        const { acceptedLossPct, peakEquity } = figures ?? metrics;
        const wanted = cause === "daily_loss" ? dayLossPct : metrics.acceptedLossPct;
        assert.equal(acceptedLossPct, wanted);
        assert.equal(peakEquity, cause === "drawdown" ? metrics.equity : metrics.peakEquity);
      },
    ),
  );
});

Deno.test("a resume of everything that fails changes nothing, wherever the store fails", async () => {
  for (const failing of ["store_general_halt", "store_halt", "end_halts"]) {
    await inWorld(async (world) => {
      await world.sync();
      await world.actor.onAsk.halt({ terminal: null, policy: "block", reason: "not today" });
      await world.clock.settle();
      world.beforeStore = (question, request) => {
        const isEnd = JSON.stringify(request).includes('"endedBy":"the trader"');
        return Promise.resolve(isEnd && question === failing ? storeAway : null);
      };
      const request = { terminal: null, cause: "command", by: "the trader" } as const;
      const resumed = await world.actor.onAsk.resume(request);
      const general = await world.actor.onAsk.general_halts({});
      assert.equal(general.length === 0, resumed.ok, failing);
      assert.equal((await world.halts()).length === 0, resumed.ok, failing);
      assert.equal(world.codes().includes("everything_resumed"), resumed.ok, failing);
      assert.equal((await world.refusals()).length === 0, resumed.ok, failing);
    });
  }
});

Deno.test("a share that an account gets while its general halt is ending ends with it", async () => {
  await inWorld(async (world) => {
    await world.actor.onAsk.halt({ terminal: null, policy: "block", reason: "not today" });
    const gate = Promise.withResolvers<null>();
    world.beforeStore = (question) =>
      question === "end_halts" ? gate.promise : Promise.resolve(null);
    const request = { terminal: null, cause: "command", by: "the trader" } as const;
    const resuming = world.actor.onAsk.resume(request);
    await world.sync();
    assert.equal((await world.halts()).length, 1);
    gate.resolve(null);
    const resumed = await resuming;
    assert.ok(resumed.ok);
    assert.deepEqual(resumed.value.ended.map((halt) => halt.terminal), [terminal]);
    await world.clock.settle();
    assert.deepEqual([await world.halts(), await world.refusals()], [[], []]);
  });
});

Deno.test("of two resumes at once both are told the result", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    const gate = Promise.withResolvers<null>();
    world.beforeStore = (_, request) =>
      JSON.stringify(request).includes('"endedBy":"') ? gate.promise : Promise.resolve(null);
    const first = world.resume("daily_loss");
    await world.clock.settle();
    world.floating = -650;
    await world.tellAccount();
    const second = world.resume("daily_loss");
    await world.clock.settle();
    gate.resolve(null);
    const granted = [await first, await second].map((one) => one.ok && one.value.granted);
    assert.match(String(granted[0]), /Accepts the loss of 2026-02-25 so far \(2.5 %\)/);
    assert.deepEqual(granted[1], granted[0]);
  });
});
