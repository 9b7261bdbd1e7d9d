/**
 * The price actor in its worker, with the real store: no crash of any actor loses or duplicates a
 * tick.
 */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Actors } from "../../actors/actor_map.ts";
import * as database from "../../actors/database/mod.ts";
import * as price from "../../actors/price/mod.ts";
import { childSpec } from "../../src/runtime/child_spec.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { seededRandom } from "../../src/runtime/random.ts";
import { Supervisor } from "../../src/runtime/supervisor.ts";
import { eventually } from "../support/eventually.ts";
import type { LinkConfig } from "./actors/link_worker.ts";
import { eurusd, terminal } from "./price_samples.ts";

function system(dataDir: string, link: LinkConfig): Supervisor<Pick<Actors, "database">> {
  return new Supervisor({
    tree: [
      database.supervised({ dataDir, tickRetentionDays: 0, barRetentionDays: 0, postgres: null }),
      {
        ...price.supervised({
          wanted: [{ symbol: eurusd, assetClass: "forex", timeframe: "M1" }],
          backfillBars: 100,
          storeTicks: true,
          staleAfterMs: 10_000,
          maxJumpPct: 5,
        }),
        talksTo: ["database", "mt5"],
        mayTalkTo: ["http", "strategy", "paper", "redis"],
      },
      childSpec({
        name: "mt5",
        spawn: () =>
          new Worker(new URL("./actors/link_worker.ts", import.meta.url), { type: "module" }),
        config: link,
        talksTo: ["price"],
      }),
    ],
    clock: systemClock,
    random: seededRandom(1),
    onLog: () => {},
    schedulerStatus: () => null,
  });
}

function storedTicks(dataDir: string): { ms: number; ordinal: number; bid: number }[] {
  const file = new DatabaseSync(join(dataDir, "bridge.sqlite"), { readOnly: true });
  try {
    const rows = file.prepare(
      "SELECT broker_ms, ordinal, bid FROM ticks ORDER BY broker_ms, ordinal",
    ).all();
    return rows.map(({ broker_ms, ordinal, bid }) => ({
      ms: Number(broker_ms),
      ordinal: Number(ordinal),
      bid: Number(bid),
    }));
  } finally {
    file.close();
  }
}

Deno.test("price, store and link crash in turn: every tick is stored once", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "price-"));
  const startedMs = systemClock.nowMs();
  const running = system(dataDir, { startedMs });
  const edgeMs = async () => {
    const asked = await running.peer("database")
      .ask("edges", { terminal }, { timeoutMs: 10_000 });
    return asked.ok ? asked.value.ticks[0]?.lastBrokerMs ?? 0 : 0;
  };
  try {
    await running.start();
    for (const name of ["price", "database", "mt5", "price"]) {
      const before = systemClock.nowMs();
      await eventually(async () => await edgeMs() > before, { what: `ticks before ${name} fails` });
      running.drill(name, "crash");
    }
    const after = systemClock.nowMs();
    await eventually(async () => await edgeMs() > after, { what: "ticks after the last crash" });
  } finally {
    await running.stop();
  }
  const rows = storedTicks(dataDir);
  rmSync(dataDir, { recursive: true });
  const first = Math.round((rows[0]!.ms - startedMs) / 10) * 2;
  assert.equal(rows[0]?.ordinal, 0);
  for (const [index, row] of rows.entries()) {
    const tick = first + index;
    assert.deepEqual(row, {
      ms: startedMs + Math.floor(tick / 2) * 10,
      ordinal: tick % 2,
      bid: 1 + (tick % 1_000) / 1e5,
    });
  }
});
