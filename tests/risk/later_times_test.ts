/** An account that an earlier run had moved to 2036, after a quote with a wrong time. */

import assert from "node:assert/strict";
import { brokerMs, type Halt, unixMs } from "../../src/models/mod.ts";
import { haltsOfNote } from "../../src/risk/halt_record.ts";
import { presentDays } from "../../src/risk/broker_day.ts";
import { sampleDeal } from "../support/trade_samples.ts";
import { terminal } from "./risk_samples.ts";
import { hourMs, inWorld, type RiskWorld } from "./risk_world.ts";

const farMs = brokerMs(Date.UTC(2036, 0, 1, 9));
const far = "2036-01-01";

function farHalt({ clock }: RiskWorld): Halt {
  const record = `account daily_loss block next_day ${clock.nowMs()} ${far} ${terminal}/1-far`;
  return haltsOfNote({ record, reason: "Daily loss limit hit" }, terminal)[0]!;
}

async function storeFar(world: RiskWorld): Promise<void> {
  const { database, clock } = world;
  await database.onAsk.begin_day({
    ...{ terminal, brokerDay: far, startEquity: 20_000, startBalance: 20_000 },
    startedBrokerMs: brokerMs(Date.UTC(2036, 0, 1)),
  });
  await database.onAsk.store_halt({ halt: farHalt(world), figures: null });
  const deal = { ...sampleDeal(1), brokerMs: farMs, utcMs: unixMs(farMs) };
  await database.onAsk.store_trades({
    ...{ terminal, positions: [], orders: [], deals: [deal], discrepancies: [] },
    ...{ takenMs: clock.nowMs(), dealsCompleteToBrokerMs: farMs },
  });
}

Deno.test("days, deals and halts of 2036 are brought back at the start, and told", async () => {
  await inWorld(async (world) => {
    await storeFar(world);
    world.restart();
    await world.sync();
    const today = "2026-02-25";
    const day = await world.database.onAsk.latest_day({ terminal });
    assert.equal(day.ok && day.value?.brokerDay, today);
    assert.equal((await world.figures())?.brokerDay, today);
    const stored = await world.database.onAsk.lasting_halts({});
    for (const halts of [await world.halts(), stored.ok ? stored.value.halts : []]) {
      assert.deepEqual(halts.map(({ brokerDay }) => brokerDay), [today]);
    }
    const range = { terminal, fromBrokerMs: brokerMs(0), toBrokerMs: null };
    const deals = await world.database.onAsk.deals_between(range);
    const times = deals.ok ? deals.value.map((one) => [one.brokerMs, one.utcMs]) : [];
    assert.equal(times.length, 1);
    assert.ok(times.flat().every((time) => time <= world.brokerMs), String(times));
    assert.match(
      world.logged.sentences().join("\n"),
      /later than the broker's time, .* 1 days were removed, 1 deals and 1 halts are dated/,
    );
    await world.clock.advance(13 * hourMs);
    await world.tellAccount();
    await world.actor.onAsk.update_risk({});
    assert.deepEqual(await world.halts(), [], "a new day ends the halt");
  });
});

Deno.test("a day counts as later only when it is later than both clocks", () => {
  const at = (text: string) => Date.parse(text);
  const heardMs = brokerMs(at("2026-02-25T23:00Z"));
  const cases: readonly [string, string][] = [
    ["2026-02-25T21:00Z", "2026-02-26"],
    ["2025-12-27T00:00Z", "2026-02-25"],
    ["2026-04-26T00:00Z", "2026-04-26"],
  ];
  for (const [now, latestDay] of cases) {
    assert.deepEqual(presentDays(heardMs, unixMs(at(now))), {
      brokerDay: "2026-02-25",
      latestDay,
    });
  }
});
