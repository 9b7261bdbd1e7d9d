/** Stored data, page by page: bars, ticks, and the account's balance and equity over time. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type {
  AccountPage,
  AccountPageWanted,
  BarsPage,
  BarsPageWanted,
  TickPlace,
  TicksPage,
  TicksPageWanted,
} from "../../database/page_rows.ts";
import { barsOf, ok, tickAt, type UnixMs } from "../../models/mod.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import {
  asBrokerMs,
  brokerMs,
  limitQuery,
  nextCursor,
  pageOf,
  rangeOf,
  rangeQuery,
  symbolText,
  terminalText,
  timeCursor,
  timeframeText,
  utcMs,
} from "./schemas.ts";

export interface HistoryRoutesContext {
  bars(wanted: BarsPageWanted): Promise<ApiAnswer<BarsPage>>;
  ticks(wanted: TicksPageWanted): Promise<ApiAnswer<TicksPage>>;
  account(wanted: AccountPageWanted): Promise<ApiAnswer<AccountPage>>;
}

const bar = z.strictObject({
  brokerMs,
  utcMs,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  tickVolume: z.number(),
  realVolume: z.number(),
  spreadPoints: z.number(),
}).openapi("Bar");

export type BarDocument = z.output<typeof bar>;

const bars = apiRoute({
  operationId: "listBars",
  method: "get",
  path: "/terminals/{terminal}/bars/{symbol}/{timeframe}",
  tag: "Market",
  summary: "Closed bars, oldest first; the first page is the newest",
  params: z.object({ terminal: terminalText, symbol: symbolText, timeframe: timeframeText }),
  query: z.strictObject({
    ...rangeQuery,
    limit: limitQuery({ max: 5_000, usual: 500 }),
    cursor: timeCursor,
  }),
  reply: pageOf(bar),
});

const tick = z.strictObject({
  brokerMs,
  utcMs,
  bid: z.number(),
  ask: z.number(),
  last: z.number(),
  volume: z.number(),
  flags: z.int(),
}).openapi("Tick");

const tickCursor = z.string().regex(/^\d{1,15}\.\d{1,5}$/, "is no cursor of ticks").transform(
  (text): TickPlace => {
    const [brokerMs = 0, ordinal = 0] = text.split(".").map(Number);
    return { brokerMs, ordinal };
  },
).optional().openapi({ type: "string", description: "`nextCursor` of the page before" });

const ticks = apiRoute({
  operationId: "listTicks",
  method: "get",
  path: "/terminals/{terminal}/ticks/{symbol}",
  tag: "Market",
  summary: "Stored ticks, oldest first; the first page is the newest",
  params: z.object({ terminal: terminalText, symbol: symbolText }),
  query: z.strictObject({
    ...rangeQuery,
    limit: limitQuery({ max: 5_000, usual: 1_000 }),
    cursor: tickCursor,
  }),
  reply: pageOf(tick),
});

const metrics = z.strictObject({
  terminal: z.string(),
  utcMs,
  balance: z.number(),
  equity: z.number(),
  margin: z.number(),
  freeMargin: z.number(),
  marginLevelPct: z.number().nullable(),
  profit: z.number(),
}).openapi("AccountMetrics");

export type AccountMetricsDocument = z.output<typeof metrics>;

const account = apiRoute({
  operationId: "listAccountFigures",
  method: "get",
  path: "/terminals/{terminal}/account",
  tag: "Account",
  summary: "Balance, equity and margin over time, oldest first; the first page is the newest",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject({
    ...rangeQuery,
    limit: limitQuery({ max: 5_000, usual: 500 }),
    cursor: timeCursor,
  }),
  reply: pageOf(metrics),
});

export function serveHistory(app: OpenAPIHono, context: HistoryRoutesContext): void {
  serve(app, bars, async ({ params, query }) => {
    const { cursor, limit } = query;
    const range = rangeOf(query);
    const page = await context.bars({ ...params, ...range, before: asBrokerMs(cursor), limit });
    if (!page.ok) return page;
    const { bars, utcMs } = page.value;
    const items = barsOf(bars).map((bar, at) => ({ ...bar, utcMs: utcMs[at]! }));
    return ok({ items, nextCursor: nextCursor(items, limit, (bar) => String(bar.brokerMs)) });
  });
  serve(app, ticks, async ({ params, query }) => {
    const { cursor, limit } = query;
    const page = await context.ticks({
      ...params,
      ...rangeOf(query),
      before: cursor ?? null,
      limit,
    });
    if (!page.ok) return page;
    const { ticks, utcMs, ordinal } = page.value;
    const items = Array.from(utcMs, (ms, at) => ({
      ...tickAt({ ...ticks, symbol: params.symbol }, at),
      utcMs: ms,
    }));
    const place = () => `${items[0]?.brokerMs}.${ordinal[0]}`;
    return ok({ items, nextCursor: nextCursor(items, limit, place) });
  });
  serve(app, account, async ({ params, query }) => {
    const { cursor, limit } = query;
    const before = cursor === undefined ? null : cursor as UnixMs;
    const page = await context.account({ ...params, ...rangeOf(query), before, limit });
    if (!page.ok) return page;
    const items = page.value;
    return ok({ items, nextCursor: nextCursor(items, limit, (row) => String(row.utcMs)) });
  });
}
