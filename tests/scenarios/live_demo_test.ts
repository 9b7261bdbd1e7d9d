/**
 * A demo account traded live over the real link, from a signal to deals at the broker; the records
 * of both sides agree.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { statusDocument } from "../../src/http/status_document.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { storeCount, storeRows } from "../support/store_reader.ts";

const live = { TRADING_MODE: "live", LIVE_ACCOUNT: "9000001", LIVE_ACCOUNT_TYPE: "demo" };

/** Blocks new orders, so that the replies to all others can be awaited. */
async function haltByCommand(bridge: BridgeProcess, dataDir: string): Promise<void> {
  const token = await Deno.readTextFile(join(dataDir, "api-token"));
  const answer = await fetch(`http://127.0.0.1:${bridge.httpPort}/api/v1/risk/halt`, {
    method: "POST",
    headers: { authorization: `Bearer ${token.trim()}`, "content-type": "application/json" },
    body: JSON.stringify({ policy: "block", reason: "The end of the test" }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

Deno.test("live mode on a demo account: signals become orders with one trace down to their deals", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo", "--speed", "600"],
    settings: { ...live, TRADES_SYNC_INTERVAL: "1" },
  });
  await eventually(async () => {
    const { counters } = statusDocument.parse((await bridge.get("/status")).body);
    return counters.ordersFilled! >= 2;
  }, { what: "two filled orders" });
  const dir = join(bridge.dir, "data", "demo");
  await haltByCommand(bridge, dir);
  await eventually(() => {
    assert.deepEqual(
      storeRows(dir, "SELECT state FROM intents WHERE state NOT IN ('filled', 'rejected')"),
      [],
    );
    return true;
  }, { what: "an answer to every order" });
  bridge.signal("SIGINT");
  assert.equal(await bridge.exit(), 0);
  assert.match(bridge.output, /\w+ [\d.]+ \w+ filled \(\w+\): [\d.]+ lots? at [\d.]+, slippage/);
  const orphans = storeCount(
    dir,
    `SELECT count(*) FROM deals d WHERE d.entry = 'in' AND d.type <> 'balance' AND
     NOT EXISTS (SELECT 1 FROM intents i JOIN signals s ON s.id = i.trace WHERE i.intent = d.intent)`,
  );
  assert.equal(orphans, 0, "every opening deal has an intent whose trace is a stored signal");
  const unapproved = storeCount(
    dir,
    `SELECT count(*) FROM intents i WHERE i.kind = 'open' AND
     NOT EXISTS (SELECT 1 FROM risk_decisions r WHERE r.decision = i.approval AND r.trace = i.trace)`,
  );
  assert.equal(unapproved, 0, "no order without an approval of risk");
  assert.deepEqual(storeRows(dir, "SELECT kind, detail FROM discrepancies"), []);
});

Deno.test("live mode for another account than the connected one: nothing is sent, and the reason is reported", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo", "--speed", "600"],
    settings: { ...live, LIVE_ACCOUNT: "123" },
  });
  await bridge.says(/LIVE_ACCOUNT/);
  await bridge.says(/Signal: /);
  bridge.signal("SIGINT");
  assert.equal(await bridge.exit(), 0);
  const dir = join(bridge.dir, "data", "demo");
  assert.equal(storeCount(dir, "SELECT count(*) FROM intents"), 0);
  assert.equal(storeCount(dir, "SELECT count(*) FROM deals WHERE type <> 'balance'"), 0);
});
