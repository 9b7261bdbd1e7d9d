/** Messages of the Model Context Protocol that no well-behaved assistant sends. */

import assert from "node:assert/strict";
import { answerMcp } from "../../../src/http/mcp/mcp_server.ts";
import { McpTools } from "../../../src/http/mcp/tool_list.ts";

const call = { jsonrpc: "2.0", id: 7, method: "tools/call", params: { name: "x", arguments: {} } };
const cancelled = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } };

const cases = [
  ["a stream", "GET", null, 405],
  ["the end of a session", "DELETE", null, 405],
  ["a batch that cancels its own call", "POST", [call, cancelled], 400],
  ["an empty batch", "POST", [], 400],
  ["no message", "POST", {}, 400],
  ["a call", "POST", call, 200],
  ["a notification", "POST", cancelled, 202],
] as const;

for (const [what, method, body, status] of cases) {
  Deno.test(`MCP server: ${what} is answered with ${status}`, async () => {
    const text = JSON.stringify(body);
    const request = new Request("http://localhost/mcp", {
      method,
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
      },
      body: method === "POST" ? text : null,
    });
    const response = await answerMcp(request, text, {
      version: "1",
      tools: new McpTools({ paths: {} }, "off"),
      ask: () => Promise.reject(new Error("nothing is asked")),
    });
    assert.equal(response.status, status);
    await response.body?.cancel();
  });
}
