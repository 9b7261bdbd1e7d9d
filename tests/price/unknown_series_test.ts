/**
 * The first bars of a series that is not in the store yet: whatever is late, lost or fails, every
 * bar that the terminal has closed since it was first heard is stored, however many there are.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import { bar, minuteMs, minutes, PriceWorld, startMs, tick } from "./price_world.ts";
import { terminal } from "./price_samples.ts";

const backfillBars = 5;
/** The bar that was forming when the terminal was first heard, and the following ones. */
const since = (count: number) => minutes(startMs, count);

async function settled(world: PriceWorld): Promise<void> {
  world.callMs = () => 0;
  world.callFails = () => null;
  world.storeFails = () => null;
  await world.clock.advance(60_000);
  assert.equal((await world.fetch()).ok, true);
}

Deno.test("a fetch before the first bar of the stream does not skip bars that closed during it", async () => {
  const world = new PriceWorld({ backfillBars });
  world.sync();
  await world.clock.advance(100); // the terminal has no bar yet
  world.callMs = () => 20;
  const fetching = world.fetch();
  world.close(since(40).map((ms) => bar(ms))); // closed while the request was in transit
  await world.clock.advance(15);
  for (const ms of since(40)) world.tellBars([bar(ms)]);
  await world.clock.advance(200);
  assert.equal((await fetching).ok, true);
  assert.deepEqual(world.barTimes(), since(40));
});

Deno.test("bars lost with a broken connection are fetched on the next one", async () => {
  const world = new PriceWorld({ backfillBars });
  world.firstSeenMs = startMs + 30_000; // during the first of them
  world.sync();
  await world.clock.advance(100);
  world.close(since(2_500).map((ms) => bar(ms)));
  world.lose();
  world.sync();
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), since(2_500));
});

Deno.test("bars closed while the first reply is lost are fetched by the retry", async () => {
  const world = new PriceWorld({ backfillBars });
  world.callFails = () =>
    world.calls.bars === 1 ? { code: "call_timeout", terminal, verb: "rates" } : null;
  world.sync();
  await world.clock.advance(10);
  world.close(since(40).map((ms) => bar(ms)));
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), since(40));
});

Deno.test("a restarted link does not move the beginning", async () => {
  const world = new PriceWorld({ backfillBars });
  world.sync();
  await world.clock.advance(100);
  world.close(since(40).map((ms) => bar(ms)));
  world.actor.onPeerRestarted?.("mt5");
  world.firstSeenMs = startMs + 40 * minuteMs;
  world.sync();
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), since(40));
});

Deno.test("bars are accepted from a terminal whose clock is ahead of them", async () => {
  const world = new PriceWorld({ backfillBars });
  world.firstSeenMs = startMs + 3_600_000;
  world.sync();
  await world.clock.advance(100);
  world.callMs = () => 20;
  void world.fetch();
  world.close(since(40).map((ms) => bar(ms)));
  for (const ms of since(40)) world.tellBars([bar(ms)]);
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), since(40));
});

Deno.test("a restarted actor begins where the link first heard the terminal", async () => {
  const world = new PriceWorld({ backfillBars });
  world.sync();
  await world.clock.advance(100);
  world.close(since(40).map((ms) => bar(ms)));
  world.restart();
  world.sync();
  await world.clock.advance(1_000);
  assert.deepEqual(world.barTimes(), since(40));
});

Deno.test("a failed fetch continues from the last stored bar", async () => {
  const world = new PriceWorld({ backfillBars });
  world.sync();
  await world.clock.advance(100);
  world.close(since(3_500).map((ms) => bar(ms)));
  world.calls.bars = 0;
  // The newest bars, then two pages from the beginning; the third request is refused.
  world.callFails = () =>
    world.calls.bars === 4
      ? { code: "call_refused", terminal, reason: "x", message: "", retcode: 0 }
      : null;
  assert.equal((await world.fetch()).ok, false);
  assert.deepEqual(world.barTimes(), since(2_000));
  assert.equal((await world.fetch()).ok, true);
  assert.deepEqual(world.barTimes(), since(3_500));
});

Deno.test("of the bars from before the terminal was heard, only the newest are fetched", async () => {
  const world = new PriceWorld({ backfillBars });
  const before = minutes(startMs - 20 * minuteMs, 20);
  world.close(before.map((ms) => bar(ms)));
  world.callFails = () => ({ code: "history_loading", terminal });
  world.sync();
  await world.clock.advance(10);
  world.close(since(3).map((ms) => bar(ms)));
  await settled(world);
  assert.deepEqual(world.barTimes(), [...before.slice(-2), ...since(3)]);
});

Deno.test("a weekend without the bridge is fetched completely, however few bars a new symbol gets", async () => {
  const world = new PriceWorld({ backfillBars });
  world.close(minutes(startMs - 5 * minuteMs, 5).map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(100);
  world.lose();
  const weekend = since(2 * 24 * 60);
  world.close(weekend.map((ms) => bar(ms)));
  world.restart();
  world.firstSeenMs = weekend.at(-1)!;
  world.calls.bars = 0;
  world.callFails = () => world.calls.bars % 2 === 0 ? { code: "history_loading", terminal } : null;
  world.sync();
  await world.clock.advance(60_000);
  assert.deepEqual(world.barTimes(), [...minutes(startMs - 5 * minuteMs, 5), ...weekend]);
});

Deno.test("a backfill of more bars than one reply has is complete, with at most half as many bars in excess", async () => {
  const wanted = 12_000;
  const world = new PriceWorld({ backfillBars: wanted });
  world.callMs = () => 2;
  const all = minutes(startMs - 30_000 * minuteMs, 30_000).filter((ms) => {
    const day = new Date(ms).getUTCDay();
    return day !== 0 && day !== 6;
  });
  world.close(all.map((ms) => bar(ms)));
  world.sync();
  await world.clock.advance(1_000);
  const stored = world.barTimes();
  assert.deepEqual(stored, all.slice(-stored.length));
  assert.ok(stored.length >= wanted && stored.length <= 1.5 * wanted, `${stored.length} bars`);
});

Deno.test("ticks of a stream that broke before one of them was seen are fetched", async () => {
  for (const broken of ["lose", "gap", "sync"] as const) {
    for (const isStoreAway of [true, false]) {
      const world = new PriceWorld();
      if (isStoreAway) world.storeFails = () => ({ code: "peer_unavailable", peer: "database" });
      world.sync();
      await world.clock.advance(100);
      world.quote([1, 2, 3].map((ms) => tick(startMs + ms, 1.1)));
      world[broken]();
      if (broken === "lose") world.sync();
      world.live([tick(startMs + 200, 1.1)]);
      world.storeFails = () => null;
      world.firstSeenMs = startMs + 100;
      world.sync();
      await world.clock.advance(10_000);
      assert.deepEqual(world.tickRows(), world.truthRows(), `${broken}, away: ${isStoreAway}`);
    }
  }
});

Deno.test("ticks after a gap are accepted even if the clock is ahead of them", async () => {
  const world = new PriceWorld();
  world.firstSeenMs = startMs + 3_600_000;
  world.sync();
  await world.clock.advance(100);
  world.lose();
  world.sync();
  await world.clock.advance(100);
  world.live([1, 2, 3].map((ms) => tick(startMs + ms, 1.1)));
  await world.clock.advance(1_000);
  assert.equal(world.tickRows().length, 3);
});

type Happening = "close" | "tell" | "lose" | "sync" | "gap" | "fetch" | "restart" | "fail" | "wait";

const happenings: fc.Arbitrary<Happening> = fc.constantFrom(
  ...["close", "tell", "lose", "sync", "gap", "fetch", "restart", "fail", "wait"] as const,
);

Deno.test("for any events in any order, no bar since the terminal was heard is missing", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(happenings, fc.nat(30)), { maxLength: 25 }),
      async (scenario) => {
        const world = new PriceWorld({ backfillBars });
        world.callMs = () => 20;
        let closed = 0;
        for (const [happening, amount] of [["sync", 0] as const, ...scenario]) {
          const next = minutes(startMs + closed * minuteMs, amount).map((ms) => bar(ms));
          switch (happening) {
            case "close":
              world.close(next);
              closed += amount;
              break;
            case "tell":
              world.close(next);
              closed += amount;
              if (amount > 0) world.tellBars(next);
              break;
            case "lose":
              world.lose();
              break;
            case "sync":
              world.sync();
              break;
            case "gap":
              world.gap();
              break;
            case "fetch":
              void world.fetch();
              break;
            case "restart":
              world.restart();
              world.sync();
              break;
            case "fail":
              world.callFails = () => ({ code: "call_timeout", terminal, verb: "rates" });
              break;
            case "wait":
              await world.clock.advance(amount);
              world.callFails = () => null;
              break;
          }
        }
        world.sync();
        await settled(world);
        assert.deepEqual(world.barTimes(), since(closed));
      },
    ),
    { seed: 5, numRuns: 300 },
  );
});
