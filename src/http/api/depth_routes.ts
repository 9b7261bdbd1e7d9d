/** The depth of market of one symbol, read from its terminal at each request. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type DepthLevel,
  depthSides,
  ok,
  type SymbolName,
  type TerminalId,
} from "../../models/mod.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { symbolText, terminalText } from "./schemas.ts";

export interface DepthRoutesContext {
  depth(terminal: TerminalId, symbol: SymbolName): Promise<ApiAnswer<readonly DepthLevel[]>>;
}

const level = z.strictObject({
  side: z.enum(depthSides),
  price: z.number(),
  volumeLots: z.number(),
}).openapi("DepthLevel");

export type DepthLevelDocument = z.output<typeof level>;

const depth = apiRoute({
  operationId: "getDepth",
  method: "get",
  path: "/terminals/{terminal}/depth/{symbol}",
  tag: "Market",
  summary: "The depth of market, in the broker's order; few brokers offer it for forex",
  params: z.object({ terminal: terminalText, symbol: symbolText }),
  reply: z.array(level).readonly(),
});

export function serveDepth(app: OpenAPIHono, context: DepthRoutesContext): void {
  serve(app, depth, async ({ params: { terminal, symbol } }) => {
    const levels = await context.depth(terminal, symbol);
    return levels.ok ? ok(levels.value) : levels;
  });
}
