/**
 * The mirror on a real PostgreSQL: what arrives, how it continues after restarts, and several
 * bridges in one database.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import postgres from "postgres";
import { mirroredTables } from "../../src/database/mirror_tables.ts";
import { unixMs } from "../../src/models/mod.ts";

import { lacks } from "../../tools/test_needs.ts";
import { eventually } from "../support/eventually.ts";
import { inStore, storeSome } from "../support/full_store.ts";
import { assertMirrored, bridgeOf, storeDigests } from "../support/mirror_check.ts";
import { startMirrored, targetOf, testSchema } from "../support/mirror_stage.ts";
import { sharedPostgres } from "../support/postgres_server.ts";
import {
  demoTerminal,
  inTempFolder,
  mondayMs,
  must,
  sampleBar,
  sampleSignal,
  sampleTick,
  seriesBars,
  storedTicks,
} from "../support/store_samples.ts";
import { sampleDeal, sampleDecision, sampleIntent, sampleTaken } from "../support/trade_samples.ts";

const lacksPostgres = lacks("postgres");
const server = lacksPostgres ? null : await sharedPostgres();

/** A test with a store folder and a separate database. */
function mirrorTest(name: string, scenario: (folder: string, url: string) => Promise<void>): void {
  Deno.test({
    name: `mirror: ${name}`,
    ignore: lacksPostgres,
    fn: () =>
      inTempFolder(async (folder) => {
        await using database = await server!.createDatabase();
        await scenario(folder, database.url);
      }),
  });
}

async function rowsOf(url: string, query: string): Promise<Record<string, unknown>[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...await sql.unsafe(query)].map((row) => ({ ...row }));
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

mirrorTest(
  "rows stored before a server was configured arrive, from every table",
  async (folder, url) => {
    inStore(folder, (store) => storeSome(store));
    await using stage = startMirrored(folder, targetOf(url));
    await stage.mirrored(url);
    const digests = storeDigests(stage.storePath);
    for (const { name } of mirroredTables) assert.ok(digests[name]!.rows > 0, name);
    const { host, port } = targetOf(url);
    assert.equal(
      stage.sentences().at(-1),
      `Connected to PostgreSQL at ${host}:${port} (pool: 1-4)`,
    );
  },
);

mirrorTest("rows written while it runs arrive, including changed rows", async (folder, url) => {
  await using stage = startMirrored(folder, targetOf(url));
  await stage.mirrored(url);
  const { onAsk } = stage.actor;
  const bars = (index: number, points: number) => ({
    terminal: demoTerminal,
    series: [seriesBars([sampleBar(index, points)])],
  });
  for (const index of range(30)) {
    await onAsk.store_bars(bars(index, 0));
    await onAsk.store_ticks({
      terminal: demoTerminal,
      batches: [storedTicks([sampleTick(index * 1_000)])],
    });
    await onAsk.journal_intent({ intent: sampleIntent(index), key: null, decision: null });
  }
  await stage.mirrored(url);
  await onAsk.store_bars(bars(3, 5));
  await onAsk.advance_intent({ intent: sampleIntent(3, { state: "filled" }) });
  await onAsk.store_trades(sampleTaken());
  await onAsk.store_trades(sampleTaken({ positions: [], orders: [] }));
  await stage.mirrored(url);
  const states = await rowsOf(
    url,
    `SELECT state, count(*)::int AS n FROM ${testSchema}.intents GROUP BY state ORDER BY n`,
  );
  assert.deepEqual(states, [{ state: "filled", n: 1 }, { state: "intended", n: 29 }]);
  const health = must(await onAsk.health_check({}));
  assert.equal(health.mirror.state, "ok");
  assert.equal(stage.actor.status().health, "ok");
  assert.equal(stage.mirror().lagSeconds, 0);
});

mirrorTest(
  "a restarted bridge continues where it was, and sends nothing twice",
  async (folder, url) => {
    inStore(folder, (store) => storeSome(store));
    {
      await using first = startMirrored(folder, targetOf(url));
      await first.mirrored(url);
    }
    inStore(folder, (store) => storeSome(store, 1));
    await using second = startMirrored(folder, targetOf(url));
    await second.mirrored(url);
    const rows = await rowsOf(
      url,
      `SELECT sum(rows_written)::int AS n FROM ${testSchema}.mirror_marks`,
    );
    const stored = Object.values(storeDigests(second.storePath)).reduce(
      (sum, one) => sum + one.rows,
      0,
    );
    const changedAgain = Number(rows[0]!.n) - stored;
    // Rows of the second round that existed already, such as the instrument's.
    assert.ok(changedAgain < 20, `${changedAgain} rows were sent twice`);
  },
);

mirrorTest(
  "two bridges that start at once share a database without mixing their rows",
  async (folder, url) => {
    const folders = [join(folder, "a"), join(folder, "b")];
    for (const [index, one] of folders.entries()) inStore(one, (store) => storeSome(store, index));
    await using a = startMirrored(folders[0]!, targetOf(url));
    await using b = startMirrored(folders[1]!, targetOf(url));
    await Promise.all([a.mirrored(url), b.mirrored(url)]);
    await a.actor.onAsk.store_bars({
      terminal: demoTerminal,
      series: [seriesBars([sampleBar(9_000)])],
    });
    await Promise.all([a.mirrored(url), b.mirrored(url)]);
    const bridges = await rowsOf(url, `SELECT bridge FROM ${testSchema}.bridges ORDER BY bridge`);
    assert.deepEqual(
      bridges.map(({ bridge }) => bridge),
      [bridgeOf(a.storePath), bridgeOf(b.storePath)].toSorted(),
    );
  },
);

mirrorTest(
  "a copy of a mirrored store becomes a separate bridge",
  async (folder, url) => {
    const [original, copy] = [join(folder, "a"), join(folder, "b")];
    inStore(original, (store) => storeSome(store));
    {
      await using stage = startMirrored(original, targetOf(url));
      await stage.mirrored(url);
    }
    await Deno.mkdir(copy);
    await Deno.copyFile(join(original, "bridge.sqlite"), join(copy, "bridge.sqlite"));
    {
      await using stage = startMirrored(original, targetOf(url));
      await stage.actor.onAsk.store_signals({ signals: [sampleSignal(5)] });
      await stage.mirrored(url);
    }
    await using stage = startMirrored(copy, targetOf(url));
    await stage.mirrored(url);
    assert.match(stage.sentences().join("\n"), /starting a new copy as/);
    assert.notEqual(bridgeOf(stage.storePath), bridgeOf(join(original, "bridge.sqlite")));
    await assertMirrored({ url, schema: testSchema }, join(original, "bridge.sqlite"));
  },
);

mirrorTest(
  "another server, or one restored to an older state, gets everything again",
  async (folder, url) => {
    inStore(folder, (store) => storeSome(store));
    {
      await using stage = startMirrored(folder, targetOf(url));
      await stage.mirrored(url);
    }
    await rowsOf(
      url,
      `DELETE FROM ${testSchema}.deals; DELETE FROM ${testSchema}.bars; UPDATE ${testSchema}.bridges SET seq = 1`,
    );
    await using stage = startMirrored(folder, targetOf(url));
    await stage.mirrored(url);
  },
);

mirrorTest("switched off and on again, it gets what was stored in between", async (folder, url) => {
  {
    await using stage = startMirrored(folder, targetOf(url));
    await stage.mirrored(url);
  }
  {
    await using stage = startMirrored(folder, null);
    assert.equal(stage.actor.status().detail.mirror, null);
    const health = must(await stage.actor.onAsk.health_check({}));
    assert.deepEqual(health.mirror, { state: "off" });
    await stage.actor.onAsk.store_signals({ signals: [sampleSignal(5)] });
  }
  await using stage = startMirrored(folder, targetOf(url));
  await stage.mirrored(url);
});

mirrorTest("people find names, timestamps and money", async (folder, url) => {
  inStore(folder, (store) => storeSome(store));
  await using stage = startMirrored(folder, targetOf(url));
  await stage.mirrored(url);
  const in_ = (table: string) => `${testSchema}.${table}`;
  const [bar] = await rowsOf(
    url,
    `SELECT login, symbol, timeframe, utc_time, broker_time::text FROM ${
      in_("bar_list")
    } WHERE symbol = 'EURUSD' ORDER BY utc_time LIMIT 1`,
  );
  assert.deepEqual(bar, {
    login: "5012345",
    symbol: "EURUSD",
    timeframe: "M15",
    utc_time: new Date(mondayMs - 7_200_000),
    broker_time: "2026-01-05 00:00:00",
  });
  const money = await rowsOf(
    url,
    `SELECT origin, sum(profit + commission)::text AS total FROM ${
      in_("deal_list")
    } GROUP BY origin ORDER BY origin`,
  );
  assert.deepEqual(money, [
    { origin: "bridge", total: "-0.70" },
    { origin: "deposit", total: "1234.56" },
  ]);
  for (const view of ["tick_list", "account_list", "signal_list", "intent_list", "position_list"]) {
    assert.ok((await rowsOf(url, `SELECT * FROM ${in_(view)}`)).length > 0, view);
  }
});

mirrorTest(
  "a character that PostgreSQL cannot store does not block the rest",
  async (folder, url) => {
    await using stage = startMirrored(folder, targetOf(url));
    const { proposal } = sampleDecision(0);
    const origin = { kind: "command", key: "a\0b" } as const;
    await stage.actor.onAsk.store_decision(
      sampleDecision(0, { proposal: { ...proposal, origin } }),
    );
    await stage.actor.onAsk.store_decision(sampleDecision(1));
    const query =
      `SELECT proposal #>> '{origin,key}' AS key FROM ${testSchema}.risk_decisions ORDER BY id`;
    await eventually(async () => {
      assert.deepEqual(await rowsOf(url, query), [{ key: "ab" }, { key: null }]);
      return true;
    });
  },
);

mirrorTest(
  "half an emoji and other text that PostgreSQL does not take arrive",
  async (folder, url) => {
    await using stage = startMirrored(folder, targetOf(url));
    const texts = [
      "cut in the middle of \ud83d",
      "\ude00",
      "\0",
      "\\u0000",
      "\\ud83d",
      "\u{1F600}",
    ];
    for (const [index, comment] of texts.entries()) {
      const plain = sampleIntent(index);
      const intent = { ...plain, explanation: comment, request: { ...plain.request, comment } };
      must(await stage.actor.onAsk.journal_intent({ intent, key: null, decision: null }));
    }
    const comments = "SELECT request ->> 'comment' AS comment FROM mt5_bridge.intents ORDER BY id";
    await eventually(async () => {
      const rows = await rowsOf(url, comments).catch(() => []);
      return rows.length === texts.length;
    });
    assert.deepEqual((await rowsOf(url, comments)).map(({ comment }) => comment), [
      ...["cut in the middle of \ufffd", "\ufffd", "", "\\u0000", "\\ud83d", "\u{1F600}"],
    ]);
    const checked = must(
      await stage.actor.onAsk.check_mirror({ rowsMax: 1_000, budgetMs: 60_000 }),
    );
    assert.deepEqual(checked.state === "ok" ? checked.found.tables : checked, []);
  },
);

mirrorTest(
  "a number that is too large for its column is the largest one, and stops no other row",
  async (folder, url) => {
    await using stage = startMirrored(folder, targetOf(url));
    for (const [index, retcode] of [10_009, 4_294_967_295, 2 ** 31 - 1].entries()) {
      const intent = { ...sampleIntent(index), retcode };
      must(await stage.actor.onAsk.journal_intent({ intent, key: null, decision: null }));
    }
    // A column that must have a value.
    const check = { terminal: demoTerminal, build: 2 ** 40, checkedMs: unixMs(5), results: [] };
    must(await stage.actor.onAsk.store_terminal_check(check));
    const builds = "SELECT build FROM mt5_bridge.terminal_checks";
    await eventually(async () => (await rowsOf(url, builds).catch(() => [])).length === 1);
    assert.deepEqual(await rowsOf(url, builds), [{ build: 2 ** 31 - 1 }]);
    const retcodes = "SELECT retcode FROM mt5_bridge.intents ORDER BY id";
    await eventually(async () => (await rowsOf(url, retcodes).catch(() => [])).length === 3);
    assert.deepEqual((await rowsOf(url, retcodes)).map(({ retcode }) => retcode), [
      ...[10_009, 2 ** 31 - 1, 2 ** 31 - 1],
    ]);
    const checked = must(
      await stage.actor.onAsk.check_mirror({ rowsMax: 1_000, budgetMs: 60_000 }),
    );
    assert.deepEqual(checked.state === "ok" ? checked.found.tables : checked, []);
  },
);

mirrorTest(
  "an infinite number arrives as the largest one, and stops no other row",
  async (folder, url) => {
    await using stage = startMirrored(folder, targetOf(url));
    const bars = [sampleBar(0), { ...sampleBar(1), realVolume: Infinity }, sampleBar(2)];
    const series = [seriesBars(bars)];
    must(await stage.actor.onAsk.store_bars({ terminal: demoTerminal, series }));
    const deals = [sampleDeal(0), sampleDeal(1, { profit: -Infinity })];
    must(await stage.actor.onAsk.store_trades(sampleTaken({ deals })));
    const volumes = "SELECT real_volume FROM mt5_bridge.bars ORDER BY broker_ms";
    await eventually(async () => (await rowsOf(url, volumes).catch(() => [])).length === 3);
    assert.equal((await rowsOf(url, volumes))[1]?.real_volume, Infinity);
    const profits = "SELECT profit::float8 FROM mt5_bridge.deals ORDER BY id";
    await eventually(async () => (await rowsOf(url, profits)).length === 2);
    assert.equal((await rowsOf(url, profits))[1]?.profit, -Number.MAX_VALUE);
    const checked = must(
      await stage.actor.onAsk.check_mirror({ rowsMax: 1_000, budgetMs: 60_000 }),
    );
    assert.deepEqual(checked.state === "ok" ? checked.found.tables : checked, []);
  },
);
