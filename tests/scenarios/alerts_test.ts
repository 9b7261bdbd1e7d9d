/**
 * The program as a user runs it, with alerts to a server that is away when it happens: over a kill
 * of the program nothing is lost, and no secret is in its log.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { AlertServer } from "../alerts/alert_servers.ts";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";

const token = "a-token-of-some-length";
const secretPath = "/very-secret-hook";

function demo(dir: string, alertPort: number): BridgeProcess {
  return new BridgeProcess({
    args: ["demo", "--with-servers", "--symbols", "EURUSD"],
    dir,
    settings: {
      API_TOKEN: token,
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${alertPort}${secretPath}`,
      ALERT_WEBHOOK_TEMPLATE: "{title}: {text}",
      ALERT_GROUP_DELAY: "0",
    },
  });
}

async function post(bridge: BridgeProcess, path: string): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${bridge.httpPort}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(response.status, 200);
  return await response.json();
}

Deno.test("a halt is told although the server was away and the program was killed", async () => {
  const dir = await Deno.makeTempDir();
  const alertPort = freePort();
  const bridge = demo(dir, alertPort);
  await bridge.says(/Initial sync complete/);
  const tested = await post(bridge, "/alerts/test") as { items: { problem: string | null }[] };
  assert.match(tested.items[0]?.problem ?? "", /cannot be reached/);
  await post(bridge, "/risk/halt");
  const stored = async () => JSON.stringify((await bridge.get("/api/v1/alerts")).body);
  await eventually(async () => /All trading HALTED.*"state":"waiting"/.test(await stored()));
  await bridge.says(/Alerts by webhook do not arrive/);
  bridge.signal("SIGKILL");
  await bridge.killed();

  await using server = new AlertServer(alertPort);
  const again = demo(dir, alertPort);
  await eventually(() =>
    server.at(secretPath).some((text) => /All trading HALTED/.test(String(text)))
  );
  assert.match(server.at(secretPath).join("\n"), /MT5 Bridge \(demo\)/);
  again.signal("SIGINT");
  await again.exit();
  const log = await Deno.readTextFile(join(dir, "data", "demo", "logs", "mt5_bridge_v3.log"));
  assert.ok(!`${log}${bridge.output}${again.output}`.includes(secretPath));
  await Deno.remove(dir, { recursive: true });
});
