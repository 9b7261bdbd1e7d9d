/**
 * Assistants with the official client of the Model Context Protocol, over HTTP and through the
 * command `mcp`: they read, trade on the paper account only, and learn why an order was refused.
 */

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { join } from "node:path";
import { BridgeProcess } from "../support/bridge_process.ts";
import { eventually } from "../support/eventually.ts";

const token = "a-token-of-some-length";
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const paper = "paper:9000001@Simulated";

interface Called {
  readonly isError: boolean;
  readonly text: string;
}

async function call(client: Client, name: string, given: Record<string, unknown>): Promise<Called> {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content as { text: string }[];
  return { isError: isError === true, text: first?.text ?? "" };
}

Deno.test("assistants read, trade on paper, and learn why an order was refused", async () => {
  await using bridge = new BridgeProcess({
    args: ["demo", "--symbols", "EURUSD", "--speed", "1", "--mode", "paper"],
    settings: { API_TOKEN: token, MCP_TRADING: "paper", STRATEGIES: "" },
  });
  await bridge.says(/paper account opened/);
  const url = new URL(`http://127.0.0.1:${bridge.httpPort}/mcp`);

  const reader = new Client({ name: "reader", version: "1" });
  await reader.connect(new StreamableHTTPClientTransport(url));
  const { tools } = await reader.listTools();
  assert.ok(tools.some(({ name }: { name: string }) => name === "getStatus"));
  assert.ok(
    !tools.some(({ name }: { name: string }) => name === "placeOrder"),
    "without the token nothing is traded",
  );
  assert.match((await call(reader, "getStatus", {})).text, /"mode":"paper"/);
  await reader.close();

  // As an assistant starts programs: from the folder of the bridge.
  const assistant = new Client({ name: "assistant", version: "1" });
  await assistant.connect(
    new StdioClientTransport({
      command: Deno.execPath(),
      args: ["run", "-A", main, "mcp", "--data-dir", join(bridge.dir, "data", "demo")],
      env: { ...Deno.env.toObject(), API_TOKEN: token, DATA_DIR: join(bridge.dir, "data", "demo") },
      cwd: bridge.dir,
      stderr: "inherit",
    }),
  );
  const buy = { idempotencyKey: "assistant-buys-1", symbol: "EURUSD", type: "buy" };
  const placed = await eventually(async () => {
    const prices = JSON.parse((await call(assistant, "listPrices", {})).text) as { bid: number }[];
    const bid = prices[0]?.bid;
    if (bid === undefined) return null;
    const given = { ...buy, terminal: paper, stopLoss: Number((bid - 0.005).toFixed(5)) };
    const called = await call(assistant, "placeOrder", given);
    return called.text.includes('"unavailable"') ? null : called;
  });
  assert.equal(placed.isError, false, placed.text);
  const positions = await call(assistant, "listPositions", {});
  assert.match(positions.text, /"symbol":"EURUSD"/);

  const real = await call(assistant, "placeOrder", { ...buy, terminal: "9000001@Simulated" });
  assert.match(real.text, /on paper accounts only/);

  const bare = { ...buy, terminal: paper, idempotencyKey: "assistant-buys-2" };
  const unprotected = await call(assistant, "placeOrder", bare);
  assert.ok(unprotected.isError);
  assert.match(unprotected.text, /refused_by_risk/);
  const why = await call(assistant, "listDecisions", { terminal: paper, outcome: "refused" });
  assert.match(why.text, /stop loss/);

  assert.equal((await call(assistant, "haltTrading", {})).isError, false);
  await assistant.close();
});
