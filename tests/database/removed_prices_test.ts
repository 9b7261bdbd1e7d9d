/** Prices that were stored by mistake are moved out: by the migration, and on request. */

import assert from "node:assert/strict";
import { migrations, removedPricesStep } from "../../src/database/migrations.ts";
import { openSqliteFile } from "../../src/database/sqlite_file.ts";
import { openSqliteStore } from "../../src/database/sqlite_store.ts";
import { type Bar, brokerMs } from "../../src/models/mod.ts";
import { barFaults } from "../../src/price/bar_plausibility.ts";
import { lacks } from "../../tools/test_needs.ts";
import { storeDigests } from "../support/mirror_check.ts";
import { startMirrored, targetOf } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  keepForEver,
  mondayMs,
  must,
  otherTerminal,
  sampleBar,
  sampleTick,
  seriesBars,
  storedTicks,
  withStore,
} from "../support/store_samples.ts";

const wrong: readonly Bar[] = [
  { ...sampleBar(2), brokerMs: brokerMs(0) },
  { ...sampleBar(3), brokerMs: brokerMs(mondayMs + 1) },
  { ...sampleBar(4), low: 0 },
  { ...sampleBar(5), high: 1e300 },
  { ...sampleBar(6), high: 1, low: 2 },
  { ...sampleBar(7), close: 1.2 },
  { ...sampleBar(8), tickVolume: -1 },
  { ...sampleBar(9), spreadPoints: 1e300 },
].toSorted((one, other) => one.brokerMs - other.brokerMs);

const oldSteps = migrations.slice(0, removedPricesStep - 1);

/** A store as an older version left it. */
function oldStore(folder: string, bars: readonly Bar[], more = ""): void {
  const file = must(openSqliteFile(folder, oldSteps));
  file.db.exec(`
INSERT INTO terminals (id, venue, login, server) VALUES (1, 'mt5', '5012345', 'MetaQuotes-Demo');
INSERT INTO symbols (id, terminal_id, name) VALUES (1, 1, 'EURUSD');
INSERT INTO series (id, symbol_id, timeframe) VALUES (1, 1, 'M15');
${more}`);
  const insert = file.db.prepare("INSERT INTO bars VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  for (const { brokerMs: ms, open, high, low, close, ...rest } of bars) {
    const { tickVolume, realVolume, spreadPoints } = rest;
    insert.run(ms, ms, open, high, low, close, tickVolume, realVolume, spreadPoints);
  }
  file.close();
}

Deno.test("the migration moves every absurd bar out, with the reason, and no other", async () => {
  await inTempFolder((folder) => {
    oldStore(folder, [sampleBar(0), sampleBar(1), ...wrong]);
    const store = must(openSqliteStore({ folder, retention: keepForEver }));
    const wanted = { terminal: demoTerminal, symbol: "EURUSD", timeframe: "M15" } as const;
    const left = must(store.bars.load({ ...wanted, toBrokerMs: null, limit: 100 } as never));
    assert.deepEqual([...left.brokerMs], [sampleBar(0).brokerMs, sampleBar(1).brokerMs]);
    assert.deepEqual(must(store.removedPrices.count()), { bars: wrong.length, ticks: 0 });
    store.close();
    const file = must(openSqliteFile(folder, migrations));
    const reasons = file.db.prepare("SELECT DISTINCT reason FROM removed_bars").all()
      .map(({ reason }) => String(reason));
    file.close();
    // A bar of the store is never judged by the clock, or by the bar that arrived before it.
    const judged = barFaults.filter((one) => one !== "future" && one !== "out_of_order");
    assert.deepEqual(reasons.toSorted(), judged.toSorted());
  });
});

Deno.test("rows later than the broker's time are moved out, of this terminal only", async () => {
  await withStore((store) => {
    const far = { ...sampleBar(100_000) };
    for (const terminal of [demoTerminal, otherTerminal]) {
      must(store.bars.store(terminal, [seriesBars([sampleBar(0), far])]));
      must(store.ticks.store(terminal, [storedTicks([sampleTick(0), sampleTick(100_000_000)])]));
    }
    const removed = must(store.removedPrices.removeAfter(demoTerminal, sampleBar(1).brokerMs));
    assert.deepEqual(removed, { bars: 1, ticks: 1 });
    assert.deepEqual(must(store.removedPrices.count()), { bars: 1, ticks: 1 });
    assert.equal(must(store.edges(demoTerminal)).series[0]?.lastBarBrokerMs, sampleBar(0).brokerMs);
    assert.equal(must(store.edges(otherTerminal)).series[0]?.lastBarBrokerMs, far.brokerMs);
    must(store.bars.store(demoTerminal, [seriesBars([sampleBar(1)])]));
  });
});

Deno.test("what the migration moved out is logged for a mirror that is on", async () => {
  await inTempFolder((folder) => {
    oldStore(folder, [sampleBar(0), ...wrong], "INSERT INTO mirror_state VALUES (1, 'b', 1, 0, 0)");
    const file = must(openSqliteFile(folder, migrations));
    const [logged] = file.db.prepare(
      "SELECT count(*) AS rows FROM mirror_log WHERE table_name = 'removed_bars'",
    ).all();
    file.close();
    assert.equal(logged?.rows, wrong.length);
  });
});

Deno.test("only the start that cleaned the store reports it", async () => {
  await inTempFolder(async (folder) => {
    oldStore(folder, wrong);
    for (const expected of [1, 0]) {
      await using started = startMirrored(folder, null);
      const said = started.sentences().filter((one) => one.includes("removed_bars (8)"));
      assert.equal(said.length, expected);
    }
  });
});

const lacksPostgres = lacks("postgres");
const server = lacksPostgres ? null : await sharedPostgres();

Deno.test({
  name: "mirror: removed rows leave it, and a right row in their place stays",
  ignore: lacksPostgres,
  fn: () =>
    inTempFolder(async (folder) => {
      await using database = await server!.createDatabase();
      await using mirrored = startMirrored(folder, targetOf(database.url));
      const { onAsk } = mirrored.actor;
      const terminal = demoTerminal;
      const far = sampleBar(100_000);
      const store = (bars: readonly Bar[]) =>
        onAsk.store_bars({ terminal, series: [seriesBars(bars)] });
      must(await store([sampleBar(0), far]));
      const ticks = [sampleTick(0), sampleTick(100_000_000)];
      must(await onAsk.store_ticks({ terminal, batches: [storedTicks(ticks)] }));
      await mirrored.mirrored(database.url);
      const afterBrokerMs = sampleBar(1).brokerMs;
      must(await onAsk.remove_prices({ terminal, afterBrokerMs }));
      must(await store([{ ...far, close: far.open }]));
      await mirrored.mirrored(database.url);
      const rows = storeDigests(mirrored.storePath);
      assert.deepEqual([rows.bars?.rows, rows.ticks?.rows, rows.removed_bars?.rows], [2, 1, 1]);
    }),
});
