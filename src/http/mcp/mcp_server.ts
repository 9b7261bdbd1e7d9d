/**
 * The Model Context Protocol over HTTP, by its official library: each request is answered on its
 * own, without a session, so that a restart of the bridge ends nothing.
 */

import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import {
  type CallToolRequest,
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { McpTools } from "./tool_list.ts";

export interface McpOptions {
  readonly version: string;
  readonly tools: McpTools;
  /** Sends a request to the API. */
  readonly ask: (request: Request) => Promise<Response>;
}

const instructions = "MT5 Bridge connects MetaTrader 5 accounts. Money is in the currency of the " +
  "account, times are UTC milliseconds unless they say that they are the broker's, tickets are " +
  "text. Every command needs an idempotencyKey of your own: a new one for each command; repeat " +
  "it only to learn what became of the same command. A command may be refused by risk: tell the " +
  "trader the reasons, and do not try to get around them.";

/** An answer that is longer would fill an assistant's memory with rows. */
const answerLengthMax = 200_000;

/** `text`: the body, which is JSON. */
export async function answerMcp(
  request: Request,
  text: string,
  options: McpOptions,
): Promise<Response> {
  // Without sessions there is no stream to open and nothing to end.
  if (request.method !== "POST") return refusal(405, "Only POST is supported.", { allow: "POST" });
  const message: unknown = JSON.parse(text);
  // The library leaves a batch without an answer when one of its messages cancels another, and the
  // protocol has given batches up.
  if (Array.isArray(message)) return refusal(400, "Send one message at a time, not a batch.");
  // The library marks this class as deprecated for servers that describe their tools with zod; ours
  // are described by the API's document.
  const server = new Server(
    { name: "mt5-bridge", version: options.version },
    { capabilities: { tools: {} }, instructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: options.tools.tools }));
  server.setRequestHandler(
    CallToolRequestSchema,
    ({ params }: CallToolRequest) => called(params.name, params.arguments ?? {}, options),
  );
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(withoutBody(request), { parsedBody: message });
  } finally {
    await server.close();
  }
}

async function called(
  name: string,
  given: Readonly<Record<string, unknown>>,
  { tools, ask }: McpOptions,
): Promise<CallToolResult> {
  const request = tools.request(name, given);
  if (typeof request === "string") return textResult(request, true);
  const response = await ask(request);
  const text = await response.text();
  if (text.length > answerLengthMax) {
    return textResult(
      `The answer has ${text.length} characters, more than ${answerLengthMax}: ask for less, with ` +
        "limit or a shorter range.",
      true,
    );
  }
  return textResult(text, !response.ok);
}

/** The library takes the body as it was parsed here, and the request only for its headers. */
function withoutBody({ url, headers }: Request): Request {
  return new Request(url, { method: "POST", headers });
}

/** JSON-RPC's code for an invalid request. */
const invalidRequest = -32_600;

function refusal(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const error = { code: invalidRequest, message };
  return Response.json({ jsonrpc: "2.0", error, id: null }, { status, headers });
}

function textResult(text: string, isError: boolean): CallToolResult {
  return { content: [{ type: "text", text }], isError };
}
