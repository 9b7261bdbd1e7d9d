/** Schemas that several routes share: names in paths, times, limits, pages. */

import { z } from "@hono/zod-openapi";
import { type BrokerMs, parseSymbolName, type SymbolName, venueNames } from "../../models/mod.ts";
import { readTerminalId, type TerminalId, timeframes, type UnixMs } from "../../models/mod.ts";

/** `login@server` or `paper:login@server`, by the same rules as in the rest of the bridge. */
export const terminalText = z.string().max(120).transform((text, context): TerminalId => {
  const read = readTerminalId(text);
  if (read.ok) return read.value;
  const message = "is no terminal, written login@server, or paper:login@server for a paper account";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
}).openapi({
  type: "string",
  example: "5012345@Broker-Demo",
  description: "Written login@server; the paper account beside it is paper:login@server",
});

/** Which venue answers for an account, in a document. */
export const venueName = z.enum(venueNames).openapi({
  description: "`mt5` for the account of a terminal, `paper` for the paper account beside it",
});

export const symbolText = z.string().transform((text, context): SymbolName => {
  const parsed = parseSymbolName(text);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: "custom", message: "is no name of a symbol" });
  return z.NEVER;
}).openapi({ type: "string", example: "EURUSD", description: "As configured" });

/** A terminal's names are shorter. */
const tradedSymbolMax = 256;

/** Also of a symbol that is not configured, whose name may have any characters. */
export const tradedSymbolText = z.string().min(1).max(tradedSymbolMax)
  .transform((text) => text as SymbolName)
  .openapi({ type: "string", example: "EURUSD", description: "As the lists show it" });

export const timeframeText = z.enum(timeframes).openapi({ example: "M15" });

/** The short name of an actor, a job or a strategy. */
export const nameText = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/).openapi({
  example: "price",
});

/** A whole number in a query. */
function wholeNumber(range: { readonly min: number; readonly max: number }) {
  return z.string().regex(/^\d{1,15}$/, "is no whole number").transform(Number)
    .pipe(z.int().min(range.min).max(range.max));
}

export function limitQuery({ max, usual }: { readonly max: number; readonly usual: number }) {
  return wholeNumber({ min: 1, max }).default(usual).openapi({
    type: "integer",
    minimum: 1,
    maximum: max,
    default: usual,
    description: "The maximum number of rows",
  });
}

/** 9999-12-31: later dates cannot be written. */
const lastMs = 253_402_300_799_999;

const utcQuery = wholeNumber({ min: 0, max: lastMs }).transform((ms) => ms as UnixMs).optional();

/** A time range in a query: UTC milliseconds, end excluded. */
export const rangeQuery = {
  fromMs: utcQuery.openapi({ type: "integer", description: "UTC milliseconds; included" }),
  toMs: utcQuery.openapi({ type: "integer", description: "UTC milliseconds; not included" }),
};

/** The range of the query in the form the store takes. */
export function rangeOf(query: { fromMs?: UnixMs | undefined; toMs?: UnixMs | undefined }) {
  return { fromMs: query.fromMs ?? null, toMs: query.toMs ?? null };
}

export const wholeQuery = wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER });

/**
 * A named schema or null: the library's `nullable` loses the null in the document when the schema
 * has a name.
 */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
}

export const utcMs = z.int().openapi({
  description: "UTC milliseconds since 1970",
  example: 1_772_323_200_000,
});
export const brokerMs = z.int().openapi({
  description: "The broker's clock, in milliseconds since 1970-01-01 00:00 of its own calendar",
  example: 1_772_330_400_000,
});

const cursor = z.string().nullable().openapi({
  description: "Send it as `cursor` to get the next older page; null on the last page",
});

/** One page of a list. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item).readonly(), nextCursor: cursor });
}

export type PageDocument<T> = z.output<ReturnType<typeof pageOf<z.ZodType<T>>>>;

/** A cursor that is the time of a bar or of a metric. */
export const timeCursor = wholeNumber({ min: 0, max: lastMs }).optional().openapi({
  type: "string",
  description: "`nextCursor` of the page before",
});

/** The cursor for the next page: null when the page was not full, so nothing can follow. */
export function nextCursor<T>(
  items: readonly T[],
  limit: number,
  cursorOf: (oldest: T) => string,
): string | null {
  const oldest = items[0];
  return oldest === undefined || items.length < limit ? null : cursorOf(oldest);
}

export function asBrokerMs(ms: number | undefined): BrokerMs | null {
  return ms === undefined ? null : ms as BrokerMs;
}
