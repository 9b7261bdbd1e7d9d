/** Symbols as their brokers describe them, and their latest prices. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { StoredInstrument } from "../../database/page_rows.ts";
import {
  assetClasses,
  fillingModes,
  ok,
  type SymbolName,
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
