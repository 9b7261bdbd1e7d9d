/** The demo as a user starts it: one command, no settings, and it stops by itself. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { storeCount, storeRows } from "../support/store_reader.ts";

Deno.test("demo shows its banner, stores prices of eight pairs, logs signals and stops on its own", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo", "--for", "25", "--speed", "600"],
    settings: { STATISTICS_INTERVAL: "2" },
  });
  const status = await eventually(async () => {
    const { status, body } = await bridge.get("/readyz");
    assert.equal(status, 200);
    assert.ok(body);
    const document = statusDocument.parse((await bridge.get("/status")).body);
    return document.counters.signals! > 0 && document.counters.ticks! > 0 && document;
  }, { what: "a ready bridge with signals" });
  assert.deepEqual([status.state, status.mode, status.demo], ["running", "safety", true]);
  assert.equal(status.dataDir, join(bridge.dir, "data", "demo"));
  assert.equal(status.symbols.length, 8);
  assert.equal(status.terminals[0]?.connection, "in_sync");

  assert.equal(await bridge.exit(), 0);
  for (
    const line of [
      /MT5 BRIDGE V3/,
      /DEMO: simulated terminal/,
      /Initializing/,
      /Configuration +validated/,
      / {2}Ready \(/,
      /Initial sync complete: \d+ tasks in [\d.]+ m?s, 0 failed/,
      /This run: [\d,]+ ticks, [\d,]+ bars, \d+ signals?/,
      /Scheduled tasks/,
      /fetch_prices +every 30 s/,
      /Running/,
      /Parallel workers +4/,
      /SAFETY MODE \(signals logged, not traded\)/,
      /Signal: (buy|sell) \w+ M15 at [\d.]+/,
      /Stopped cleanly/,
    ]
  ) assert.match(bridge.output, line);
  const demoDir = join(bridge.dir, "data", "demo");
  assert.equal(
    storeCount(
      demoDir,
      "SELECT count(*) FROM (SELECT 1 FROM bars GROUP BY series_id HAVING count(*) >= 500)",
    ),
    8,
  );
  assert.equal(storeCount(demoDir, "SELECT count(DISTINCT symbol_id) FROM ticks"), 8);
  assert.ok(storeCount(demoDir, "SELECT count(*) FROM signals") > 0);
});

Deno.test("demo continues where the last one on the same folder ended, and repeats no signal", async () => {
  const dir = await Deno.makeTempDir({ prefix: "bridge-twice-" });
  const run = async () => {
    await using bridge = new BridgeProcess({ args: ["demo", "--speed", "600"], dir });
    await bridge.says(/Signal: /);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
    return bridge.output.match(/Signal: .*/g) ?? [];
  };
  const first = await run();
  const second = await run();
  const demoDir = join(dir, "data", "demo");
  assert.ok(first.length > 0);
  assert.equal(new Set([...first, ...second]).size, first.length + second.length);
  assert.equal(
    storeCount(demoDir, "SELECT count(*) FROM signals WHERE is_late = 0"),
    first.length + second.length,
  );
  const holes = storeRows(
    demoDir,
    `SELECT series_id FROM bars GROUP BY series_id
     HAVING (max(broker_ms) - min(broker_ms)) / 900000 + 1 != count(*)`,
  );
  assert.deepEqual(holes, [], "the market is always open: bars follow each other without a hole");
  await Deno.remove(dir, { recursive: true });
});
