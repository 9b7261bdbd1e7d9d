/**
 * The strategy actor with real runners: what is analysed, the resulting signals, and what
 * misbehaving strategies can do.
 */

import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { barsOfPoints, firstBarMs, openMs } from "./series.ts";
import { btcusd, eurusd, StrategyWorld } from "./strategy_world.ts";

const steady = barsOfPoints(Array.from({ length: 2_000 }, (_, index) => 110_000 + index));

/** Runs `scenario` on a new actor, and ends its runners in any case. */
async function withWorld(
  world: StrategyWorld,
  scenario: (world: StrategyWorld) => Promise<void>,
): Promise<void> {
  try {
    await scenario(world);
  } finally {
    await world.actor.stop?.();
  }
}

/** Long enough for a turn of the good strategies on a loaded machine, short enough to wait for. */
const analysisTimeoutMs = 1_000;

function choose(...names: string[]) {
  return names.map((name) => ({ name, parameters: {} }));
}

Deno.test("analyze() analyses the newest bar of a new series, then each bar that follows", async () => {
  const config = { strategies: choose("buys"), maxSignalAgeMs: 600_000 };
  await withWorld(new StrategyWorld(config), async (world) => {
    await world.tellBar(steady, 10);
    const first = await world.analyze();
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10] });
    assert.deepEqual(first, {
      seriesAnalysed: 1,
      barsAnalysed: 1,
      signals: [...world.store.signals.keys()],
      failures: {},
    });

    await world.tellBar(steady, 14);
    await world.analyze();
    await world.analyze(); // nothing new
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10, 11, 12, 13, 14] });
    const signal = [...world.store.signals.values()].at(-1)!;
    assert.deepEqual(
      [signal.symbol, signal.direction, signal.price, signal.stopLoss, signal.takeProfit],
      ["EURUSD", "buy", 1.10014, 1.09914, 1.10214],
    );
    assert.equal(signal.barBrokerMs, openMs(14));
    assert.equal(world.logged("signal_not_executed").length, 5);
    assert.deepEqual(world.published, [...world.store.signals.values()]);
    assert.equal(world.actor.status().counters?.signals, 5);
  });
});

Deno.test("analyze() gives the same signals whether bars arrive one by one or a thousand at a time", async () => {
  const strategies = [{ name: "buys", parameters: { every: 7 } }];
  const inSteps = async (lasts: readonly number[]) => {
    const world = new StrategyWorld({ strategies });
    await withWorld(world, async () => {
      for (const last of lasts) {
        await world.tellBar(steady, last);
        await world.analyze();
      }
    });
    return world.signalBars(firstBarMs);
  };
  const slowly = await inSteps([10, 11, 12, 500, 501, 1300, 1500, 1999]);
  const atOnce = await inSteps([10, 1999]);
  assert.ok(slowly.buys!.length > 250);
  assert.deepEqual(atOnce, slowly);
});

Deno.test("a closed bar is analysed when it is stored, without a request", async () => {
  await withWorld(new StrategyWorld({ strategies: choose("buys") }), async (world) => {
    await world.tellBar(steady, 10);
    await eventually(() => world.published.length === 1);
    // The bar between them was never reported: it closed 61 s ago, and is only stored.
    await world.tellBar(steady, 12, eurusd, 1_000);
    await eventually(() => world.published.length === 2);
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10, 11, 12] });
  });
});

Deno.test("analyze() does nothing while nothing is due", async () => {
  await withWorld(new StrategyWorld({ strategies: choose("buys") }), async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
    const asked = world.store.asked.length;
    const report = await world.analyze();
    assert.deepEqual(report, { seriesAnalysed: 0, barsAnalysed: 0, signals: [], failures: {} });
    assert.equal(world.store.asked.length, asked);
  });
});

Deno.test("a bar reported and requested at the same time gives its signal once", async () => {
  await withWorld(new StrategyWorld({ strategies: choose("buys") }), async (world) => {
    await world.tellBar(steady, 10);
    const reports = await Promise.all([world.analyze(), world.analyze()]);
    assert.deepEqual(reports.map(({ signals }) => signals.length), [1, 1], "of the one analysis");
    assert.equal(world.published.length, 1);
    assert.equal(world.actor.status().counters?.barsAnalysed, 1);
  });
});

Deno.test("analyze() reports only the series of its asset class", async () => {
  await withWorld(new StrategyWorld({ strategies: choose("buys") }), async (world) => {
    await world.tellBar(steady, 10);
    await world.tellBar(steady, 20, btcusd);
    const { signals } = await world.analyze("crypto");
    assert.deepEqual(signals.map((id) => world.store.signals.get(id)?.symbol), [btcusd]);
  });
});

Deno.test("a signal is logged and counted once, even when the actor restarts on the same bar", async () => {
  const first = new StrategyWorld({ strategies: choose("buys") });
  await withWorld(first, async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
  });
  await withWorld(new StrategyWorld({ strategies: choose("buys") }, first.store), async (world) => {
    await world.tellBar(steady, 10);
    const report = await world.analyze();
    assert.equal(report.barsAnalysed, 1);
    assert.deepEqual(report.signals, []);
    assert.deepEqual(world.logged("signal_not_executed"), []);
    assert.deepEqual(world.published, []);
    assert.equal(world.store.signals.size, 1);
  });
});

Deno.test("analyze() reports a store failure, and analyses the same bars when it is back", async () => {
  await withWorld(new StrategyWorld({ strategies: choose("buys") }), async (world) => {
    await world.tellBar(steady, 10);
    world.store.failure = { code: "store_locked", path: "bridge.sqlite" };
    const refused = await world.actor.onAsk.analyze({ assetClass: "forex" });
    assert.deepEqual(refused, { ok: false, error: world.store.failure });
    assert.equal(world.actor.status().health, "degraded");

    world.store.failure = null;
    await world.analyze();
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10] });
    assert.equal(world.actor.status().health, "ok");
  });
});

Deno.test("an unknown strategy or parameter is refused by name, the others run", async () => {
  const strategies = [
    ...choose("buys", "sells_dreams"),
    { name: "throws", parameters: { every: 0 } },
  ];
  await withWorld(new StrategyWorld({ strategies }), async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10] });
    const refused = world.logged("strategy_refused").map(({ fields }) => fields.strategy);
    assert.deepEqual(refused, ["sells_dreams", "throws"]);
    assert.match(world.actor.status().reason ?? "", /sells_dreams.*throws/);
  });
});

const harmless = [
  { name: "throws", error: /^Error: no luck$/ },
  { name: "throws_unreadable", error: /unreadable/ },
  { name: "not_a_number", error: /^Stop loss is NaN$/ },
  { name: "not_a_draft", error: /returned a number/ },
  { name: "functions", error: /^Reason must be one line of text/ },
  { name: "asynchronous", error: /promise/ },
  { name: "rejects", error: /promise/ },
];
for (const { name, error } of harmless) {
  Deno.test(`a misbehaving strategy is counted, and disabled if it continues: ${name}`, async () => {
    await withWorld(new StrategyWorld({ strategies: choose(name, "buys") }), async (world) => {
      await world.tellBar(steady, 10);
      const report = await world.analyze();
      assert.deepEqual(report.failures, { [name]: 1 });
      assert.match(String(world.logged("strategy_failed")[0]?.fields.error), error);
      assert.equal(world.actor.status().health, "ok");

      await world.tellBar(steady, 14); // four more make five in a row
      await world.analyze();
      assert.equal(world.logged("strategy_disabled").length, 1);
      assert.equal(world.actor.status().health, "degraded");

      await world.tellBar(steady, 16);
      assert.deepEqual((await world.analyze()).failures, {});
      assert.deepEqual(world.signalBars(firstBarMs), { buys: [10, 11, 12, 13, 14, 15, 16] });
    });
  });
}

Deno.test("a strategy that fails now and then keeps running: only failures in a row disable it", async () => {
  const strategies = [{ name: "throws", parameters: { every: 2 } }];
  await withWorld(new StrategyWorld({ strategies }), async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
    await world.tellBar(steady, 110);
    const { failures } = await world.analyze();
    assert.deepEqual(failures, { throws: 50 });
    assert.deepEqual(world.logged("strategy_disabled"), []);
  });
});

for (const name of ["loops", "loops_in_promises"]) {
  Deno.test(`a strategy that never ends breaks its runner, the others still get their turn: ${name}`, async () => {
    const strategies = choose("buys", name, "prints");
    await withWorld(
      new StrategyWorld({ strategies, runners: 1, analysisTimeoutMs }),
      async (world) => {
        await world.tellBar(steady, 10);
        const { failures } = await world.analyze();
        assert.deepEqual(failures, { [name]: 1 });
        assert.deepEqual(world.signalBars(firstBarMs), { buys: [10], prints: [10] });
        assert.match(
          String(world.logged("strategy_failed")[0]?.fields.error),
          /^took longer than 1 s$/,
        );
        const [runner] = world.actor.status().detail.runners as {
          restarts: number;
          state: string;
        }[];
        assert.deepEqual([runner?.restarts, runner?.state], [1, "idle"]);
      },
    );
  });
}

Deno.test("a strategy that breaks its runner for the third time is disabled", async () => {
  const strategies = choose("buys", "crashes_later", "prints");
  await withWorld(new StrategyWorld({ strategies, runners: 1 }), async (world) => {
    const bars = [10, 11, 12, 13];
    for (const last of bars) {
      await world.tellBar(steady, last);
      await world.analyze();
    }
    assert.deepEqual(world.signalBars(firstBarMs), { buys: bars, prints: bars });
    const { detail, reason } = world.actor.status();
    const [runner] = detail.runners as { restarts: number }[];
    assert.equal(runner?.restarts, 3);
    assert.match(reason ?? "", /crashes_later is disabled/);
    assert.equal(world.logged("strategy_disabled").length, 1);
  });
});

Deno.test("a strategy that writes to its window does not affect others", async () => {
  const strategies = choose("spoils_its_window", "buys");
  await withWorld(new StrategyWorld({ strategies }), async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
    assert.deepEqual(world.signalBars(firstBarMs), { buys: [10] });
  });
});

Deno.test("a strategy has nothing in its scope for external access", async () => {
  await withWorld(new StrategyWorld({ strategies: choose("looks_around") }), async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
    assert.deepEqual([...world.store.signals.values()].map(({ reason }) => reason), ["Nothing"]);
  });
});

Deno.test("ticks reach the strategies that watch them, with one signal per bar", async () => {
  const strategies = choose("watches_ticks", "buys");
  await withWorld(new StrategyWorld({ strategies }), async (world) => {
    await world.tellBar(steady, 10);
    await world.analyze();
    const tick = (minute: number, bid: number) => ({
      brokerMs: openMs(minute),
      bid,
      ask: bid + 0.0001,
      last: 0,
      volume: 0,
      flags: 6,
    });
    const shown = () => (world.actor.status().detail.ticks as { shown: number }).shown;
    for (const [index, ticks] of [[11, 11], [11], [12]].entries()) {
      const before = shown();
      await world.tellTicks(ticks.map((minute) => tick(minute, 1.1 + index / 1000)));
      await eventually(() => shown() === before + ticks.length);
    }
    await eventually(() => world.store.signals.size === 3);
    const found = [...world.store.signals.values()].filter((signal) => signal.strategy !== "buys");
    assert.deepEqual(found.map(({ barBrokerMs, price, reason }) => [barBrokerMs, price, reason]), [
      [openMs(11), 1.1, "2 ticks after 2 bars"],
      [openMs(12), 1.102, "1 ticks after 2 bars"],
    ]);
  });
});

Deno.test("a strategy that hangs on ticks breaks its runner, analyses continue with the next", async () => {
  const strategies = choose("loops_on_ticks", "buys");
  await withWorld(
    new StrategyWorld({ strategies, runners: 1, analysisTimeoutMs }),
    async (world) => {
      await world.tellBar(steady, 10);
      await world.analyze();
      await world.tellTicks([{
        brokerMs: openMs(11),
        bid: 1.1,
        ask: 1.1,
        last: 0,
        volume: 0,
        flags: 6,
      }]);
      await world.tellBar(steady, 11);
      await world.analyze(); // queued behind the ticks
      assert.deepEqual(world.signalBars(firstBarMs), { buys: [10, 11] });
      const failed = world.logged("strategy_failed").map(({ fields }) => fields.strategy);
      assert.deepEqual(failed, ["loops_on_ticks"]);
    },
  );
});

Deno.test("late signals are stored as history with one log line, and never proposed", async () => {
  await withWorld(
    new StrategyWorld({ strategies: choose("buys"), tradingMode: "paper" }),
    async (world) => {
      await world.tellBar(steady, 10);
      await world.analyze();
      assert.equal(world.published.length, 1);
      // Eight hours without a terminal: 480 bars at once, the newest of which closed a moment ago.
      for (const bar of [150, 300, 490]) await world.tellBar(steady, bar, eurusd, 500);
      await world.analyze();
      assert.equal(world.store.signals.size, 481);
      assert.deepEqual(
        world.published.map(({ barBrokerMs }) => (barBrokerMs - firstBarMs) / 60_000),
        [10, 490],
      );
      assert.ok(world.published.every(({ isLate }) => !isLate));
      const late = [...world.store.signals.values()].filter(({ isLate }) => isLate);
      assert.equal(late.length, 479);
      assert.ok(late[0]!.ageMs! >= 479 * 60_000);
      const lines = world.logged("signals_late");
      assert.deepEqual(lines.map(({ fields }) => [fields?.count, fields?.age]), [[
        479,
        "7 h 59 min",
      ]]);
      assert.equal(world.logged("signal").length, 2);
    },
  );
});

Deno.test("a new series whose newest bar is old proposes nothing, even after a restart", async () => {
  const world = new StrategyWorld({ strategies: choose("buys") });
  await withWorld(world, async () => {
    await world.tellBar(steady, 10, eurusd, 3 * 86_400_000); // a weekend ago
    await world.analyze();
    assert.deepEqual(world.published, []);
    assert.deepEqual([...world.store.signals.values()].map(({ isLate }) => isLate), [true]);
  });
  const next = new StrategyWorld({ strategies: choose("buys") }, world.store);
  await withWorld(next, async () => {
    await next.tellBar(steady, 10);
    await next.analyze();
    assert.deepEqual(next.published, []); // it was found late, so it is not found again
  });
});
