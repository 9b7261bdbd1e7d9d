/**
 * Routes for open positions, pending orders and intents of the accounts, and for everything with
 * one trace.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { TerminalDealRow } from "../../database/page_rows.ts";
import type { DealPlace, DealsPageWanted } from "../../database/page_rows.ts";
import type { StoredTrace } from "../../database/trade_rows.ts";
import {
  type Discrepancy,
  discrepancyKinds,
  type IntentId,
  ok,
  splitTerminalId,
  type TerminalId,
  type TraceId,
  type TradeIntent,
  type TradingMode,
  tradingModes,
  type VenueOrder,
  type VenuePosition,
} from "../../models/mod.ts";
import type { Priced } from "../live_positions.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import {
  limitQuery,
  nextCursor,
  orNull,
  pageOf,
  rangeOf,
  rangeQuery,
  terminalText,
  tradedSymbolText,
  utcMs,
  venueName,
} from "./schemas.ts";
import { signalSchema } from "./signal_routes.ts";
import {
  dealSchema,
  decisionSchema,
  intentSchema,
  orderSchema,
  positionSchema,
  tracedDealSchema,
} from "./trading_schemas.ts";

/** Who opened it. */
export interface Opened {
  readonly intent: IntentId | null;
  readonly strategy: string | null;
}

/** An account as the trade actor knows it, with the strategies behind its positions and orders. */
export interface AccountShown {
  readonly terminal: TerminalId;
  readonly mode: TradingMode;
  readonly isReconciled: boolean;
  readonly positions: readonly (VenuePosition & Opened & Priced)[];
  readonly orders: readonly (VenueOrder & Opened)[];
  readonly intents: readonly TradeIntent[];
  readonly discrepancies: readonly Discrepancy[];
  readonly lastReconciledMs: number | null;
}

export interface AccountRoutesContext {
  overviews(): Promise<ApiAnswer<readonly AccountShown[]>>;
  recentIntents(terminal: TerminalId, limit: number): Promise<ApiAnswer<readonly TradeIntent[]>>;
  deals(wanted: DealsPageWanted): Promise<ApiAnswer<readonly TerminalDealRow[]>>;
  trace(trace: TraceId): Promise<ApiAnswer<StoredTrace>>;
}

const filter = z.strictObject({
  terminal: terminalText.optional(),
  symbol: tradedSymbolText.optional(),
});

const accountSchema = z.strictObject({
  terminal: z.string(),
  venue: venueName,
  mode: z.enum(tradingModes),
  isReconciled: z.boolean().openapi({ description: "No orders are sent while it is false" }),
  lastReconciledMs: utcMs.nullable(),
  positions: z.int(),
  orders: z.int(),
  intents: z.array(intentSchema).readonly().openapi({
    description: "Intents whose state is not final",
  }),
  discrepancies: z.array(z.strictObject({
    id: z.string(),
    terminal: z.string(),
    kind: z.enum(discrepancyKinds),
    subject: z.string(),
    detail: z.string(),
    foundMs: utcMs,
  })).readonly(),
}).openapi("Account");

export type AccountDocument = z.output<typeof accountSchema>;

const accounts = apiRoute({
  operationId: "listAccounts",
  method: "get",
  path: "/accounts",
  tag: "Trading",
  summary: "Accounts: mode, last reconciliation, and the differences it found",
  reply: z.array(accountSchema).readonly(),
});

const positions = apiRoute({
  operationId: "listPositions",
  method: "get",
  path: "/positions",
  tag: "Trading",
  summary: "Open positions",
  query: filter,
  reply: z.array(positionSchema).readonly(),
});

const orders = apiRoute({
  operationId: "listOrders",
  method: "get",
  path: "/orders",
  tag: "Trading",
  summary: "Pending orders, and orders being processed",
  query: filter,
  reply: z.array(orderSchema).readonly(),
});

const intents = apiRoute({
  operationId: "listIntents",
  method: "get",
  path: "/terminals/{terminal}/intents",
  tag: "Trading",
  summary: "Requests to a terminal (intents) and their outcomes, newest first",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject({ limit: limitQuery({ max: 500, usual: 100 }) }),
  reply: z.array(intentSchema).readonly(),
});

const dealCursor = z.string().regex(/^\d{1,15}\.\d{1,15}$/, "is no cursor of deals").transform(
  (text): DealPlace => {
    const [brokerMs = 0, row = 0] = text.split(".").map(Number);
    return { brokerMs, row };
  },
).optional().openapi({ type: "string", description: "`nextCursor` of the page before" });

const deals = apiRoute({
  operationId: "listDeals",
  method: "get",
  path: "/terminals/{terminal}/deals",
  tag: "Trading",
  summary: "Deals, oldest first; the first page is the newest",
  params: z.object({ terminal: terminalText }),
  query: z.strictObject({
    ...rangeQuery,
    symbol: tradedSymbolText.optional(),
    limit: limitQuery({ max: 1_000, usual: 200 }),
    cursor: dealCursor,
  }),
  reply: pageOf(dealSchema),
});

const traceSchema = z.strictObject({
  signal: orNull(signalSchema),
  decisions: z.array(decisionSchema).readonly(),
  intents: z.array(intentSchema).readonly(),
  deals: z.array(tracedDealSchema).readonly(),
}).openapi("Trace");

export type TraceDocument = z.output<typeof traceSchema>;

const trace = apiRoute({
  operationId: "getTrace",
  method: "get",
  path: "/traces/{trace}",
  tag: "Signals",
  summary:
    "A trace from its cause to its last deal: signal, decisions with every reason, intents, deals",
  params: z.object({
    trace: z.string().min(1).max(400).openapi({
      description: "The id of a signal, or the `trace` of another record",
    }),
  }),
  reply: traceSchema,
});

export function serveAccounts(app: OpenAPIHono, context: AccountRoutesContext): void {
  serve(app, accounts, async () => {
    const overviews = await context.overviews();
    if (!overviews.ok) return overviews;
    return ok(overviews.value.map(({ positions, orders, ...rest }) => ({
      ...rest,
      venue: splitTerminalId(rest.terminal).venue,
      positions: positions.length,
      orders: orders.length,
    })));
  });
  serve(app, positions, async ({ query }) => {
    const overviews = await context.overviews();
    return overviews.ok
      ? ok(rowsOf(overviews.value, ({ positions }) => positions, query))
      : overviews;
  });
  serve(app, orders, async ({ query }) => {
    const overviews = await context.overviews();
    return overviews.ok ? ok(rowsOf(overviews.value, ({ orders }) => orders, query)) : overviews;
  });
  serve(
    app,
    intents,
    ({ params, query }) => context.recentIntents(params.terminal, query.limit),
  );
  serve(app, deals, async ({ params, query }) => {
    const { cursor = null, symbol = null, limit } = query;
    const wanted = { ...params, ...rangeOf(query), symbol, before: cursor, limit };
    const page = await context.deals(wanted);
    if (!page.ok) return page;
    const oldest = page.value[0];
    const next = nextCursor(page.value, limit, () => `${oldest?.brokerMs}.${oldest?.row}`);
    return ok({ items: page.value.map(({ row: _, ...deal }) => deal), nextCursor: next });
  });
  serve(app, trace, ({ params }) => context.trace(params.trace as TraceId));
}

function rowsOf<T extends { readonly symbol: string }>(
  overviews: readonly AccountShown[],
  pick: (overview: AccountShown) => readonly T[],
  { terminal, symbol }: { terminal?: string | undefined; symbol?: string | undefined },
): (T & { readonly terminal: TerminalId })[] {
  return overviews.filter((overview) => terminal === undefined || overview.terminal === terminal)
    .flatMap((overview) => pick(overview).map((row) => ({ ...row, terminal: overview.terminal })))
    .filter((row) => symbol === undefined || row.symbol === symbol);
}
