/**
 * A demo in paper mode as a trader runs it, killed with SIGKILL at random moments: the watchdog
 * restarts it each time, the store is valid, and nothing is duplicated or lost. KILLS in the
 * environment sets the number of kills; the restart time is then printed and checked, too. From the
 * fifth kill within ten minutes on, the watchdog leaves the strategies out: after four, the demo is
 * stopped and started by hand again, with the same data.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { inTempFolder } from "../support/temp_folder.ts";
import { storeRows } from "../support/store_reader.ts";

const asked = Deno.env.get("KILLS");
const kills = Number(asked ?? 2);

const killsPerStart = 4;

/** Checked where KILLS is given, on a machine with time to spare. */
const backWithinMs = 3_000;

/**
 * Killed while working, or during a start: after up to this much processor time since it was ready,
 * or since its start. A busy machine comes as far in it as a quiet one.
 */
const workingCpuMsMax = 1_500;
const startingCpuMsMax = 700;

/** One start in this many is killed, too. */
const startsPerKilledStart = 8;

const settings = {
  FOREX_TIMEFRAME: "M1",
  RISK_PER_TRADE: "0.2%",
  MAX_SIMULTANEOUS_TRADES: "20",
  MAX_SYMBOL_EXPOSURE_PCT: "10000",
  MAX_CURRENCY_EXPOSURE_PCT: "10000",
  MAX_GROUP_EXPOSURE_PCT: "10000",
  MAX_ORDERS_PER_MINUTE: "1000",
  MAX_DAILY_LOSS_PCT: "50",
  MAX_DRAWDOWN_PCT: "50",
};

/** Seeded numbers from 0 to 1 (the linear congruential generator of Numerical Recipes). */
function* drawn(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** The watchdog's child process, even if it has no port yet. */
function childOf(pid: number): number | null {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
  return child === undefined || child === "" ? null : Number(child);
}

async function isBack(bridge: BridgeProcess, killed: number): Promise<boolean> {
  const { process, state } = statusDocument.parse((await bridge.get("/status")).body);
  return state === "running" && process.id !== killed;
}

/** The processor time that a process has used; Linux counts it in steps of 10 ms. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Resolves when the process has used this much more processor time. */
async function worked(pid: number, cpuMs: number): Promise<void> {
  const endMs = cpuMsOf(pid) + cpuMs;
  await eventually(() => cpuMsOf(pid) >= endMs, { what: "a random moment" });
}

const allDeals =
  "SELECT terminal_id || '/' || ticket AS name, type, entry, volume_lots, price, profit FROM deals";

/** Deals by ticket. */
type Deals = ReadonlyMap<string, unknown>;

/**
 * One run of the demo with so many kills. Adds the times from each kill until the next process
 * served its page and reported `running`, and returns the deals that were seen.
 */
async function killAgainAndAgain(
  { bridge, draw, count, timesMs }: {
    readonly bridge: BridgeProcess;
    readonly draw: Generator<number, never>;
    readonly count: number;
    readonly timesMs: number[];
  },
  before: Deals,
): Promise<Deals> {
  let seen = before;
  for (let kill = 0; kill < count; kill++) {
    let killed = childOf(bridge.pid);
    assert.ok(killed !== null, "a bridge that runs");
    await worked(killed, draw.next().value * workingCpuMsMax);
    Deno.kill(killed, "SIGKILL");
    if (draw.next().value < 1 / startsPerKilledStart) {
      killed = await killStart(bridge, { after: killed, part: draw.next().value });
    }
    const killedMs = performance.now();
    const last = killed;
    await eventually(() => isBack(bridge, last), { what: "the bridge back" });
    timesMs.push(performance.now() - killedMs);
    const deals = storeRows(dataDirOf(bridge), allDeals);
    const now = new Map<string, unknown>(deals.map((deal) => [String(deal["name"]), deal]));
    assert.equal(now.size, deals.length, "a deal is stored twice");
    for (const [ticket, deal] of seen) assert.deepEqual(now.get(ticket), deal);
    seen = now;
  }
  return seen;
}

function dataDirOf(bridge: BridgeProcess): string {
  return join(bridge.dir, "data", "demo");
}

/** Kills the next process during its start, and returns its id. */
async function killStart(
  bridge: BridgeProcess,
  { after, part }: { readonly after: number; readonly part: number },
): Promise<number> {
  const child = await eventually(() => {
    const next = childOf(bridge.pid);
    return next === after ? null : next;
  }, { what: "another process" });
  await worked(child, part * startingCpuMsMax);
  Deno.kill(child, "SIGKILL");
  return child;
}

/** Queries that find rows which must not exist. */
const faults = {
  "a signal with two orders that open":
    `SELECT trace, group_concat(concat_ws(' ', intent, state, attempt, created_ms, command_key, explanation), ', ') AS intents
     FROM intents WHERE kind = 'open' AND state <> 'rejected' GROUP BY trace HAVING count(*) > 1`,
  "an order with two deals that open":
    "SELECT order_ticket FROM deals WHERE entry = 'in' GROUP BY terminal_id, order_ticket HAVING count(*) > 1",
  "a position closed twice": `SELECT position FROM deals WHERE position IS NOT NULL
     GROUP BY terminal_id, position HAVING round(sum(CASE entry WHEN 'out' THEN volume_lots ELSE 0 END)
       - sum(CASE entry WHEN 'in' THEN volume_lots ELSE 0 END), 8) > 0`,
  "a deal of the bridge's own without its intent":
    `SELECT ticket FROM deals WHERE intent IS NOT NULL
     AND intent NOT IN (SELECT intent FROM intents)`,
  "a hole in the bars": `SELECT series_id FROM bars JOIN series ON series.id = series_id
     GROUP BY series_id HAVING (max(broker_ms) - min(broker_ms)) / 60000 + 1 != count(*)`,
};

function assertWhole(dataDir: string): void {
  const db = new DatabaseSync(join(dataDir, "bridge.sqlite"), { readOnly: true });
  try {
    assert.deepEqual(db.prepare("PRAGMA integrity_check").all().map(Object.values), [["ok"]]);
    assert.deepEqual(db.prepare("PRAGMA foreign_key_check").all(), []);
    for (const [fault, sql] of Object.entries(faults)) {
      assert.deepEqual(db.prepare(sql).all(), [], fault);
    }
  } finally {
    db.close();
  }
}

function told(timesMs: readonly number[]): string {
  const sorted = timesMs.toSorted((one, other) => one - other).map(Math.round);
  const at = (part: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return `back after ${timesMs.length} kills: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, longest ${
    sorted.at(-1)
  } ms`;
}

Deno.test({
  name:
    `the watchdog restarts a paper trading bridge after ${kills} random kills, and nothing is duplicated`,
  ignore: Deno.build.os !== "linux", // finds the child process in /proc
  fn: () =>
    inTempFolder(async (dir) => {
      const draw = drawn(20_261_122);
      const timesMs: number[] = [];
      let seen: Deals = new Map();
      while (timesMs.length < kills) {
        await using bridge = new BridgeProcess({
          args: ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "600"],
          ...{ settings, dir, isWatched: true },
        });
        await bridge.says(/EURUSD filled|filled: /);
        const count = Math.min(killsPerStart, kills - timesMs.length);
        seen = await killAgainAndAgain({ bridge, draw, count, timesMs }, seen);
        await bridge.says(/paper account restored/);
        bridge.signal("SIGTERM");
        assert.equal(await bridge.exit(), 0);
        assertWhole(dataDirOf(bridge));
      }
      if (asked !== undefined) {
        Deno.stdout.writeSync(new TextEncoder().encode(`${told(timesMs)}\n`));
      }
      assert.ok(asked === undefined || Math.max(...timesMs) <= backWithinMs, told(timesMs));
      const dataDir = join(dir, "data", "demo");
      const openings = storeRows(dataDir, "SELECT ticket FROM deals WHERE entry = 'in'");
      assert.ok(openings.length > 1, "it traded");
    }),
});
