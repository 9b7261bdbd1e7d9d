/**
 * Halts: when they begin, the order in which they are reported, that they survive restarts, and how
 * they end.
 */

import assert from "node:assert/strict";
import type { AskError } from "../../src/runtime/protocol.ts";
import { brokerMs } from "../../src/models/mod.ts";
import { haltsOfNote } from "../../src/risk/halts/halt_record.ts";
import type { VenueHalt } from "../../src/venue/venue_events.ts";
import { hourMs, inWorld } from "./risk_world.ts";
import { terminal } from "./risk_samples.ts";

const storeAway: AskError = { code: "peer_unavailable", peer: "database" };

Deno.test("a daily loss on equity halts at once: sent to trade and to the terminal while it is written", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -199.99;
    await world.tellAccount();
    assert.deepEqual(await world.halts(), []);
    world.floating = -200;
    await world.tellAccount();
    const [halt] = await world.halts();
    assert.equal(halt?.cause, "daily_loss");
    assert.match(
      halt?.reason ?? "",
      /^Daily loss limit hit: -2 % \(limit 2 %\). Equity 9,800.00 USD, day started at 10,000.00 USD.$/,
    );
    assert.deepEqual([halt?.policy, halt?.ends, halt?.brokerDay], [
      "block",
      "next_day",
      "2026-02-25",
    ]);
    assert.deepEqual(world.trade, ["halted daily_loss block"]);
    assert.equal(world.venue.at(-1), "halt_venue");
    assert.ok(world.order.indexOf("apply_halts") < world.order.indexOf("store_halt"));
    assert.ok((await world.refusals()).includes("halted"));
    await world.tellAccount();
    assert.equal((await world.halts()).length, 1);
  });
});

Deno.test("a drawdown from the highest equity halts, across days and restarts", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = 1_000;
    await world.tellAccount();
    for (let day = 1; day <= 7; day += 1) {
      world.restart();
      await world.sync();
      await world.clock.advance(24 * hourMs);
      world.floating = 1_000 - day * 150;
      await world.actor.onAsk.update_risk({});
      await world.tellAccount();
      await world.actor.onAsk.update_risk({});
    }
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), []);
    world.floating = -100;
    await world.tellAccount();
    const [halt] = await world.halts();
    assert.deepEqual([halt?.cause, halt?.ends], ["drawdown", "by_hand"]);
    assert.match(
      halt?.reason ?? "",
      /^Drawdown limit hit: -10 % \(limit 10 %\). Equity 9,900.00 USD, equity high 11,000.00 USD.$/,
    );
  });
});

Deno.test("a halt survives a restart: everything is refused until it is loaded, then it is sent again", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    world.trade.length = 0;
    world.storeFails = storeAway;
    world.restart();
    await world.sync();
    assert.ok((await world.refusals()).includes("halted"));
    const asked = world.actor.onAsk.halts({});
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.deepEqual((await asked).map(({ cause }) => cause), ["daily_loss"]);
    assert.deepEqual(world.trade, ["halted daily_loss block"]);
    assert.equal(world.venue.filter((question) => question === "halt_venue").length >= 1, true);
    assert.ok((await world.refusals()).includes("halted"));
    assert.ok(world.codes().includes("halt_lasts"));
  });
});

Deno.test("with the store away a halt is in effect all the same, and stored later", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    world.floating = -250;
    await world.tellAccount();
    assert.ok((await world.refusals()).includes("halted"));
    assert.deepEqual(world.trade.at(-1), "halted daily_loss block");
    assert.match(world.actor.status().reason ?? "", /could not be saved/);
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.equal((await world.halts()).length, 1);
    assert.doesNotMatch(world.actor.status().reason ?? "", /could not be saved/);
  });
});

Deno.test("a halt that was never stored survives the risk actor in the trade actor, and ends once", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    const request = { terminal, policy: "block", reason: "in doubt" } as const;
    assert.equal((await world.actor.onAsk.halt(request)).ok, false);
    const held = await world.actor.onAsk.halts({});
    assert.deepEqual(held.map(({ cause }) => cause), ["command"]);
    world.storeFails = null;
    world.restart();
    await world.sync();
    assert.deepEqual(await world.halts(), []);
    assert.deepEqual(await world.actor.onAsk.halts({ held }), held);
    await world.clock.settle();
    assert.ok((await world.refusals()).includes("halted"));
    assert.equal(world.trade.at(-1), "halted command block");
    world.restart();
    await world.sync();
    assert.equal((await world.halts()).length, 1, "it is written now");
    await world.resume("command");
    assert.deepEqual(await world.actor.onAsk.halts({ held }), []);
  });
});

Deno.test("a halt that has ended stays ended, even if the risk actor crashed before telling trade", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal, policy: "flatten", reason: "in doubt" });
    const held = await world.actor.onAsk.halts({});
    world.tradeFails = { code: "ask_timeout", peer: "trade", timeoutMs: 1 };
    await world.resume("command");
    world.restart();
    world.tradeFails = null;
    await world.sync();
    assert.deepEqual(await world.actor.onAsk.halts({ held }), []);
    assert.deepEqual(await world.halts(), []);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("a halt taken over while the store is away ends when the store shows that it had ended", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal, policy: "flatten", reason: "in doubt" });
    const held = await world.actor.onAsk.halts({});
    await world.resume("command");
    world.restart();
    await world.sync();
    world.storeFails = storeAway;
    assert.deepEqual(await world.actor.onAsk.halts({ held }), held, "nobody knows: it lasts");
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.deepEqual(await world.actor.onAsk.halts({}), []);
    assert.equal(world.trade.at(-1), "resumed");
  });
});

Deno.test("a halt by command that could not be written before a kill is taken over from the terminal, as it was", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    const request = { terminal, policy: "flatten", reason: "in doubt" } as const;
    const halted = await world.actor.onAsk.halt(request);
    assert.equal(halted.ok, false);
    await world.clock.advance(5_000);
    const [before] = await world.actor.onAsk.halts({});
    world.storeFails = null;
    world.restart(); // trade has forgotten it as well: everything was killed
    const told = world.venue.length;
    await world.sync(world.flag);
    assert.ok(!world.venue.slice(told).includes("resume_venue"), "the flag is not cleared");
    assert.deepEqual(await world.halts(), [before]);
    assert.equal(world.trade.at(-1), "halted command flatten");
    assert.ok((await world.refusals()).includes("halted"));
    await world.resume("command");
    await world.clock.settle();
    assert.equal(world.flag, null);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("a terminal keeps the halts of all causes, and the end of one leaves the others", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    void world.actor.onAsk.halt({ terminal, policy: "flatten", reason: "looking" });
    world.floating = -300;
    await world.tellAccount();
    await world.clock.advance(2_000);
    const kept = (flag: VenueHalt | null) =>
      haltsOfNote(flag!, terminal).map(({ cause, policy }) => `${cause} ${policy}`).sort();
    assert.deepEqual(kept(world.flag), ["command flatten", "daily_loss block"]);
    const before = haltsOfNote(world.flag!, terminal).map(({ id }) => id).sort();
    world.floating = 0;
    world.storeFails = null;
    world.restart(); // trade has forgotten them as well: everything was killed
    await world.sync(world.flag);
    await world.clock.settle();
    assert.deepEqual((await world.halts()).map(({ id }) => id).sort(), before);
    await world.resume("command");
    await world.clock.settle();
    assert.deepEqual(kept(world.flag), ["daily_loss block"]);
    assert.deepEqual((await world.halts()).map(({ cause }) => cause), ["daily_loss"]);
    assert.ok((await world.refusals()).includes("halted"));
  });
});

Deno.test("a flag that only the terminal knows is adopted once, and ends manually", async () => {
  await inWorld(async (world) => {
    const flag = { reason: "somebody made the file", record: "" };
    await world.sync(flag);
    const [adopted, ...others] = await world.halts();
    assert.deepEqual([adopted?.cause, adopted?.policy, adopted?.ends, others.length], [
      "terminal",
      "block",
      "by_hand",
      0,
    ]);
    assert.match(adopted?.reason ?? "", /somebody made the file/);
    assert.ok(!world.venue.includes("resume_venue"));
    assert.ok((await world.refusals()).includes("halted"));
    world.restart();
    await world.sync(world.flag);
    assert.equal((await world.halts()).length, 1, "it is known now");
    await world.resume("terminal");
    await world.clock.settle();
    assert.deepEqual([world.flag, await world.halts()], [null, []]);
  });
});

Deno.test("an unexplained flag is adopted in addition to an active halt", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal, policy: "block", reason: "manually" });
    await world.clock.settle();
    world.lose();
    await world.sync({ reason: "somebody made the file", record: "" });
    await world.sync({ reason: "somebody made the file", record: "" }); // told again
    const causes = (await world.halts()).map(({ cause }) => cause).sort();
    assert.deepEqual(causes, ["command", "terminal"]);
    await world.resume("command");
    await world.clock.settle();
    assert.ok((await world.refusals()).includes("halted"));
    assert.notEqual(world.flag, null);
  });
});

Deno.test("the flag of a halt that has ended is cleared, also after a restart", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal, policy: "block", reason: "manually" });
    await world.clock.settle();
    const flag = world.flag;
    world.lose();
    await world.resume("command");
    world.restart();
    const asked = world.venue.length;
    await world.sync(flag);
    await world.clock.settle();
    assert.ok(world.venue.slice(asked).includes("resume_venue"));
    assert.equal(world.flag, null);
    assert.deepEqual(await world.halts(), []);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("a flag is not cleared before the store has reported what it was for", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal, policy: "block", reason: "manually" });
    await world.clock.settle();
    const flag = world.flag;
    world.storeFails = storeAway;
    world.restart();
    const told = world.venue.length;
    await world.sync(flag);
    await world.clock.advance(5_000);
    assert.ok(!world.venue.slice(told).includes("resume_venue"));
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.equal((await world.halts()).length, 1);
    assert.ok(!world.venue.slice(told).includes("resume_venue"));
  });
});

Deno.test("two halts in one millisecond are separate, and the stricter one applies", async () => {
  for (const policies of [["block", "flatten"], ["flatten", "block"]] as const) {
    await inWorld(async (world) => {
      await world.sync();
      await Promise.all(
        policies.map((policy) => world.actor.onAsk.halt({ terminal, policy, reason: policy })),
      );
      await world.clock.settle();
      assert.equal((await world.halts()).length, 2);
      assert.equal(world.trade.at(-1), "halted command block, command flatten");
    });
  }
});

Deno.test("a halt is sent to trade and terminal until they reply, and again after their restart", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.tradeFails = { code: "ask_timeout", peer: "trade", timeoutMs: 1 };
    world.venueFails = { code: "call_timeout", terminal, verb: "halt" };
    world.floating = -250;
    await world.tellAccount();
    assert.ok(!world.codes().includes("halt_in_effect"));
    world.tradeFails = null;
    world.venueFails = null;
    await world.clock.advance(10_000);
    assert.equal(world.trade.at(-1), "halted daily_loss block");
    assert.equal(world.codes().filter((code) => code === "halt_in_effect").length, 1);
    assert.equal(world.codes().filter((code) => code === "halt_confirmed").length, 1);
    const told = world.trade.length;
    world.actor.onPeerRestarted?.("trade");
    await world.clock.settle();
    assert.equal(world.trade.length, told + 1);
    const asked = world.venue.length;
    world.lose();
    await world.sync();
    assert.ok(world.venue.slice(asked).includes("halt_venue"));
  });
});

Deno.test("a halt for the day ends with the broker's day, by the venue's own clock", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    await world.clock.advance(12 * hourMs - 1_000);
    await world.tellAccount();
    assert.equal((await world.halts()).length, 1);
    await world.clock.advance(1_000);
    await world.tellAccount();
    await world.clock.settle();
    assert.deepEqual(await world.halts(), []);
    assert.equal(world.trade.at(-1), "resumed");
    assert.equal(world.venue.at(-1), "resume_venue");
    const figures = await world.figures();
    assert.deepEqual([figures?.brokerDay, figures?.dayStartEquity], ["2026-02-26", 9_750]);
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("HALT_ENDS=by_hand, and a halt by command, outlast the day", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    await world.actor.onAsk.halt({ terminal: null, policy: "flatten", reason: "leaving" });
    await world.clock.advance(24 * hourMs);
    await world.tellAccount();
    const causes = (await world.halts()).map(({ cause }) => cause);
    assert.deepEqual(causes.sort(), ["command", "daily_loss"]);
    assert.equal(world.trade.at(-1), "halted command flatten, daily_loss block");
  }, { haltEnds: "by_hand" });
});

Deno.test("a halt whose end cannot be stored stays in effect", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal, policy: "block", reason: "manually" });
    world.storeFails = storeAway;
    assert.deepEqual(await world.resume("command"), { ok: false, error: storeAway });
    assert.ok((await world.refusals()).includes("halted"));
  });
});

Deno.test("a general halt before any account is known halts each one that connects, even after a kill", async () => {
  await inWorld(async (world) => {
    const everything = { terminal: null, policy: "flatten", reason: "not today" } as const;
    assert.deepEqual(await world.actor.onAsk.halt(everything), { ok: true, value: [] });
    world.restart();
    await world.clock.settle();
    await world.sync();
    assert.ok((await world.refusals()).includes("halted"));
    assert.equal(world.trade.at(-1), "halted command flatten");
    assert.ok(world.venue.includes("halt_venue"));
    const [share] = await world.halts();
    assert.deepEqual([share?.scope, share?.reason], ["all", "not today"]);
    world.restart();
    await world.sync();
    assert.equal((await world.halts()).length, 1, "it is the same share");
    const one = await world.resume("command");
    assert.deepEqual(one, { ok: false, error: { code: "everything_halted" } });
    await world.actor.onAsk.resume({ terminal: null, cause: "command", by: "the trader" });
    await world.clock.settle();
    assert.deepEqual(await world.halts(), []);
    world.restart();
    await world.sync();
    assert.deepEqual(await world.refusals(), []);
  });
});

Deno.test("an account that connects before the halts are loaded inherits a general halt afterwards", async () => {
  await inWorld(async (world) => {
    await world.actor.onAsk.halt({ terminal: null, policy: "block", reason: "not today" });
    world.storeFails = storeAway;
    world.restart();
    await world.sync();
    assert.ok((await world.refusals()).includes("halted"));
    world.storeFails = null;
    await world.clock.advance(10_000);
    assert.equal(world.trade.at(-1), "halted command block");
    assert.ok((await world.refusals()).includes("halted"));
  });
});

Deno.test("a general halt that could not be stored survives the risk actor in the trade actor", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.storeFails = storeAway;
    const everything = { terminal: null, policy: "block", reason: "not today" } as const;
    assert.equal((await world.actor.onAsk.halt(everything)).ok, false);
    const held = await world.actor.onAsk.halts({});
    world.storeFails = null;
    world.restart();
    await world.actor.onAsk.halts({ held });
    assert.equal((await world.actor.onAsk.general_halts({})).length, 1);
    world.restart();
    await world.sync();
    assert.equal((await world.actor.onAsk.general_halts({})).length, 1, "it is written now");
  });
});

Deno.test("a general halt whose end cannot be stored stays in effect", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ terminal: null, policy: "block", reason: "not today" });
    world.storeFails = storeAway;
    const request = { terminal: null, cause: "command", by: "the trader" } as const;
    assert.deepEqual(await world.actor.onAsk.resume(request), { ok: false, error: storeAway });
    assert.equal((await world.actor.onAsk.general_halts({})).length, 1);
    assert.ok((await world.refusals()).includes("halted"));
  });
});

Deno.test("paper mode: a general halt closes nothing on the terminal's account; naming that account does", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const everything = { terminal: null, policy: "flatten", reason: "leaving" } as const;
    await world.actor.onAsk.halt(everything);
    assert.deepEqual((await world.halts()).map(({ policy }) => policy), ["block"]);
    world.floating = -250;
    await world.tellAccount();
    assert.deepEqual((await world.halts()).map(({ policy }) => policy), ["block", "block"]);
    await world.actor.onAsk.halt({ ...everything, terminal });
    const named = (await world.halts()).find(({ policy }) => policy === "flatten");
    assert.deepEqual([named?.terminal, named?.scope], [terminal, "account"]);
  }, { tradingMode: "paper", haltPolicy: "flatten" });
});

Deno.test("halt() reports an unknown account", async () => {
  await inWorld(async (world) => {
    const answer = await world.actor.onAsk.halt({ terminal, policy: "block", reason: "x" });
    assert.deepEqual(answer, { ok: false, error: { code: "unknown_terminal" } });
  });
});

Deno.test("a flatten halt is recorded as flat when the terminal confirms it", async () => {
  await inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    const utcMs = world.clock.nowMs();
    await world.actor.onTell?.({ type: "flat_confirmed", terminal, utcMs });
    await world.clock.settle();
    assert.equal((await world.halts())[0]?.flatMs, utcMs);
  }, { haltPolicy: "flatten" });
});

for (
  const [what, change] of [
    ["NaN", { equity: NaN }],
    ["infinite", { balance: -Infinity }],
  ] as const
) {
  Deno.test(`equity that is ${what} refuses entries and halts nothing`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.tellAccount(change);
      world.venueFails = { code: "call_timeout", terminal, verb: "account" };
      assert.ok((await world.refusals()).includes("equity_unknown"));
      assert.equal(await world.figures(), null);
      assert.deepEqual(await world.halts(), []);
      world.venueFails = null;
      await world.tellAccount();
      assert.deepEqual(await world.refusals(), []);
    });
  });
}

Deno.test("old equity is requested again; without a reply entries are refused and nothing is halted", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(61_000);
    world.venueFails = { code: "call_timeout", terminal, verb: "account" };
    assert.ok((await world.refusals()).includes("equity_unknown"));
    assert.match(world.state.trouble ?? "", /61 s old/);
    world.venueFails = null;
    assert.deepEqual(await world.refusals(), []);
    assert.deepEqual(await world.halts(), []);
  });
});

Deno.test("before the venue is connected, and after it is lost, nothing is known", async () => {
  await inWorld(async (world) => {
    assert.ok((await world.refusals()).includes("terminal_not_connected"));
    await world.sync();
    assert.deepEqual(await world.refusals(), []);
    world.lose();
    assert.ok((await world.refusals()).includes("terminal_not_connected"));
  });
});

for (const setMs of [hourMs, -hourMs, 7_000, -7_000]) {
  Deno.test(`a loss halts within seconds after the clock was set by ${setMs / 1_000} s`, async () => {
    await inWorld(async (world) => {
      await world.sync();
      await world.tellAccount();
      const told = world.brokerMs;
      world.clock.jumpWallClock(world.clock.nowMs() + setMs);
      world.floating = -5_000;
      for (let second = 1; second <= 3; second++) {
        await world.clock.advance(1_000);
        await world.tellAccount({}, brokerMs(told + second * 1_000));
      }
      assert.deepEqual((await world.halts()).map(({ cause }) => cause).sort(), [
        "daily_loss",
        "drawdown",
      ]);
    });
  });
}

Deno.test("a server clock set back across midnight does not restart a day", async () => {
  await inWorld(async (world) => {
    await world.sync();
    await world.clock.advance(12 * hourMs);
    await world.tellAccount();
    world.floating = -100;
    await world.tellAccount();
    await world.actor.onTell?.({
      type: "account_received",
      metrics: world.account,
      brokerMs: brokerMs(world.brokerMs - hourMs),
      isTradingAllowed: true,
    });
    await world.clock.settle();
    const figures = await world.figures();
    assert.deepEqual([figures?.brokerDay, figures?.dayLossPct], ["2026-02-26", 1]);
  });
});

Deno.test("a halt flag that the terminal refuses is logged once, and sent less and less often", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const message = "The flag could not be written";
    const reason = "file_unwritable";
    world.venueFails = { code: "call_refused", terminal, reason, message, retcode: 0 };
    const sent = () => world.venue.filter((question) => question === "halt_venue").length;
    world.floating = -250;
    await world.tellAccount();
    await world.clock.advance(3_600_000);
    assert.ok(sent() > 10 && sent() < 30, `${sent()} times in an hour`);
    const told = world.codes().filter((code) => code === "halt_refused_by_venue");
    assert.equal(told.length, 1);
    assert.match(world.actor.status().reason ?? "", /its halt flag as it should: The flag could/);
    world.venueFails = null;
    await world.clock.advance(600_000);
    assert.equal(world.flag?.reason !== undefined, true);
    assert.doesNotMatch(world.actor.status().reason ?? "", /halt flag/);
  });
});

Deno.test("a refused halt flag is sent again at once to a terminal that reconnects", async () => {
  await inWorld(async (world) => {
    await world.sync();
    const refusal = { reason: "file_unwritable", message: "No space", retcode: 0 };
    world.venueFails = { code: "call_refused", terminal, ...refusal };
    world.floating = -250;
    await world.tellAccount();
    await world.clock.advance(3_600_000);
    world.venueFails = null;
    world.lose();
    await world.sync();
    assert.notEqual(world.flag, null);
  });
});
