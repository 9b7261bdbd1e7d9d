/**
 * A lasting problem is reported once and counted: a console read the next day shows what happened,
 * not how often.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { runTerminal, terminalConfig } from "../support/running_terminal.ts";
import { storeCount } from "../support/store_reader.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** Everything runs ten times a second, so that a flood would show within a moment. */
const busy = {
  PRICE_FETCH_INTERVAL: "0.1",
  METRICS_SYNC_INTERVAL: "0.1",
  MT5_LINK_TOKEN: "secret",
  FOREX_PAIRS: "EURUSD",
  FOREX_TIMEFRAME: "M1",
  CRYPTO_ENABLED: "false",
};

async function statusOf(bridge: BridgeProcess) {
  return statusDocument.parse((await bridge.get("/status")).body);
}

/** Runs of a job since the start. */
async function runsOf(bridge: BridgeProcess, job: string): Promise<number> {
  const found = (await statusOf(bridge)).scheduler?.jobs.find(({ name }) => name === job);
  return found?.runs ?? 0;
}

const linesAfterStart = ({ output }: BridgeProcess) =>
  output.split(/\u2500{20,}\n/).at(-1)!.split("\n").filter((line) => /^\d\d:\d\d:\d\d/.test(line));

Deno.test("a bridge without a terminal waits for one in silence", async () => {
  await using bridge = new BridgeProcess({ args: ["run"], settings: busy });
  await bridge.says(/Running/);
  await eventually(async () => await runsOf(bridge, "fetch_prices") >= 20);
  // A busy machine may skip a run, which is reported once.
  const lines = linesAfterStart(bridge);
  assert.ok(lines.length <= 2, lines.join("\n"));
  bridge.signal("SIGTERM");
  assert.equal(await bridge.exit(), 0);
});

Deno.test("an unavailable store is reported once, and used when it is back", () =>
  inTempFolder(async (dir) => {
    const dataDir = join(dir, "data");
    await Deno.mkdir(dataDir);
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        fileURLToPath(new URL("../support/hold_store.ts", import.meta.url)),
        dataDir,
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const said = holder.stdout.getReader();
    await said.read();
    await using bridge = new BridgeProcess({ args: ["run"], dir, settings: busy });
    await bridge.says(/Running/);
    await using _terminal = await runTerminal(terminalConfig({ linkPort: bridge.linkPort }));
    await eventually(async () => await runsOf(bridge, "fetch_prices") >= 20);
    const lines = linesAfterStart(bridge);
    assert.ok(lines.length <= 6, lines.join("\n"));
    await holder.stdin.close();
    await said.cancel();
    await holder.status;
    await eventually(async () => (await bridge.get("/readyz")).status === 200, {
      what: "a ready bridge",
    });
    assert.match(bridge.output, /Store open again/);
    await eventually(() => storeCount(dataDir, "SELECT count(*) FROM bars") >= 500);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  }));
