/**
 * A bridge process that trades and is killed again and again while the terminal and its broker live
 * on; at the end it runs undisturbed, and store and broker must agree.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { storeFile } from "../../src/database/sqlite_file.ts";
import { SqliteStore } from "../../src/database/sqlite_store.ts";
import { StoreJournal } from "../../src/database/store_journal.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import { brokerMs, type Result, type TerminalId } from "../../src/models/mod.ts";
import { breachesOf, type Evidence } from "../faults/invariants.ts";
import { BridgeProcess } from "./bridge_process.ts";
import { eventually } from "./eventually.ts";
import { freePort } from "./free_port.ts";
import { storeCount } from "./store_reader.ts";

const program = fileURLToPath(new URL("./trading_main.ts", import.meta.url));
const withinMs = 90_000;
/** Far more than a scenario creates. */
const rowsMax = 100_000;

/** A demo account, traded as fast as the busy trader can. */
export function liveSettings({ linkPort, token, login }: {
  readonly linkPort: number;
  readonly token: string;
  readonly login: string;
}): Readonly<Record<string, string>> {
  return {
    MT5_LINK_PORT: String(linkPort),
    HTTP_PORT: String(freePort()),
    MT5_LINK_TOKEN: token,
    TRADING_MODE: "live",
    LIVE_ACCOUNT: login,
    LIVE_ACCOUNT_TYPE: "demo",
    FOREX_PAIRS: "EURUSD",
    CRYPTO_PAIRS: "BTCUSD",
    STRATEGIES: "",
    BACKFILL_BARS: "1",
    MAX_SIMULTANEOUS_TRADES: "20",
    MAX_ORDERS_PER_MINUTE: "1000",
    WIDE_LIMITS: "MAX_ORDERS_PER_MINUTE",
  };
}

export interface KillScenario {
  readonly dir: string;
  readonly settings: Readonly<Record<string, string>>;
  /** How often the process is killed. */
  readonly kills: number;
  /** The account that is traded. */
  readonly account: TerminalId;
  /** The actual state at the broker. */
  readonly truth: () => Promise<Pick<Evidence, "broker" | "openAtTerminal">>;
  /** Called before each run of the bridge. */
  readonly onLife?: (life: number) => Promise<void>;
}

/** Runs it, and fails with every violation. */
export async function runKillScenario(scenario: KillScenario): Promise<Evidence> {
  const dataDir = join(scenario.dir, "data");
  for (let life = 1; life <= scenario.kills; life++) {
    await scenario.onLife?.(life);
    await using bridge = new BridgeProcess({ args: ["run"], program, ...scenario });
    const before = life === 1 ? 0 : intentsIn(dataDir);
    // From the first request of this run to some dozens of them.
    const wanted = before + 1 + Math.floor(Math.random() ** 2 * 30);
    await saying(bridge, "requests of this life", () => intentsIn(dataDir) >= wanted);
    bridge.signal("SIGKILL");
    await bridge.killed();
  }
  await using bridge = new BridgeProcess({
    args: ["run"],
    program,
    dir: scenario.dir,
    settings: { ...scenario.settings, TRADER: "idle" },
  });
  await saying(bridge, "agreement of store and broker", async () => {
    const breaches = breachesOf(await evidence(scenario, dataDir));
    assert.deepEqual(breaches, []);
    return true;
  });
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0, bridge.output);
  const found = await evidence(scenario, dataDir);
  assert.deepEqual(breachesOf(found), []);
  return found;
}

async function saying(
  bridge: BridgeProcess,
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  await eventually(condition, { what, withinMs }).catch((error) => {
    throw new Error(`${error.message}\n${bridge.output.slice(-8_000)}`, { cause: error.cause });
  });
}

/** 0 while there is no store yet. */
function intentsIn(dataDir: string): number {
  return storeCount(dataDir, "SELECT count(*) FROM intents");
}

/** Reads the store while the bridge has it open. */
function storedIn(dataDir: string, account: TerminalId): Evidence["stored"] {
  const path = join(dataDir, storeFile);
  const db = new DatabaseSync(path, { readOnly: true });
  const asFound = { schemaBefore: 0, migrationNotes: [], isJournalLost: false };
  const journal = new StoreJournal(path);
  const file = { db, path, ...asFound, journal, close: () => db.close() };
  const store = new SqliteStore(file, { tickDays: 0, barDays: 0 });
  try {
    return {
      ...value(store.trades.load(account)),
      deals: value(store.deals.between(account, brokerMs(0), null)),
      intents: value(store.intents.recent(account, rowsMax)),
      decisions: value(store.decisions.recent(account, rowsMax)),
      lastingHalts: value(store.halts.lasting()).halts,
    };
  } finally {
    store.close();
  }
}

function value<T>(result: Result<T, StoreError>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

async function evidence({ account, truth }: KillScenario, dataDir: string): Promise<Evidence> {
  const stored = storedIn(dataDir, account);
  const { broker, openAtTerminal } = await truth();
  return { broker, seen: [], openAtTerminal, ledger: null, crashes: [], stored };
}
