/** What a terminal is told about who watches its account: only what was answered just now. */

import assert from "node:assert/strict";
import { AccountWatch } from "../../actors/mt5/account_watch.ts";
import { err, ok, terminalId } from "../../src/models/mod.ts";
import { peersAmong } from "../support/test_peers.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";

const terminal = terminalId("1", "Broker");
const other = terminalId("2", "Broker");

/** Answers what it watches; null: it has failed. */
class Watching {
  accounts: readonly string[] | null = [terminal];
  asked = 0;

  ask(question: string): Promise<unknown> {
    assert.equal(question, "watched_accounts");
    this.asked += 1;
    const isFailed = this.accounts === null;
    return Promise.resolve(
      isFailed ? err({ code: "peer_unavailable", peer: "risk" }) : ok(this.accounts),
    );
  }
}

function inStage() {
  const clock = new SimulatedClock(0);
  const [risk, trade] = [new Watching(), new Watching()];
  const watch = new AccountWatch(clock, peersAmong({ risk, trade }).peer);
  const beat = async (count: number) => {
    for (let beats = 0; beats < count; beats++) {
      watch.look();
      await clock.advance(1_000);
    }
  };
  return { risk, trade, watch, beat };
}

Deno.test("before anybody has answered, nothing is watched", () => {
  assert.deepEqual(inStage().watch.watched(terminal), []);
});

Deno.test("limits and stops are watched while risk and trade answer for the account", async () => {
  const { watch, beat } = inStage();
  await beat(3);
  assert.deepEqual(watch.watched(terminal), ["limits", "stops"]);
  assert.deepEqual(watch.watched(other), []);
});

Deno.test("without risk nobody watches the limits, and trade moves the stops", async () => {
  const { risk, watch, beat } = inStage();
  await beat(3);
  risk.accounts = null;
  await beat(4);
  assert.deepEqual(watch.watched(terminal), ["limits", "stops"], "it may be busy");
  await beat(3);
  assert.deepEqual(watch.watched(terminal), ["stops"]);
  risk.accounts = [terminal];
  await beat(1);
  assert.deepEqual(watch.watched(terminal), ["limits", "stops"]);
});

Deno.test("without trade nobody closes at a limit, and nobody moves stops", async () => {
  const { trade, watch, beat } = inStage();
  await beat(3);
  trade.accounts = null;
  await beat(8);
  assert.deepEqual(watch.watched(terminal), []);
});

Deno.test("an account that trade has not read yet has its limits watched, not its stops", async () => {
  const { trade, watch, beat } = inStage();
  trade.accounts = [];
  await beat(2);
  assert.deepEqual(watch.watched(terminal), ["limits"]);
});
