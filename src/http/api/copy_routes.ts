/** Which account copies which, and what became of the positions of the masters. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type CopiedTrade,
  copyMissCodes,
  type CopyPolicy,
  copyStates,
  directions,
  ok,
} from "../../models/mod.ts";
import { type CopyLink, copyLinkStates } from "../../trade/copying/copy_link.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { brokerMs, limitQuery, utcMs } from "./schemas.ts";

export interface CopyRoutesContext {
  copyLinks(): Promise<ApiAnswer<readonly CopyLink[]>>;
  newestCopies(limit: number): Promise<ApiAnswer<readonly CopiedTrade[]>>;
}

const price = z.number();

const link = z.strictObject({
  follower: z.string(),
  master: z.string(),
  masterName: z.string(),
  state: z.enum(copyLinkStates).openapi({
    description: "safety: nothing may be sent to the follower, so nothing is copied",
  }),
  size: z.string().openapi({ description: "As COPY_SIZE", example: "equity*0.5" }),
  isReversed: z.boolean(),
  openCopies: z.number(),
}).openapi("CopyLink");

const copiedTrade = z.strictObject({
  follower: z.string(),
  master: z.string(),
  position: z.string().openapi({ description: "Identifier of the master's position, as text" }),
  leg: z.number().openapi({
    description: "1, and one more each time the position of a netting account was reversed",
  }),
  symbol: z.string().openapi({ description: "As the follower names it" }),
  masterSymbol: z.string(),
  direction: z.enum(directions).openapi({ description: "Of the follower" }),
  masterDirection: z.enum(directions),
  state: z.enum(copyStates).openapi({
    description: "left: closed on the follower alone, and not opened again",
  }),
  missCode: z.enum(copyMissCodes).nullable(),
  missReason: z.string().nullable().openapi({
    description: "Why it, or the last addition to it, was not copied",
  }),
  masterLots: z.number(),
  lots: z.number().openapi({ description: "The follower's part, before rounding to steps" }),
  masterPrice: price,
  masterOpenedMs: brokerMs,
  seenMs: utcMs,
  updatedMs: utcMs,
  endedMs: utcMs.nullable(),
}).openapi("CopiedTrade");

const copiesSchema = z.strictObject({
  links: z.array(link).readonly(),
  items: z.array(copiedTrade).readonly(),
}).openapi("Copies");

export type CopiesDocument = z.output<typeof copiesSchema>;
export type CopiedTradeDocument = z.output<typeof copiedTrade>;

const list = apiRoute({
  operationId: "listCopies",
  method: "get",
  path: "/copies",
  tag: "Accounts",
  summary: "Which account copies which, and the newest copied and missed trades, newest first",
  query: z.strictObject({ limit: limitQuery({ max: 1_000, usual: 100 }) }),
  reply: copiesSchema,
});

export function serveCopies(app: OpenAPIHono, context: CopyRoutesContext): void {
  serve(app, list, async ({ query: { limit } }) => {
    const [links, copies] = await Promise.all([context.copyLinks(), context.newestCopies(limit)]);
    if (!links.ok) return links;
    if (!copies.ok) return copies;
    return ok({ links: links.value.map(shownLink), items: copies.value.map(shownTrade) });
  });
}

function shownLink({ follower, master, masterName, state, policy, openCopies }: CopyLink) {
  const { size, isReversed } = policy;
  return { follower, master, masterName, state, size: sizeText(size), isReversed, openCopies };
}

function sizeText(size: CopyPolicy["size"]): string {
  if (size.kind === "ratio") return String(size.factor);
  return size.kind === "equity" && size.factor !== 1 ? `equity*${size.factor}` : size.kind;
}

function shownTrade(trade: CopiedTrade): CopiedTradeDocument {
  const { follower, master, position, leg, symbol, masterSymbol } = trade;
  const { direction, masterDirection, state, miss, masterLots, masterPrice } = trade;
  const { masterOpenedMs, seenMs, updatedMs, endedMs } = trade;
  return {
    ...{ follower, master, position, leg, symbol, masterSymbol, direction, masterDirection },
    ...{ state, missCode: miss?.code ?? null, missReason: miss?.reason ?? null },
    ...{ masterLots, lots: trade.wantedLots, masterPrice },
    ...{ masterOpenedMs, seenMs, updatedMs, endedMs },
  };
}
