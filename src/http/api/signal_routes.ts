/** Signals of the strategies, newest first. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { SignalPlace, SignalsPage, SignalsPageWanted } from "../../database/page_rows.ts";
import { directions, ok, openingTypes, signalSizes, timeframes } from "../../models/mod.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import {
  brokerMs,
  limitQuery,
  nextCursor,
  pageOf,
  rangeOf,
  rangeQuery,
  symbolText,
  terminalText,
  utcMs,
} from "./schemas.ts";

export interface SignalRoutesContext {
  signals(wanted: SignalsPageWanted): Promise<ApiAnswer<SignalsPage>>;
}

const entry = z.strictObject({
  number: z.int().openapi({ description: "The strategy's own number of this entry" }),
  type: z.enum(openingTypes),
  stopLimitPrice: z.number().nullable(),
  expiresMs: brokerMs.nullable().openapi({ description: "Null: a pending order never expires" }),
  size: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal(signalSizes[0]),
      fraction: z.number().openapi({ description: "Of what RISK_PER_TRADE allows" }),
    }),
    z.strictObject({ kind: z.literal(signalSizes[1]), lots: z.number() }),
  ]),
  parts: z.array(z.number()).readonly().openapi({
    description: "The parts of the volume, one for each target",
  }),
  part: z.int().openapi({ description: "Which of the parts this is, from 0" }),
}).openapi("SignalEntry");

export const signalSchema = z.strictObject({
  id: z.string().openapi({ description: "Trace of all resulting records" }),
  terminal: z.string(),
  symbol: z.string(),
  timeframe: z.enum(timeframes),
  strategy: z.string(),
  direction: z.enum(directions),
  price: z.number(),
  stopLoss: z.number().nullable().openapi({
    description: "Null only where a strategy with columns has given none",
  }),
  takeProfit: z.number().nullable().openapi({
    description: "Null only where a strategy with columns has given none",
  }),
  barBrokerMs: brokerMs,
  asOfBrokerMs: brokerMs,
  createdMs: utcMs,
  ageMs: z.number().nullable().openapi({
    description: "Its age when it was found, since the close of its bar or since its tick",
  }),
  isLate: z.boolean().openapi({ description: "Found too late to be traded; kept as history" }),
  reason: z.string().openapi({ description: "Why, in a sentence" }),
  entry: entry.optional().openapi({ description: "Only of a strategy with columns" }),
}).openapi("Signal");

export type SignalDocument = z.output<typeof signalSchema>;

/** Time and id of the last signal of the page before. */
const signalCursor = z.string().max(400).regex(/^\d{1,15}\./, "is no cursor of signals").transform(
  (text): SignalPlace => {
    const dot = text.indexOf(".");
    return { createdMs: Number(text.slice(0, dot)), id: text.slice(dot + 1) };
  },
).optional().openapi({ type: "string", description: "`nextCursor` of the page before" });

/** Also `outside:<source>`, for signals from outside. */
const strategyText = z.string().regex(/^(?:outside:)?[a-z][a-z0-9_]{0,63}$/).openapi({
  example: "breakout",
});

const signals = apiRoute({
  operationId: "listSignals",
  method: "get",
  path: "/signals",
  tag: "Signals",
  summary: "Signals of the strategies, newest first",
  query: z.strictObject({
    terminal: terminalText.optional(),
    symbol: symbolText.optional(),
    strategy: strategyText.optional(),
    ...rangeQuery,
    limit: limitQuery({ max: 500, usual: 100 }),
    cursor: signalCursor,
  }),
  reply: pageOf(signalSchema),
});

export function serveSignals(app: OpenAPIHono, context: SignalRoutesContext): void {
  serve(app, signals, async ({ query }) => {
    const { terminal = null, symbol = null, strategy = null, cursor = null, limit } = query;
    const range = rangeOf(query);
    const page = await context.signals({
      terminal,
      symbol,
      strategy,
      ...range,
      before: cursor,
      limit,
    });
    if (!page.ok) return page;
    const next = nextCursor(page.value.toReversed(), limit, (row) => `${row.createdMs}.${row.id}`);
    return ok({ items: page.value, nextCursor: next });
  });
}
