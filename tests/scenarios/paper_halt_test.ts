/**
 * A halt on a paper account, through the whole program: a limit breaks, everything is closed, and a
 * kill -9 does not change that.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { storeRows } from "../support/store_reader.ts";

const settings = {
  FOREX_TIMEFRAME: "M1",
  MAX_DAILY_LOSS_PCT: "50",
  HALT_POLICY: "flatten",
  HALT_ENDS: "by_hand",
  // The market is random and a minute here is five hours: with few orders the loss may never come.
  MAX_ORDERS_PER_MINUTE: "1000",
};
/**
 * Orders are sized to keep within the limit, so the loss is made under a wider one. A drawdown
 * outlasts the broker's midnight, which at this speed may fall between the two.
 */
const wide = { ...settings, MAX_DRAWDOWN_PCT: "50" };
const narrow = { ...settings, MAX_DRAWDOWN_PCT: "0.1" };
const clearDrawdownPct = 0.5;

const riskDocument = z.object({
  accounts: z.array(z.object({ metrics: z.object({ drawdownPct: z.number() }).nullable() })),
});

/** Whether an account has lost clearly more than the narrow limit allows. */
async function hasLost(bridge: BridgeProcess): Promise<boolean> {
  const { accounts } = riskDocument.parse((await bridge.get("/api/v1/risk")).body);
  return accounts.some(({ metrics }) => (metrics?.drawdownPct ?? 0) > clearDrawdownPct);
}

Deno.test("a halt flattens, and survives a kill -9", async () => {
  const dir = await Deno.makeTempDir();
  const dataDir = join(dir, "data", "demo");
  const args = ["demo", "--mode", "paper", "--symbols", "EURUSD", "--speed", "300"];
  const openings = () =>
    storeRows(dataDir, "SELECT ticket FROM deals WHERE type <> 'balance' AND entry = 'in'").length;
  {
    await using bridge = new BridgeProcess({ args, dir, settings: wide });
    await eventually(() => hasLost(bridge), { what: "a loss", withinMs: 120_000 });
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  }
  {
    await using bridge = new BridgeProcess({ args, dir, settings: narrow });
    await bridge.says(
      /HALTED: drawdown limit \(.* of .*\)\. Closing all positions\. Stays on until you resume/,
    );
    await bridge.says(/all positions closed/);
    bridge.signal("SIGKILL");
    await bridge.killed();
  }
  const before = openings();
  assert.ok(before > 0);
  {
    await using bridge = new BridgeProcess({ args, dir, settings: narrow });
    await bridge.says(/paper:[^ ]+: paper account restored/);
    await bridge.says(/paper:[^ ]+: terminal confirmed: new trades blocked/);
    await bridge.says(/EURUSD rejected \(\w+\): Trading is halted/);
    bridge.signal("SIGTERM");
    assert.equal(await bridge.exit(), 0);
  }
  assert.equal(openings(), before);
  await Deno.remove(dir, { recursive: true });
});
