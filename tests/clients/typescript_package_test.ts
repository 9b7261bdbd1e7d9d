/**
 * The TypeScript client as others use it, on a demo that is a process of its own: the README's
 * example on Deno and Node, the package in JavaScript, and a bridge that is killed.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { BridgeClient, type StreamItem } from "../../clients/typescript/mod.ts";
import { clientVersion } from "../../clients/typescript/calls.ts";
import jsr from "../../clients/typescript/jsr.json" with { type: "json" };
import npm from "../../clients/typescript/package.json" with { type: "json" };
import { writeClientPackage } from "../../tools/client_package.ts";
import { lacks } from "../../tools/test_needs.ts";
import { clientDemo, demoToken, demoUrl, exampleOf, printed } from "../support/client_demo.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free_port.ts";
import { inTempFolder } from "../support/temp_folder.ts";

/** Ends with the first change, where the reader's program goes on forever. */
function runnable(module: string, httpPort: number): string {
  const example = exampleOf("clients/typescript/README.md", "ts");
  assert.ok(example.split("\n").length <= 16);
  const named = example.replace('"@mt5-bridge/client"', JSON.stringify(module))
    .replace("console.log(item.changes)", "{ console.log(item.changes); break; }");
  return `const BRIDGE_URL = "${demoUrl(httpPort)}", BRIDGE_TOKEN = "${demoToken}";\n${named}`;
}

/** Uses types that only the package's declarations know. */
const typedUse = `
const up = { terminal: "1@B", symbol: "EURUSD", type: "up" } as const;
// @ts-expect-error: no such type of order
const wrong = () => bridge.placeOrder(up);
const refusals = (error: import("./package/mod.js").BridgeError) =>
  error.failure.code === "refused_by_risk" ? error.failure.refusals : undefined;
console.log(wrong, refusals);
`;

Deno.test("client package: its versions are the bridge's", () => {
  assert.deepEqual([jsr.version, npm.version], [clientVersion, clientVersion]);
});

Deno.test("client package: the README's example works on Deno and on Node, with types", () =>
  inTempFolder(async (dir) => {
    const httpPort = freePort();
    await using _ = await clientDemo({ dir, httpPort });
    writeClientPackage(join(dir, "package"));
    const example = runnable("./package/mod.js", httpPort);
    const typescript = join(dir, "example.ts");
    await Deno.writeTextFile(typescript, example + typedUse);
    const said = await printed(Deno.execPath(), [
      "run",
      "-A",
      "--check",
      "--no-config",
      typescript,
    ]);
    assert.match(said, /filled: 0\.01 lots\n[^]*BTCUSD/);
    if (lacks("node")) return;
    const javascript = join(dir, "example.mjs");
    await Deno.writeTextFile(javascript, example);
    const out = await printed("node", ["--experimental-websocket", javascript]);
    assert.match(out, /filled: 0\.01 lots\n[^]*BTCUSD/);
  }));

Deno.test("client: over a kill of the bridge the stream says so, and a command is executed once", () =>
  inTempFolder(async (dir) => {
    const httpPort = freePort();
    const first = await clientDemo({ dir, httpPort });
    const client = new BridgeClient({ url: demoUrl(httpPort), token: demoToken });
    const stream = client.stream({ topics: ["deals"] });
    const items: StreamItem[] = [];
    const reading = (async () => {
      for await (const item of stream) items.push(item);
    })();
    await eventually(() => items.some(({ type }) => type === "hello"));
    const account = (await client.listAccounts()).find(({ venue }) => venue === "paper")!;
    const [price] = await client.listPrices({ symbol: "BTCUSD" });
    const stopLoss = Math.round(price!.bid * 0.95);
    const { terminal } = account;
    const order = { terminal, symbol: "BTCUSD", type: "buy", volumeLots: 0.01, stopLoss } as const;
    const key = "killed-bridge-1";
    const before = await client.placeOrder(order, { key });
    first.signal("SIGKILL");
    await first.killed();
    const asked = client.placeOrder(order, { key, timeoutMs: 240_000 });
    await using _ = await clientDemo({ dir, httpPort });
    const after = await asked;
    assert.deepEqual([before.state, after.state, after.id], ["filled", "filled", before.id]);
    const intents = await client.listIntents({ terminal, limit: 500 });
    assert.equal(intents.filter(({ trace }) => trace === before.trace).length, 1);
    await eventually(() => items.some(({ type }) => type === "reset"), { what: "a reset" });
    stream.close();
    await reading;
  }));
