/** The tools of the Model Context Protocol, made from the real document of the API. */

import assert from "node:assert/strict";
import { apiApp, type ApiContext } from "../../../src/http/api/api_app.ts";
import { mcpTrading } from "../../../src/http/mcp/mcp_access.ts";
import { McpTools, type OpenApiDocument } from "../../../src/http/mcp/tool_list.ts";
import { systemClock } from "../../../src/runtime/clock.ts";

const app = apiApp({ ports: {} as ApiContext, clock: systemClock, version: "1" });
const document: OpenApiDocument = await (await app.request("/api/v1/openapi.json")).json();

const names = (tools: McpTools) => tools.tools.map(({ name }) => name);

Deno.test("MCP tools: reading only unless trading is allowed", () => {
  const reading = new McpTools(document, "off");
  assert.ok(reading.tools.length >= 20);
  assert.ok(reading.tools.every(({ annotations }) => annotations.readOnlyHint));
  const trading = names(new McpTools(document, "paper"));
  assert.deepEqual(trading.filter((name) => !names(reading).includes(name)).sort(), [
    "cancelOrder",
    "closeAll",
    "closePosition",
    "haltTrading",
    "modifyOrder",
    "modifyPosition",
    "placeOrder",
  ]);
});

Deno.test("MCP tools: nothing that resumes, settles, restarts or changes a setting is among them", () => {
  const live = names(new McpTools(document, "live"));
  for (const name of ["resumeTrading", "settleIntent", "replaceDay", "restartActor", "runJob"]) {
    assert.ok(!live.includes(name), name);
  }
});

Deno.test("MCP tools: who may not change anything trades nowhere, whatever the setting", () => {
  assert.equal(mcpTrading("live", false), "off");
  assert.equal(mcpTrading("paper", true), "paper");
});

Deno.test("MCP tools: schemas stand alone, and say what is needed", () => {
  const { tools } = new McpTools(document, "live");
  assert.doesNotMatch(JSON.stringify(tools), /\$ref/);
  const place = tools.find(({ name }) => name === "placeOrder");
  assert.deepEqual(place?.inputSchema.required, ["terminal", "idempotencyKey", "symbol", "type"]);
  for (const { name, description } of tools) assert.ok(description.length > 10, name);
});

const paper = "paper:1@S";
const order = { terminal: paper, idempotencyKey: "a-key-of-mine", symbol: "EURUSD", type: "buy" };

Deno.test("MCP tools: arguments go where the route has them", async () => {
  const request = new McpTools(document, "paper").request("placeOrder", {
    ...order,
    stopLoss: 1.1,
  });
  assert.ok(typeof request !== "string");
  assert.equal(request.method, "POST");
  assert.equal(new URL(request.url).pathname, "/api/v1/terminals/paper%3A1%40S/orders");
  assert.equal(request.headers.get("idempotency-key"), "a-key-of-mine");
  assert.deepEqual(await request.json(), { symbol: "EURUSD", type: "buy", stopLoss: 1.1 });

  const bars = new McpTools(document, "off").request("listBars", {
    terminal: "1@S",
    symbol: "EUR/USD?x",
    timeframe: "H1",
    limit: 5,
  });
  assert.ok(typeof bars !== "string");
  assert.match(bars.url, /\/terminals\/1%40S\/bars\/EUR%2FUSD%3Fx\/H1\?limit=5$/);
});

const refused = [
  ["a tool that is not allowed", "off", "placeOrder", order, /MCP_TRADING does not allow/],
  [
    "an account that is not a paper account",
    "paper",
    "placeOrder",
    { ...order, terminal: "1@S" },
    /paper accounts only/,
  ],
  ["an unknown argument", "live", "placeOrder", { ...order, size: 7 }, /no argument size/],
  [
    "an argument of Object",
    "live",
    "placeOrder",
    { ...order, constructor: 1 },
    /no argument constructor/,
  ],
  [
    "closing real positions by a halt",
    "paper",
    "haltTrading",
    { policy: "flatten" },
    /paper accounts only/,
  ],
  [
    "closing one real account by a halt",
    "paper",
    "haltTrading",
    { policy: ["flatten"], terminal: "1@S" },
    /paper accounts only/,
  ],
  ...["..", ".", "", 7, ["5012"], null].map((ticket) =>
    [
      `the ticket ${JSON.stringify(ticket)}`,
      "live",
      "cancelOrder",
      { terminal: paper, idempotencyKey: "a-key-of-mine", ticket },
      /ticket of cancelOrder is not usable/,
    ] as const
  ),
  ["a missing key", "live", "closeAll", { terminal: "1@S" }, /needs the argument idempotencyKey/],
] as const;

for (const [what, trading, name, given, told] of refused) {
  Deno.test(`MCP tools: ${what} is refused with words`, () => {
    assert.match(String(new McpTools(document, trading).request(name, given)), told);
  });
}

Deno.test("MCP tools: a halt needs no paper account", () => {
  const tools = new McpTools(document, "paper");
  assert.ok(tools.request("haltTrading", {}) instanceof Request);
  assert.ok(tools.request("haltTrading", { policy: "block", terminal: "1@S" }) instanceof Request);
  const flatten = { policy: "flatten", terminal: paper };
  assert.ok(tools.request("haltTrading", flatten) instanceof Request);
});
