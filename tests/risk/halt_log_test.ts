/** What a trader reads in the log and the status of halts. */

import assert from "node:assert/strict";
import type { AskError } from "../../src/runtime/protocol.ts";
import { inWorld, type RiskWorld } from "./risk_world.ts";
import { terminal } from "./risk_samples.ts";

const storeAway: AskError = { code: "peer_unavailable", peer: "database" };
const everything = { terminal: null, policy: "block", reason: "Enough for today." } as const;
const one = { terminal, policy: "block", reason: "from the dashboard" } as const;

function linesWith(world: RiskWorld, text: RegExp): string[] {
  return world.logged.sentences().filter((line) => text.test(line));
}

Deno.test("the log of a halt of all trading has the cause and the effect, and its end the reason", () =>
  inWorld(async (world) => {
    await world.actor.onAsk.halt(everything);
    await world.actor.onAsk.resume({ terminal: null, cause: "command", by: "the trader" });
    assert.deepEqual(linesWith(world, /all trading/i), [
      "All trading HALTED: manual halt (Enough for today), also on accounts that connect later. " +
      "Positions stay open",
      "The halt of all trading was lifted (the trader)",
    ]);
  }));

Deno.test("the status names a halt of all trading once, not for each account", () =>
  inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt(everything);
    assert.equal(
      world.actor.status().reason,
      "All trading is halted: manual halt (Enough for today)",
    );
  }));

Deno.test("the log names a halt of all trading that could not be saved", () =>
  inWorld(async (world) => {
    world.storeFails = storeAway;
    await world.actor.onAsk.halt(everything);
    assert.deepEqual(linesWith(world, /could not be saved/), [
      "The halt of all trading is in effect but could not be saved (peer_unavailable); " +
      "trying again",
    ]);
  }));

Deno.test("the log and the status say that an account was halted manually", () =>
  inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt(one);
    assert.deepEqual(linesWith(world, /HALTED/), [
      `${terminal} HALTED: manual halt (from the dashboard). Positions stay open. ` +
      "Stays on until you resume trading",
    ]);
    await world.clock.settle();
    const { reason, detail } = world.actor.status();
    assert.equal(reason, `Trading on ${terminal} is halted: manual halt (from the dashboard)`);
    const { accounts } = detail as unknown as {
      accounts: Record<string, { confirmedBy: unknown }>;
    };
    assert.deepEqual(accounts[terminal]?.confirmedBy, { trade: true, venue: true });
    world.restart();
    await world.clock.settle();
    assert.deepEqual(linesWith(world, /still halted/), [
      `${terminal} is still halted: manual halt (from the dashboard)`,
    ]);
  }));

Deno.test("a resume is logged as one line, with the kind of halt and what is accepted", () =>
  inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt(one);
    await world.clock.settle();
    const before = world.logged.records.length;
    await world.resume("command");
    assert.deepEqual(world.logged.sentences().slice(before), [
      `${terminal}: manual halt lifted (the trader). Trading resumed. ` +
      "Daily loss and drawdown keep counting as before.",
    ]);
  }));

Deno.test("the end of one halt names the halt that is left", () =>
  inWorld(async (world) => {
    await world.sync();
    world.floating = -250;
    await world.tellAccount();
    await world.actor.onAsk.halt(one);
    await world.resume("command");
    assert.equal(linesWith(world, /lifted.*Still halted: daily loss limit\. /).length, 1);
  }));

Deno.test("that a halt has closed everything is logged once, however often it is confirmed", () =>
  inWorld(async (world) => {
    await world.sync();
    await world.actor.onAsk.halt({ ...one, policy: "flatten" });
    for (let count = 0; count < 3; count += 1) {
      const utcMs = world.clock.nowMs();
      void world.actor.onTell?.({ type: "flat_confirmed", terminal, utcMs });
      await world.clock.settle();
    }
    assert.deepEqual(linesWith(world, /all positions closed/), [
      `${terminal}: halt completed, all positions closed`,
    ]);
  }));
