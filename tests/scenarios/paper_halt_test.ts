/** A halt on a paper account, through the whole program: a limit breaks, everything is closed, and a kill -9 changes nothing of it. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { BridgeProcess } from "../support/bridge_process.ts";
import { storeRows } from "../support/store_reader.ts";

/** The first cost of the first trade is too much. */
const settings = {
  FOREX_TIMEFRAME: "M1",
  MAX_DAILY_LOSS_PCT: "0.02",
  HALT_POLICY: "flatten",
  HALT_ENDS: "by_hand",
};

Deno.test("a halt flattens, and holds over a kill -9", async () => {
  const dir = await Deno.makeTempDir();
  const dataDir = join(dir, "data", "demo");
  const args = ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "300"];
  const openings = () =>
    storeRows(dataDir, "SELECT ticket FROM deals WHERE type <> 'balance' AND entry = 'in'").length;
  {
    await using bridge = new BridgeProcess({ args, dir, settings });
    await bridge.says(/is halted \(daily_loss, flatten, ends by_hand\)/);
    await bridge.says(/nothing is open any more, as the halt wants it/);
    bridge.signal("SIGKILL");
    await bridge.killed();
  }
  const before = openings();
  assert.ok(before > 0);
  {
    await using bridge = new BridgeProcess({ args, dir, settings });
    await bridge.says(/\(paper\): paper account as it was/);
    await bridge.says(/\(paper\): the terminal itself refuses new risk/);
    await bridge.says(/EURUSD refused: Halted/);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  }
  assert.equal(openings(), before);
  await Deno.remove(dir, { recursive: true });
});
