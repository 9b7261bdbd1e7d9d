/**
 * A halt on a paper account, through the whole program: a limit breaks, everything is closed, and a
 * kill -9 does not change that.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { BridgeProcess } from "../support/bridge_process.ts";
import { storeRows } from "../support/store_reader.ts";

/** The costs of the first trade already exceed the limit. */
const settings = {
  FOREX_TIMEFRAME: "M1",
  MAX_DAILY_LOSS_PCT: "0.02",
  EXPECTED_SLIPPAGE_PCT: "0",
  HALT_POLICY: "flatten",
  HALT_ENDS: "by_hand",
};

Deno.test("a halt flattens, and survives a kill -9", async () => {
  const dir = await Deno.makeTempDir();
  const dataDir = join(dir, "data", "demo");
  const args = ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "300"];
  const openings = () =>
    storeRows(dataDir, "SELECT ticket FROM deals WHERE type <> 'balance' AND entry = 'in'").length;
  {
    await using bridge = new BridgeProcess({ args, dir, settings });
    await bridge.says(
      /HALTED: daily loss limit \(.* of .*\)\. Closing all positions\. Stays on until you resume/,
    );
    await bridge.says(/all positions closed/);
    bridge.signal("SIGKILL");
    await bridge.killed();
  }
  const before = openings();
  assert.ok(before > 0);
  {
    await using bridge = new BridgeProcess({ args, dir, settings });
    await bridge.says(/\(paper\): paper account restored/);
    await bridge.says(/\(paper\): terminal confirmed: new trades blocked/);
    await bridge.says(/EURUSD rejected \(\w+\): Trading is halted/);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  }
  assert.equal(openings(), before);
  await Deno.remove(dir, { recursive: true });
});
