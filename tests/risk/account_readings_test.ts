/** Which figures of an account are the latest: their sequence numbers decide, not clocks. */

import assert from "node:assert/strict";
import { AccountReadings } from "../../actors/risk/account_readings.ts";
import { type BrokerMs, brokerMs, unixMs } from "../../src/models/mod.ts";
import { nothingHeld } from "../support/nothing_held.ts";
import { terminal } from "./risk_samples.ts";

const noonMs = brokerMs(Date.UTC(2026, 1, 25, 12));

function readings() {
  const known = new AccountReadings(() => 0, () => {});
  known.begin("e1");
  const take = (number: number, equity: number, source = "e1", time: BrokerMs = noonMs) => {
    const money = { balance: equity, equity, margin: 0, freeMargin: equity, profit: 0 };
    // Each is dated earlier than the one before it: the computer's clock is being set back.
    const utcMs = unixMs(noonMs - number * 3_600_000);
    const account = { terminal, utcMs, ...money, ...nothingHeld, marginLevelPct: null };
    known.take({ account, place: { source, number }, brokerMs: time }, {
      problem: Number.isNaN(equity) ? "not a number" : null,
      isCounted: !Number.isNaN(equity),
      day: "2026-02-25",
      comparison: null,
      credit: 0,
      isSurelyDated: true,
    });
    return known.latest?.account.equity;
  };
  return { known, take };
}

Deno.test("figures of an account are ordered by their numbers, whatever the clocks said", () => {
  const { take } = readings();
  assert.deepEqual([take(1, 100), take(2, 50), take(5, 40)], [100, 50, 40]);
  assert.deepEqual([take(4.5, 70), take(5, 39), take(6, 38)], [40, 39, 38]);
});

Deno.test("figures of an earlier source are ignored, and numbers start again with the next source", () => {
  const { known, take } = readings();
  take(500, 100);
  known.begin("e1"); // the same one, after a reconnect
  assert.equal(take(499, 70), 100);
  known.begin("e2");
  assert.deepEqual([take(501, 90), take(1, 60, "e2")], [100, 60]);
});

Deno.test("outdated figures do not decide whether the latest ones make sense", () => {
  const { known, take } = readings();
  take(2, 100);
  take(1, Number.NaN);
  assert.equal(known.unsound, null);
});
