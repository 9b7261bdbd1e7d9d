/** The process around the bridge: a new process fixes what a supervisor inside cannot. */

import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { storeRows } from "../support/store_reader.ts";

/** Six starts one after the other, on a machine that does a lot besides. */
const sixStartsMs = 240_000;

const crashingMain = fileURLToPath(new URL("../support/crashing_main.ts", import.meta.url));
const drillMain = fileURLToPath(new URL("../support/drill_main.ts", import.meta.url));

async function statusOf(bridge: BridgeProcess) {
  return statusDocument.parse((await bridge.get("/status")).body);
}

/** As little work as possible while the bridge is watched. */
const demo = ["demo", "--symbols", "EURUSD"];
/** Many bars pass while it is away. */
const settings = { FOREX_TIMEFRAME: "M1" };

/** A bridge that is running, with its symbol live. */
async function liveStatus(bridge: BridgeProcess, restarts: number) {
  return await eventually(async () => {
    const status = await statusOf(bridge);
    const isLive = status.state === "running" && status.symbols.length === 1 &&
      status.symbols.every(({ state }) => state === "live");
    return isLive && status.process.restarts === restarts && status;
  }, { what: `a live bridge after ${restarts} restarts` });
}

function logLines(bridge: BridgeProcess): number {
  const path = join(bridge.dir, "data", "demo", "logs", "mt5_bridge_v3.log");
  return existsSync(path) ? readFileSync(path, "utf8").split("\n").length - 1 : 0;
}

function assertNoHoles(bridge: BridgeProcess): void {
  const holes = storeRows(
    join(bridge.dir, "data", "demo"),
    `SELECT series_id FROM bars GROUP BY series_id
     HAVING (max(broker_ms) - min(broker_ms)) / 60000 + 1 != count(*)`,
  );
  assert.deepEqual(holes, []);
}

Deno.test("watchdog restarts the bridge each time one of its actors hangs", async () => {
  const actors = ["mt5", "database"];
  await using bridge = new BridgeProcess({
    args: demo,
    settings: { ...settings, DRILL_ACTORS: actors.join(",") },
    isWatched: true,
    program: drillMain,
  });
  const { process } = await liveStatus(bridge, actors.length);
  assert.equal(process.lastExit?.code, 8);
  for (const actor of actors) assert.match(bridge.output, new RegExp(`the ${actor} actor hung`));
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
  assertNoHoles(bridge);
});

Deno.test("watchdog restarts the bridge when its process is killed or hangs, and passes on a stop", async () => {
  await using bridge = new BridgeProcess({ args: demo, settings, isWatched: true });
  const first = await liveStatus(bridge, 0);
  assert.notEqual(first.process.id, bridge.pid);
  Deno.kill(first.process.id, "SIGKILL");
  const second = await liveStatus(bridge, 1);
  assert.match(second.process.lastExit?.meaning ?? "", /SIGKILL/);
  assert.match(bridge.output, /Restarting\.\.\./);

  await eventually(() => logLines(bridge) > 0, { what: "lines in the log file" });
  Deno.kill(second.process.id, "SIGSTOP");
  const third = await liveStatus(bridge, 2);
  assert.match(third.process.lastExit?.meaning ?? "", /^Frozen: no response/);
  const report = [...bridge.output.matchAll(/Crash report: (.+crash-.+\.txt)/g)].at(-1)?.[1];
  assert.ok(report, bridge.output);
  const text = await Deno.readTextFile(report);
  assert.match(text, /^MT5 Bridge \d+\.\d+\.\d+ \(Deno /);
  assert.match(text, /exit code \d+: Frozen/);
  assert.match(text, /"code":"store_opened"/);
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
  assertNoHoles(bridge);
});

Deno.test("watchdog does not restart a bridge that has ended for good", async () => {
  await using bridge = new BridgeProcess({
    args: demo,
    settings: { HTTP_PORT: "99999" },
    isWatched: true,
  });
  assert.equal(await bridge.exit(), 3);
  assert.doesNotMatch(bridge.output, /Restarting/);
});

Deno.test("bridge stops when its watchdog is killed, so that none is left alone", async () => {
  await using bridge = new BridgeProcess({ args: demo, isWatched: true });
  const { process } = await liveStatus(bridge, 0);
  bridge.signal("SIGKILL");
  await eventually(() => !isRunning(process.id), { what: "the end of the child" });
});

Deno.test("watchdog waits for a mistake in .env to be mended when the bridge was running", async () => {
  await using bridge = new BridgeProcess({ args: demo, settings, isWatched: true });
  const envFile = join(bridge.dir, ".env");
  writeFileSync(envFile, "RISK_PER_TRADE=0.5%");
  const { process } = await liveStatus(bridge, 0);
  writeFileSync(envFile, "RISK_PER_TRADE=hal");
  Deno.kill(process.id, "SIGKILL");
  await bridge.says(/RISK_PER_TRADE: "hal" [\s\S]* tried again until this is put right/);
  rmSync(envFile); // as some editors do while they save
  await bridge.says(/it is gone, and the bridge ran with it/);
  writeFileSync(envFile, "RISK_PER_TRADE=0.5%");
  await eventually(async () => (await statusOf(bridge)).state === "running", {
    what: "a bridge with its settings mended",
  });
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
});

Deno.test("a log and data folder that cannot be written are told, and end nothing", async () => {
  const dir = await Deno.makeTempDir({ prefix: "bridge-" });
  const file = join(dir, "a-file");
  writeFileSync(file, "");
  await using bridge = new BridgeProcess({
    args: ["run"],
    settings: { DATA_DIR: file, LOG_DIR: file },
    dir,
    isWatched: true,
  });
  await bridge.says(/The store .* cannot be read or written[\s\S]* Stop {2,}Ctrl/);
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
  await Deno.remove(dir, { recursive: true });
  assert.doesNotMatch(bridge.output, /Restarting|Uncaught/);
  assert.match(bridge.output, /Cannot write to .*mt5_bridge_v3\.log/);
});

Deno.test({
  name: "nobody has to read what the runtime says, for the bridge to go on",
  ignore: Deno.build.os !== "linux", // writes to the child's error stream through /proc
  fn: async () => {
    await using bridge = new BridgeProcess({
      args: demo,
      settings,
      isWatched: true,
      hasErrorReader: false,
    });
    const { process } = await liveStatus(bridge, 0);
    for (let line = 0; line < 3; line++) {
      writeFileSync(`/proc/${process.id}/fd/2`, "something that the runtime says\n");
    }
    Deno.kill(process.id, "SIGKILL");
    await liveStatus(bridge, 1);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  },
});

function isRunning(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

Deno.test("watchdog leaves the strategies out after five crashes of one cause", async () => {
  await using bridge = new BridgeProcess({
    args: demo,
    settings,
    isWatched: true,
    program: crashingMain,
  });
  const status = await eventually(async () => {
    const found = await statusOf(bridge);
    return found.process.restarts === 5 && found.state === "degraded" && found;
  }, { what: "a bridge without strategies", withinMs: sixStartsMs });
  const reason = /it ended 5 times within 10 minutes \(exit code 70: /;
  assert.match(
    bridge.output,
    new RegExp(`starts without strategies now, because ${reason.source}`),
  );
  const strategy = status.actors.find(({ name }) => name === "strategy");
  assert.equal(strategy?.health, "degraded");
  assert.match(strategy?.reason ?? "", reason);
  assert.deepEqual(strategy?.detail["strategies"], {});
  assert.match(bridge.output, /The bridge was restarted without strategies, because it ended/);
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
});

Deno.test("--for ends the program in a crash loop, too, and not as if it had run", async () => {
  await using bridge = new BridgeProcess({
    args: [...demo, "--for", "6"],
    settings,
    isWatched: true,
    program: crashingMain,
  });
  assert.equal(await bridge.exit(), 70);
  assert.match(bridge.output, /Restarting/);
});

Deno.test("--for that is over before the bridge has started is no success", async () => {
  await using bridge = new BridgeProcess({ args: [...demo, "--for", "0.001"], isWatched: true });
  const code = await bridge.exit();
  // A start that a busy machine finishes before it looks at the time has been one.
  assert.equal(code, /Running\n/.test(bridge.output) ? 0 : 14, bridge.output);
});
