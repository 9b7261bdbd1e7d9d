/** At full speed a replay waits for the strategies and, in paper mode, for their orders. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { replayServer } from "../../src/models/ids.ts";
import { type Bar, barColumns, brokerMs, sliceBars, symbolName } from "../../src/models/mod.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { builtInStrategies } from "../../src/strategy/strategies/registry.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { replayLogin } from "../support/replay_login.ts";
import { storeCount, storeRows } from "../support/store_reader.ts";
import { inTempFolder } from "../support/temp_folder.ts";

const start = Date.UTC(2024, 0, 1);
const minuteMs = 60_000;
const count = 250;

function walk(): Bar[] {
  const random = seededRandom(7);
  let price = 1.1;
  const rounded = (value: number) => Number(value.toFixed(5));
  return Array.from({ length: count }, (_, at): Bar => {
    const open = rounded(price);
    const close = rounded(price + (random() - 0.5) * 0.002);
    price = close;
    return {
      brokerMs: brokerMs(start + at * minuteMs),
      open,
      high: rounded(Math.max(open, close) + random() * 0.0005),
      low: rounded(Math.min(open, close) - random() * 0.0005),
      close,
      tickVolume: 4,
      realVolume: 0,
      spreadPoints: 0,
    };
  });
}

/** `strategy/bar` of every signal that the strategies find on bars as they close. */
function signalsOf(bars: readonly Bar[]): string[] {
  const all = barColumns(bars);
  const strategies = builtInStrategies;
  return strategies.flatMap((strategy) => {
    const parameters = Object.fromEntries(
      Object.entries(strategy.parameters).map(([name, spec]) => [name, spec.default]),
    );
    const needed = strategy.barsNeeded(parameters);
    return bars.flatMap((bar, at) => {
      if (at + 1 < needed) return [];
      const found = strategy.onBars({
        symbol: symbolName("EURUSD"),
        timeframe: "M1",
        digits: 5,
        bars: sliceBars(all, at + 1 - needed, at + 1),
      }, parameters);
      return found === null ? [] : [`${strategy.name}/${bar.brokerMs}`];
    });
  }).sort();
}

async function writeBars(dir: string, bars: readonly Bar[]): Promise<string> {
  const path = join(dir, "EURUSD_M1.csv");
  const rows = bars.map(({ brokerMs: ms, open, high, low, close }) =>
    [ms, ...[open, high, low, close].map((price) => price.toFixed(5))].join(",")
  );
  await Deno.writeTextFile(path, ["time,open,high,low,close", ...rows].join("\n"));
  return path;
}

async function replayed(
  dir: string,
  mode: "safety" | "paper",
): Promise<{ readonly dataDir: string; readonly output: string; readonly login: string }> {
  const bars = walk();
  const path = await writeBars(dir, bars);
  await using bridge = new BridgeProcess({
    args: ["demo", "--speed", "max", "--mode", mode, "--replay", path],
    dir,
  });
  await bridge.says(/Replay finished/);
  const dataDir = join(dir, "data", "demo");
  const expected = signalsOf(bars);
  await eventually(() => storeCount(dataDir, "SELECT count(*) FROM signals") >= expected.length, {
    what: "every signal in the store",
  });
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
  const stored = storeRows(dataDir, "SELECT strategy, bar_broker_ms FROM signals")
    .map((row) => `${row["strategy"]}/${row["bar_broker_ms"]}`).sort();
  assert.deepEqual(stored, expected);
  assert.doesNotMatch(bridge.output, /goes on without waiting|too late to be traded/);
  return { dataDir, output: bridge.output, login: await replayLogin(path) };
}

Deno.test("a replay at full speed gives every signal that the strategies find bar by bar", () =>
  inTempFolder(async (dir) => {
    const { output, login, dataDir } = await replayed(dir, "safety");
    assert.match(output, /EURUSD_M1\.csv: 250 M1 bars of EURUSD read, 0 rows not used/);
    assert.match(output, new RegExp(`250 bars and 1,000 ticks are stored of account ${login}`));
    assert.ok(output.includes(`are in ${dataDir}`));
  }));

Deno.test("in paper mode nothing is played before the account is open, and signals become trades", () =>
  inTempFolder(async (dir) => {
    const { dataDir, login } = await replayed(dir, "paper");
    const opened = storeRows(
      dataDir,
      `SELECT min(deals.broker_ms) AS first FROM deals JOIN terminals ON terminals.id = terminal_id
       WHERE login = '${login}' AND server = '${replayServer}' AND venue = 'paper'`,
    )[0]?.["first"];
    assert.ok(Number(opened) < start + minuteMs, "the account's deposit is in the first minute");
    const trades = storeCount(dataDir, "SELECT count(*) FROM intents WHERE state = 'filled'");
    assert.ok(trades > 1, `${trades} orders were filled`);
  }));

Deno.test("without strategies a replay in paper mode waits for the account only", () =>
  inTempFolder(async (dir) => {
    const path = await writeBars(dir, walk());
    await using bridge = new BridgeProcess({
      args: ["demo", "--speed", "max", "--mode", "paper", "--replay", path],
      dir,
      settings: { STRATEGIES: "" },
    });
    await bridge.says(/Replay finished/);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
    assert.match(bridge.output, /paper account opened/);
    assert.doesNotMatch(bridge.output, /goes on without waiting/);
  }));
