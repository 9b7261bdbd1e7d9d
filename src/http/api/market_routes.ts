/** Symbols as their brokers describe them, and their latest prices. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { StoredInstrument } from "../../database/page_rows.ts";
import {
  assetClasses,
  executionModes,
  fillingModes,
  gtcModes,
  ok,
  orderKinds,
  orderLifetimes,
  type SymbolName,
  symbolSwapModes,
  type TerminalId,
} from "../../models/mod.ts";
import { symbolSchema } from "../status_document.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { brokerMs, symbolText, terminalText, utcMs } from "./schemas.ts";
import type { StatusRoutesContext } from "./status_routes.ts";

export interface MarketRoutesContext {
  prices(): Promise<ApiAnswer<readonly LatestPrice[]>>;
  instruments(): Promise<ApiAnswer<readonly StoredInstrument[]>>;
}

export const priceSchema = z.strictObject({
  terminal: z.string(),
  symbol: z.string(),
  bid: z.number(),
  ask: z.number(),
  brokerMs,
  utcMs,
  receivedMs: utcMs.openapi({ description: "When it arrived, on the bridge's clock" }),
  stale: z.boolean().openapi({
    description: "No tick for STALE_AFTER, or the terminal is not connected",
  }),
}).openapi("Price");

/** The latest accepted quote of a symbol from one terminal. */
export type LatestPrice = z.output<typeof priceSchema>;

const swap = z.strictObject({
  mode: z.enum(symbolSwapModes),
  long: z.number(),
  short: z.number(),
}).readonly().openapi({ description: "Of one lot and one night; negative is charged" });

const marginRates = z.strictObject({ initial: z.number(), maintenance: z.number() }).readonly();

const brokerTerms = z.strictObject({
  execution: z.enum(executionModes),
  orderKinds: z.array(z.enum(orderKinds)).readonly(),
  lifetimes: z.array(z.enum(orderLifetimes)).readonly(),
  gtcMode: z.enum(gtcModes),
  swapNights: z.array(z.number()).readonly().openapi({
    description: "Nights of swap charged at the end of each day, from Sunday on",
  }),
  marginInitial: z.number(),
  marginMaintenance: z.number(),
  marginHedged: z.number(),
  marginRates: z.strictObject({ buy: marginRates, sell: marginRates }).readonly(),
  quoteSessions: z.array(
    z.strictObject({ fromMinute: z.int(), toMinute: z.int() }).readonly(),
  ).readonly(),
}).readonly().openapi({ description: "Missing: an older Expert Advisor does not report them" });

const instrument = z.strictObject({
  brokerSymbol: z.string(),
  assetClass: z.enum(assetClasses),
  digits: z.int(),
  tickSize: z.number(),
  tickValue: z.number(),
  contractSize: z.number(),
  volumeMinLots: z.number(),
  volumeMaxLots: z.number(),
  volumeStepLots: z.number(),
  stopsLevelPoints: z.number(),
  freezeLevelPoints: z.number(),
  fillingModes: z.array(z.enum(fillingModes)).readonly(),
  baseCurrency: z.string(),
  profitCurrency: z.string(),
  marginCurrency: z.string(),
  sessions: z.array(z.strictObject({ fromMinute: z.int(), toMinute: z.int() }).readonly())
    .readonly().openapi({
      description: "When it is traded, in minutes since Sunday 00:00 broker time; empty: unknown",
    }),
  volumeLimitLots: z.number().optional().openapi({
    description: "The most lots of all positions and orders in one direction; missing: no limit",
  }),
  swap: swap.optional(),
  brokerTerms: brokerTerms.optional(),
});

export const describedSymbolSchema = symbolSchema.extend({
  instrument: instrument.nullable().openapi({
    description: "The broker's latest description; null before the first one",
  }),
}).openapi("Symbol");

export type SymbolDocument = z.output<typeof describedSymbolSchema>;

const filter = { terminal: terminalText.optional(), symbol: symbolText.optional() };

const symbols = apiRoute({
  operationId: "listSymbols",
  method: "get",
  path: "/symbols",
  tag: "Market",
  summary: "The symbols of every terminal: state, price, and the broker's description",
  query: z.strictObject(filter),
  reply: z.array(describedSymbolSchema).readonly(),
});

const prices = apiRoute({
  operationId: "listPrices",
  method: "get",
  path: "/prices",
  tag: "Market",
  summary: "The latest price of every symbol; the stream sends changes",
  query: z.strictObject(filter),
  reply: z.array(priceSchema).readonly(),
});

export function serveMarket(
  app: OpenAPIHono,
  context: MarketRoutesContext & StatusRoutesContext,
): void {
  serve(app, symbols, async ({ query }) => {
    const [status, described] = await Promise.all([context.status(), context.instruments()]);
    if (!described.ok) return described;
    const rows = status.symbols.filter((row) => isWanted(row, query)).map((row) => ({
      ...row,
      instrument: instrumentOf(described.value, row),
    }));
    return ok(rows);
  });
  serve(app, prices, async ({ query }) => {
    const latest = await context.prices();
    return latest.ok ? ok(latest.value.filter((row) => isWanted(row, query))) : latest;
  });
}

interface Filter {
  readonly terminal?: TerminalId | undefined;
  readonly symbol?: SymbolName | undefined;
}

function isWanted(
  row: { readonly terminal: string; readonly symbol: string },
  { terminal, symbol }: Filter,
): boolean {
  return (terminal === undefined || row.terminal === terminal) &&
    (symbol === undefined || row.symbol === symbol);
}

function instrumentOf(
  described: readonly StoredInstrument[],
  row: { readonly terminal: string; readonly symbol: string },
) {
  const found = described.find(({ terminal, instrument }) =>
    terminal === row.terminal && instrument.symbol === row.symbol
  );
  if (found === undefined) return null;
  const { symbol: _, ...rest } = found.instrument;
  return rest;
}
