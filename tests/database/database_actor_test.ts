/** The database actor: degraded and recovered, its replies in both states, and its status. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { startDatabase } from "../../actors/database/actor.ts";
import { databaseMachine } from "../../actors/database/machine.ts";
import { supervised } from "../../actors/database/mod.ts";
import type { DatabaseConfig, DatabaseProtocol } from "../../actors/database/protocol.ts";
import { createActor } from "xstate";
import { tryLockFolder } from "../../src/database/folder_lock.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { brokerMs, err, type Login, ok, type StrategyOwner, unixMs } from "../../src/models/mod.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { Supervisor } from "../../src/runtime/supervisor.ts";
import { eventually } from "../support/eventually.ts";
import { recordedLog } from "../support/recorded_log.ts";
import { SimulatedClock } from "../support/simulated_clock.ts";
import {
  demoTerminal,
  eurusd,
  inTempFolder,
  mondayMs,
  must,
  sampleBar,
  sampleInstrument,
  sampleSignal,
  sampleTick,
  seriesBars,
  storedTicks,
} from "../support/store_samples.ts";
import {
  sampleDay,
  sampleDecision,
  sampleGeneralHalt,
  sampleHalt,
  sampleIntent,
  sampleRisk,
  sampleTaken,
  sampleTrace,
} from "../support/trade_samples.ts";
import { peersAmong } from "../support/test_peers.ts";

function configOf(dataDir: string): DatabaseConfig {
  return { dataDir, tickRetentionDays: 30, barRetentionDays: 0, postgres: null };
}

function startIn(folder: string) {
  const clock = new SimulatedClock();
  const { log, records, sentences } = recordedLog(clock);
  const actor = startDatabase({
    name: "database",
    config: configOf(folder),
    clock,
    log,
    random: () => 0.5,
    ...peersAmong(),
  });
  return { actor, clock, records, sentences };
}

const sampleOwner: StrategyOwner = {
  ...{ terminal: demoTerminal, symbol: eurusd, timeframe: "M15", strategy: "own" },
};

const anyTime = { fromMs: null, toMs: null };

/** Every request with valid values; the type ensures that none is missing. */
const requests: {
  readonly [Q in keyof DatabaseProtocol["ask"]]: DatabaseProtocol["ask"][Q]["request"];
} = {
  register_terminal: {
    terminal: demoTerminal,
    company: "C",
    currency: "USD",
    leverage: 100,
    marginMode: "hedging",
    tradeMode: "demo",
  },
  pin_live_server: { login: "5012345" as Login, server: "Test", pinnedMs: unixMs(0) },
  store_terminal_check: {
    terminal: demoTerminal,
    build: 5_600,
    checkedMs: unixMs(0),
    results: [{ assumption: "timer", result: "fail", detail: "50 ms" }],
  },
  terminal_checks: {},
  add_alerts: { alerts: [] },
  settle_alerts: { alerts: [] },
  waiting_alerts: {},
  store_copied_trades: { trades: [] },
  open_copied_trades: { follower: demoTerminal },
  newest_copied_trades: { limit: 5 },
  newest_alerts: { limit: 5 },
  add_outside_signal: {
    ...{ source: "tv", senderId: "1", receivedMs: unixMs(0), text: "buy", wish: null },
    ...{ refusal: null, outcomes: [] },
  },
  settle_outside_signal: { number: 1, outcomes: [] },
  pending_outside_signals: {},
  newest_outside_signals: { limit: 5 },
  store_calendar: {
    terminal: demoTerminal,
    fromMs: unixMs(0),
    toMs: unixMs(9),
    isWhole: true,
    releases: [],
    utcMs: new Float64Array(),
    readMs: unixMs(0),
  },
  calendar: {
    ...{ terminal: null, fromMs: 0, toMs: 9, currency: null, importance: "none", limit: 5 },
  },
  store_instruments: { terminal: demoTerminal, instruments: [sampleInstrument] },
  store_bars: { terminal: demoTerminal, series: [seriesBars([sampleBar(0)])] },
  store_ticks: { terminal: demoTerminal, batches: [storedTicks([sampleTick(0)])] },
  store_account: {
    terminal: demoTerminal,
    utcMs: unixMs(mondayMs),
    balance: 1,
    equity: 1,
    margin: 0,
    freeMargin: 1,
    marginLevelPct: null,
    profit: 0,
  },
  store_signals: { signals: [sampleSignal(0)] },
  store_strategy_decision: {
    decision: {
      ...{ owner: sampleOwner, barBrokerMs: brokerMs(0), state: null, steps: "[]" },
      decidedMs: unixMs(0),
    },
    signals: [],
  },
  strategy_decision: sampleOwner,
  closed_own_trades: { account: demoTerminal, owner: "a/b/c/d", limit: 20 },
  store_clock_offset: {
    terminal: demoTerminal,
    offset: { fromBrokerMs: brokerMs(0), offsetMs: 7_200_000 },
  },
  clock_offsets: { terminal: demoTerminal },
  load_bars: {
    terminal: demoTerminal,
    symbol: eurusd,
    timeframe: "M15",
    toBrokerMs: null,
    limit: 10,
  },
  bar_times: {
    terminal: demoTerminal,
    symbol: eurusd,
    timeframe: "M15",
    fromBrokerMs: brokerMs(0),
  },
  check_mirror: { rowsMax: 1, budgetMs: 1 },
  mirror_name: {},
  edges: { terminal: demoTerminal },
  ticks_between: {
    terminal: demoTerminal,
    fromBrokerMs: brokerMs(mondayMs),
    toBrokerMs: brokerMs(mondayMs + 60_000),
  },
  remove_prices: { terminal: demoTerminal, afterBrokerMs: brokerMs(mondayMs + 86_400_000) },
  bars_page: {
    terminal: demoTerminal,
    symbol: eurusd,
    timeframe: "M15",
    ...anyTime,
    before: null,
    limit: 10,
  },
  ticks_page: { terminal: demoTerminal, symbol: eurusd, ...anyTime, before: null, limit: 10 },
  account_page: { terminal: demoTerminal, ...anyTime, before: null, limit: 10 },
  signals_page: {
    terminal: null,
    symbol: null,
    strategy: null,
    ...anyTime,
    before: null,
    limit: 10,
  },
  instruments: {},
  deals_page: { terminal: demoTerminal, symbol: null, ...anyTime, before: null, limit: 10 },
  changes: { after: null },
  prune: { nowMs: unixMs(mondayMs) },
  health_check: {},
  store_trades: sampleTaken(),
  trades: { terminal: demoTerminal },
  deal_tickets_from: { terminal: demoTerminal, fromBrokerMs: brokerMs(0) },
  deals_between: { terminal: demoTerminal, fromBrokerMs: brokerMs(0), toBrokerMs: null },
  journal_intent: { intent: sampleIntent(0), key: null, decision: null },
  advance_intent: { intent: sampleIntent(0, { state: "sent" }) },
  open_intents: { terminal: demoTerminal },
  recent_intents: { terminal: demoTerminal, limit: 10 },
  intent: { id: sampleIntent(0).id },
  store_decision: sampleDecision(0),
  recent_decisions: { terminal: demoTerminal, limit: 10 },
  store_halt: { halt: sampleHalt, figures: sampleRisk },
  store_general_halt: sampleGeneralHalt,
  end_halts: { halts: [{ halt: sampleHalt, figures: sampleRisk }], general: [sampleGeneralHalt] },
  lasting_halts: {},
  has_general_halt: { id: sampleGeneralHalt.id },
  begin_day: sampleDay,
  correct_day: sampleDay,
  replace_day: { day: sampleDay, by: "API", utcMs: unixMs(mondayMs), figures: sampleRisk },
  account_day: { terminal: demoTerminal, brokerDay: sampleDay.brokerDay },
  latest_day: { terminal: demoTerminal },
  store_risk_metrics: sampleRisk,
  latest_risk_metrics: { terminal: demoTerminal },
  risk_metrics_before: { terminal: demoTerminal, brokerDay: sampleDay.brokerDay },
  trace: { trace: sampleTrace },
  intents_of_trace: { trace: sampleTrace },
  store_paper_account: { terminal: demoTerminal, state: "{}", savedMs: unixMs(mondayMs) },
  paper_account: { terminal: demoTerminal },
};

type Answer = (request: unknown) => Promise<{ ok: true } | { ok: false; error: StoreError }>;

async function askAll(actor: ReturnType<typeof startDatabase>): Promise<(string | null)[]> {
  const codes: (string | null)[] = [];
  for (const [question, request] of Object.entries(requests)) {
    const answer = actor.onAsk[question as keyof typeof requests] as unknown as Answer;
    const reply = await answer(request);
    codes.push(reply.ok ? null : reply.error.code);
  }
  return codes;
}

Deno.test("a second after a write it is in the file itself, not only in its log", () =>
  inTempFolder(async (folder) => {
    const { actor, clock } = startIn(folder);
    const path = join(folder, "bridge.sqlite");
    const before = await Deno.readFile(path);
    await actor.onAsk.store_bars(requests.store_bars);
    await clock.advance(999);
    assert.deepEqual(await Deno.readFile(path), before);
    await clock.advance(1);
    assert.notDeepEqual(await Deno.readFile(path), before);
    await actor.onAsk.store_bars({ ...requests.store_bars, series: [seriesBars([sampleBar(1)])] });
    await actor.stop?.();
    await clock.advance(1_000);
    assert.equal(actor.status().state, "closed");
  }));

Deno.test("an open store handles every request, and the status counts what was written", () =>
  inTempFolder(async (folder) => {
    const { actor, clock, sentences } = startIn(folder);
    assert.deepEqual(new Set(await askAll(actor)), new Set([null]));
    const status = actor.status();
    assert.equal(status.state, "open");
    assert.equal(status.health, "ok");
    assert.deepEqual(status.detail.rowsWritten, {
      bars: 1,
      ticks: 1,
      accountMetrics: 1,
      signals: 1,
      clockOffsets: 1,
      deals: 1,
      intents: 1,
      decisions: 1,
      halts: 4,
    });
    assert.equal(status.detail.path, join(folder, "bridge.sqlite"));
    assert.ok(Number(status.detail.sizeBytes) > 4096);
    assert.equal(status.detail.lastWriteMs, clock.nowMs());
    assert.equal(status.detail.lastHealthCheckMs, clock.nowMs());
    assert.deepEqual(sentences(), [`Store open: ${join(folder, "bridge.sqlite")}`]);
    await actor.stop?.();
    assert.equal(clock.pendingTimers, 0);
  }));

Deno.test("a damaged store degrades the actor permanently: every request gets the reason, nothing is retried", () =>
  inTempFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "bridge.sqlite"), "not a database, but somebody's text");
    const { actor, clock, records } = startIn(folder);
    assert.deepEqual(new Set(await askAll(actor)), new Set(["store_damaged"]));
    const { state, health, reason } = actor.status();
    assert.deepEqual([state, health], ["degraded", "degraded"]);
    assert.match(reason ?? "", /is damaged \(file is not a database\).*left as it is/);
    assert.equal(clock.pendingTimers, 0);
    assert.deepEqual(records.map((record) => record.code), ["store_degraded"]);
    await actor.stop?.();
  }));

Deno.test("a locked store is retried with growing delays, and opens when it is free", () =>
  inTempFolder(async (folder) => {
    const lock = tryLockFolder(folder);
    assert.ok(lock !== null);
    const { actor, clock, sentences } = startIn(folder);
    assert.deepEqual(new Set(await askAll(actor)), new Set(["store_locked"]));
    await clock.advance(5 * 60_000);
    assert.deepEqual(new Set(await askAll(actor)), new Set(["store_locked"]));
    lock.release();
    await clock.advance(30_000);
    assert.equal(actor.status().state, "open");
    assert.deepEqual(new Set(await askAll(actor)), new Set([null]));
    const path = join(folder, "bridge.sqlite");
    assert.deepEqual(sentences(), [
      `The store ${path} is in use by another program, probably a second bridge on the same folder. ` +
      "Close it, or choose another folder with DATA_DIR",
      `Store open again: ${path}`,
    ]);
    await actor.stop?.();
  }));

Deno.test("prune deletes all that is too old, in steps that let other requests through", () =>
  inTempFolder(async (folder) => {
    const { actor, clock } = startIn(folder);
    const ticks = Array.from({ length: 12_000 }, (_, at) => sampleTick(at));
    actor.onAsk.store_ticks({ terminal: demoTerminal, batches: [storedTicks(ticks)] });
    const laterMs = mondayMs + 40 * 86_400_000;
    const now = { ...sampleTick(0), brokerMs: brokerMs(laterMs) };
    actor.onAsk.store_ticks({ terminal: demoTerminal, batches: [storedTicks([now])] });
    const pruned = Promise.resolve(actor.onAsk.prune({ nowMs: unixMs(laterMs) }));
    const during = await actor.onAsk.edges({ terminal: demoTerminal });
    assert.equal(must(during).ticks.length, 1);
    await clock.advance(100);
    assert.deepEqual(must(await pruned), { ticks: 12_000, bars: 0 });
    const [edge] = must(await actor.onAsk.edges({ terminal: demoTerminal })).ticks;
    assert.equal(edge?.lastBrokerMs, laterMs);
    await actor.stop?.();
  }));

Deno.test("prune deletes nothing when the computer's clock is years ahead", () =>
  inTempFolder(async (folder) => {
    const { actor } = startIn(folder);
    const ticks = Array.from({ length: 10 }, (_, at) => sampleTick(at));
    actor.onAsk.store_ticks({ terminal: demoTerminal, batches: [storedTicks(ticks)] });
    const pruned = await actor.onAsk.prune({ nowMs: unixMs(mondayMs + 4_000 * 86_400_000) });
    assert.deepEqual(must(pruned), { ticks: 0, bars: 0 });
    await actor.stop?.();
  }));

Deno.test("a stopped actor has closed the file, released the folder, and refuses requests", () =>
  inTempFolder(async (folder) => {
    const { actor } = startIn(folder);
    await actor.stop?.();
    assert.deepEqual(new Set(await askAll(actor)), new Set(["store_unreachable"]));
    const next = startIn(folder);
    assert.equal(next.actor.status().state, "open");
    await next.actor.stop?.();
  }));

class FakeStore {
  closed = 0;
  close(): void {
    this.closed += 1;
  }
}

const diskFull: StoreError = { code: "store_disk_full", path: "d" };

function machineOf(results: (StoreError | null)[]) {
  const clock = new SimulatedClock();
  const store = new FakeStore();
  const openedAtMs: number[] = [];
  const machine = createActor(
    databaseMachine<FakeStore>({
      open: () => {
        openedAtMs.push(clock.steadyMs());
        const error = results.shift() ?? null;
        return error === null ? ok(store) : err(error);
      },
      random: () => 0.5,
      onOpened: () => {},
      onClosing: () => {},
      onDegraded: () => {},
    }),
    { clock },
  );
  machine.start();
  return { clock, store, openedAtMs, machine };
}

Deno.test("machine: retries after 50 ms, then three times as long each time, at most half a minute", async () => {
  const { clock, openedAtMs, machine } = machineOf(Array(10).fill(diskFull));
  await clock.advance(100_000);
  const waits = openedAtMs.slice(1).map((atMs, index) => atMs - openedAtMs[index]!);
  assert.deepEqual(waits, [50, 150, 450, 1_350, 4_050, 12_150, 30_000, 30_000]);
  machine.send({ type: "stop" });
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("machine: a failure of the open store closes it, and delays grow until it was stable", async () => {
  const { clock, store, openedAtMs, machine } = machineOf([]);
  const failAfter = async (ms: number) => {
    await clock.advance(ms);
    machine.send({ type: "failed", error: diskFull });
    const count = openedAtMs.length;
    const fromMs = clock.steadyMs();
    await clock.advance(35_000);
    return openedAtMs[count]! - fromMs;
  };
  assert.equal(await failAfter(0), 50);
  assert.equal(store.closed, 1);
  assert.equal(await failAfter(0), 150);
  assert.equal(await failAfter(0), 450);
  assert.equal(await failAfter(61_000), 50);
  assert.equal(store.closed, 4);
  machine.send({ type: "stop" });
  assert.equal(store.closed, 5);
});

Deno.test("machine: damage found while the store is open is not retried", async () => {
  const { clock, store, openedAtMs, machine } = machineOf([]);
  machine.send({ type: "failed", error: { code: "store_damaged", path: "d", detail: "page 3" } });
  await clock.advance(600_000);
  assert.equal(openedAtMs.length, 1);
  assert.equal(store.closed, 1);
  assert.equal(clock.pendingTimers, 0);
  assert.equal(machine.getSnapshot().context.error?.code, "store_damaged");
});

Deno.test("under its supervisor the actor survives a crash and locks its folder again", () =>
  inTempFolder(async (folder) => {
    const system = new Supervisor<{ database: DatabaseProtocol }>({
      tree: [supervised(configOf(folder))],
      clock: systemClock,
      random: seededRandom(1),
      onLog: () => {},
      schedulerStatus: () => null,
    });
    await system.start();
    try {
      const database = system.peer("database");
      const ask = { timeoutMs: 5_000 };
      const stored = must(await database.ask("store_bars", requests.store_bars, ask));
      assert.equal(stored[0]?.inserted, 1);
      system.drill("database", "crash");
      const child = await eventually(async () => {
        const [child] = (await system.snapshot()).children;
        return child?.restarts === 1 && child.actor?.state === "open" ? child : null;
      });
      assert.equal(child.actor?.health, "ok");
      const again = must(await database.ask("store_bars", requests.store_bars, ask));
      assert.deepEqual(again, [{ inserted: 0, corrected: 0, unchanged: 1 }]);
    } finally {
      await system.stop();
    }
    const names = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
    assert.deepEqual(names.sort(), ["bridge.lock", "bridge.sqlite"]);
  }));
