/**
 * Past prices as the terminal has them, page by page, for `history fetch`; without rows that no
 * market can have made. Nothing is stored. A paper account has the prices of its terminal.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  type BrokerMs,
  ok,
  pricedTerminal,
  type SeriesKey,
  type SymbolName,
  type TerminalId,
  type TickColumns,
  timeframeMs,
} from "../../models/mod.ts";
import { type GivenBars, sensibleBars } from "../../price/bar_plausibility.ts";
import { sensibleTicks } from "../../price/tick_plausibility.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { limitQuery, symbolText, terminalText, timeframeText, wholeQuery } from "./schemas.ts";

export interface TerminalPage {
  readonly terminal: TerminalId;
  readonly symbol: SymbolName;
  readonly fromBrokerMs: BrokerMs;
  readonly limit: number;
}

interface PageEnd {
  readonly more: boolean;
  /** The latest time that a row can have. */
  readonly believedToMs: BrokerMs;
}

export interface TerminalHistoryContext {
  terminalBars(wanted: TerminalPage & SeriesKey): Promise<ApiAnswer<GivenBars & PageEnd>>;
  terminalTicks(
    wanted: TerminalPage,
  ): Promise<ApiAnswer<PageEnd & { readonly ticks: TickColumns }>>;
}

const numbers = z.array(z.number()).readonly();
const more = z.boolean().openapi({ description: "The terminal has later rows" });
const refused = z.int().openapi({ description: "Rows left out because they make no sense" });

const barColumns = z.strictObject({
  brokerMs: numbers,
  open: numbers,
  high: numbers,
  low: numbers,
  close: numbers,
  tickVolume: numbers,
  realVolume: numbers,
  spreadPoints: numbers,
  more,
  refused,
}).openapi("TerminalBars");

const tickColumns = z.strictObject({
  brokerMs: numbers,
  bid: numbers,
  ask: numbers,
  last: numbers,
  volume: numbers,
  flags: numbers,
  more,
  refused,
}).openapi("TerminalTicks");

const fromBrokerMs = wholeQuery.default(0).openapi({
  type: "integer",
  default: 0,
  description: "The first time, in broker time; included. Missing: the earliest there is",
});

const bars = apiRoute({
  operationId: "fetchTerminalBars",
  method: "get",
  path: "/terminals/{terminal}/history/{symbol}/{timeframe}",
  tag: "Market",
  summary: "Closed bars read from the terminal, oldest first, as columns; one reader at a time",
  params: z.object({ terminal: terminalText, symbol: symbolText, timeframe: timeframeText }),
  query: z.strictObject({ fromBrokerMs, limit: limitQuery({ max: 5_000, usual: 5_000 }) }),
  reply: barColumns,
});

const ticks = apiRoute({
  operationId: "fetchTerminalTicks",
  method: "get",
  path: "/terminals/{terminal}/history/{symbol}",
  tag: "Market",
  summary: "Ticks read from the terminal, oldest first, as columns; one reader at a time",
  params: z.object({ terminal: terminalText, symbol: symbolText }),
  query: z.strictObject({ fromBrokerMs, limit: limitQuery({ max: 10_000, usual: 10_000 }) }),
  reply: tickColumns,
});

export function serveTerminalHistory(app: OpenAPIHono, context: TerminalHistoryContext): void {
  serve(app, bars, async ({ params, query }) => {
    const from = query.fromBrokerMs as BrokerMs;
    const terminal = pricedTerminal(params.terminal);
    const page = await context.terminalBars({ ...params, ...query, terminal, fromBrokerMs: from });
    if (!page.ok) return page;
    const { more, believedToMs } = page.value;
    const lengthMs = timeframeMs(params.timeframe);
    const { bars, refused } = sensibleBars(page.value, { lengthMs, believedToMs });
    return ok({
      brokerMs: [...bars.brokerMs],
      open: [...bars.open],
      high: [...bars.high],
      low: [...bars.low],
      close: [...bars.close],
      tickVolume: [...bars.tickVolume],
      realVolume: [...bars.realVolume],
      spreadPoints: [...bars.spreadPoints],
      more,
      refused: refused.length,
    });
  });
  serve(app, ticks, async ({ params, query }) => {
    const from = query.fromBrokerMs as BrokerMs;
    const terminal = pricedTerminal(params.terminal);
    const page = await context.terminalTicks({ ...params, ...query, terminal, fromBrokerMs: from });
    if (!page.ok) return page;
    const { more, believedToMs } = page.value;
    const { ticks, refused } = sensibleTicks(page.value.ticks, believedToMs);
    return ok({
      brokerMs: [...ticks.brokerMs],
      bid: [...ticks.bid],
      ask: [...ticks.ask],
      last: [...ticks.last],
      volume: [...ticks.volume],
      flags: [...ticks.flags],
      more,
      refused,
    });
  });
}
