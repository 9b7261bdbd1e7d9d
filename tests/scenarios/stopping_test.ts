/** A stop request at any moment: the bridge ends soon, with valid data and free ports. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { storedBars, storedTicks } from "../support/replayed_store.ts";
import { storeCount, storeRows } from "../support/store_reader.ts";
import { replayLogin } from "../support/replay_login.ts";
import { inTempFolder } from "../support/temp_folder.ts";

function assertPortsFree({ httpPort, linkPort }: BridgeProcess): void {
  for (const port of [httpPort, linkPort]) {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
  }
}

/** The last connection to the store moves the write-ahead log into the file and removes it. */
function assertStoreClosed(dataDir: string): void {
  assert.equal(existsSync(join(dataDir, "bridge.sqlite-wal")), false);
  assert.deepEqual(storeRows(dataDir, "PRAGMA integrity_check").map((row) => ({ ...row })), [
    { integrity_check: "ok" },
  ]);
}

const start = /MT5 BRIDGE V3/;

/**
 * A shell may have made the tests ignore SIGINT: it has an effect once the bridge listens for it.
 */
const moments = [
  ["SIGTERM", "while it starts", start],
  ["SIGTERM", "when its first actor runs", /Store open/],
  ["SIGINT", "when its first actor runs", /Store open/],
  ["SIGTERM", "when it runs", /Running/],
  ["SIGINT", "when it runs", /Running/],
] as const;

for (const [signal, moment, sign] of moments) {
  Deno.test(`${signal} ${moment} ends the bridge with exit code 0, its store closed and its ports free`, () =>
    inTempFolder(async (dir) => {
      await using bridge = new BridgeProcess({ args: ["run"], dir, isWatched: true });
      await bridge.says(sign);
      bridge.signal(signal);
      assert.equal(await bridge.exit(), 0, bridge.output);
      // Before it listens there is nothing that could be left behind.
      if (sign !== start) assert.match(bridge.output, /Stopped cleanly/);
      assert.doesNotMatch(bridge.output, /ERROR|Restarting\.\.\./);
      assertPortsFree(bridge);
      const dataDir = join(dir, "data");
      if (existsSync(join(dataDir, "bridge.sqlite"))) assertStoreClosed(dataDir);
    }));
}

/** The first process that `pid` has started. */
async function childOf(pid: number): Promise<number | null> {
  const text = await Deno.readTextFile(`/proc/${pid}/task/${pid}/children`);
  return text.trim() === "" ? null : Number.parseInt(text);
}

Deno.test({
  name: "a stop before the bridge listens for it still works",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    await using bridge = new BridgeProcess({ args: ["run"], isWatched: true });
    await eventually(() => childOf(bridge.pid));
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
    assert.doesNotMatch(bridge.output, /Restarting\.\.\./);
  },
});

/** Bars of the one file, ticks of the other. */
const rowsOfFiles = `SELECT (SELECT count(*) FROM bars) + (SELECT count(*) FROM ticks
  JOIN symbols ON symbols.id = symbol_id WHERE name = 'GBPUSD')`;

Deno.test("a stop in the middle of a replay at full speed leaves the file's rows up to then, complete", () =>
  inTempFolder(async (dir) => {
    const start = Date.UTC(2024, 0, 2);
    const count = 100_000;
    const price = (index: number) => (1_100 + index % 100) / 1_000;
    const bars = Array.from(
      { length: count },
      (_, index) => `${start + index * 60_000},${price(index)},1.3,1,1.15`,
    );
    const ticks = Array.from(
      { length: 2 * count },
      (_, index) => `${start + index * 250},${price(index)},1.3`,
    );
    const files = {
      "EURUSD_M1.csv": ["time,open,high,low,close", ...bars],
      "GBPUSD_ticks.csv": ["time,bid,ask", ...ticks],
    };
    const args = ["demo", "--speed", "max"];
    const logins: string[] = [];
    for (const [name, lines] of Object.entries(files)) {
      await Deno.writeTextFile(join(dir, name), lines.join("\n"));
      args.push("--replay", join(dir, name));
      logins.push(await replayLogin(join(dir, name)));
    }
    await using bridge = new BridgeProcess({
      args,
      dir,
      settings: { STRATEGIES: "", FOREX_TIMEFRAME: "M1" },
    });
    const dataDir = join(dir, "data", "demo");
    const [barLogin = "", tickLogin = ""] = logins;
    const barSeries = { login: barLogin, symbol: "EURUSD", timeframe: "M1" };
    // The ticks that a file of bars is played as are stored before the first of its bars.
    const told = await eventually(async () => {
      const { counters } = (await bridge.get("/status")).body as {
        counters: { readonly bars: number; readonly ticksStored: number };
      };
      return counters.ticksStored > 0 && storeCount(dataDir, rowsOfFiles) > 0 && counters;
    }, { what: "a row of a file in the store" });
    bridge.signal("SIGINT");
    assert.equal(await bridge.exit(), 0, bridge.output);
    assertPortsFree(bridge);
    assertStoreClosed(dataDir);
    const storedBar = storedBars(dataDir, barSeries);
    const storedTick = storedTicks(dataDir, { login: tickLogin, symbol: "GBPUSD" });
    for (const [table, rows] of [["bars", told.bars], ["ticks", told.ticksStored]] as const) {
      const kept = storeCount(dataDir, `SELECT count(*) FROM ${table}`);
      assert.ok(kept >= rows, `${rows} ${table} were told to be stored, ${kept} are`);
    }
    const stored = storedBar.length + storedTick.length;
    assert.ok(stored > 0 && stored < bars.length + ticks.length, `stopped after ${stored} rows`);
    for (const [index, bar] of storedBar.entries()) {
      assert.deepEqual([bar.broker_ms, bar.open], [start + index * 60_000, price(index)]);
    }
    for (const [index, tick] of storedTick.entries()) {
      assert.deepEqual([tick.broker_ms, tick.bid], [start + index * 250, price(index)]);
    }
  }));

Deno.test("pressing Ctrl+C again ends the wait for a task that never ends: exit code 7", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo"],
    program: fileURLToPath(new URL("../support/slow_stop_main.ts", import.meta.url)),
  });
  await bridge.says(/The endless job runs/);
  bridge.signal("SIGINT");
  await bridge.says(/Stopping/);
  const ended = bridge.exit();
  const pressing = setInterval(() => bridge.signal("SIGINT"), 200);
  const code = await ended.finally(() => clearInterval(pressing));
  assert.equal(code, 7, bridge.output);
  assert.doesNotMatch(bridge.output, /Stopped cleanly/);
  assertPortsFree(bridge);
});
