/** Decodes and encodes the data of `ok` replies, by verb. */

import type { z } from "zod";
import { err, ok, type Result } from "../models/result.ts";
import { parseBarColumns, parseTickColumns, plainBarColumns } from "./columns.ts";
import { parseWith } from "./parse_with.ts";
import { barRows, fitRows, readBarRows, readTickRows, tickRows } from "./price_rows.ts";
import {
  accountReplySchema,
  type WireAccountReply,
  type WireRates,
  type WireReply,
  type WireTickHistory,
} from "./wire.ts";
import { parseSymbols, type SymbolsReply } from "./symbols_reply.ts";
import { calendarReplySchema, type WireCalendar } from "./wire_calendar.ts";
import { depthReplySchema, type WireDepth } from "./wire_depth.ts";
import type { WireError } from "./wire_error.ts";
import { type TradingReplies, tradingReplySchemas, type TradingVerb } from "./wire_trading.ts";

/** The data of the reply to each verb. */
export interface ReplyData extends TradingReplies {
  readonly subscribe: null;
  readonly rates: WireRates;
  readonly ticks: WireTickHistory;
  readonly symbols: SymbolsReply;
  readonly account: WireAccountReply;
  readonly calendar: WireCalendar;
  readonly depth: WireDepth;
}

function more(data: unknown, where: string): Result<boolean, WireError> {
  const value = typeof data === "object" && data !== null && "more" in data ? data.more : undefined;
  if (typeof value === "boolean") return ok(value);
  return err({ code: "bad_field", where: `${where}.more`, detail: "expected true or false" });
}

function field(data: unknown, name: string): unknown {
  return typeof data === "object" && data !== null ? Reflect.get(data, name) : undefined;
}

/** The content of a reply: its data and, from version 3 on, the rows of ticks or bars. */
export type ReplyContent = Pick<WireReply, "data" | "rows">;

function parseRates({ data, rows }: ReplyContent): Result<WireRates, WireError> {
  const rest = more(data, "rates");
  if (!rest.ok) return rest;
  const bars = rows === undefined
    ? parseBarColumns(field(data, "bars"), "rates.bars")
    : readBarRows(rows, field(data, "count"), "rates");
  return bars.ok ? ok({ bars: bars.value, more: rest.value }) : bars;
}

function parseTickHistory({ data, rows }: ReplyContent): Result<WireTickHistory, WireError> {
  const rest = more(data, "ticks");
  if (!rest.ok) return rest;
  const ticks = rows === undefined
    ? parseTickColumns(field(data, "ticks"), "ticks.ticks")
    : readTickRows(rows, field(data, "count"), "ticks");
  return ticks.ok ? ok({ ticks: ticks.value, more: rest.value }) : ticks;
}

const tradingSchemas: { readonly [V in TradingVerb]: z.ZodType<TradingReplies[V]> } =
  tradingReplySchemas;

function trading<V extends TradingVerb>(verb: V) {
  const schema = tradingSchemas[verb];
  return ({ data }: ReplyContent) => parseWith(schema, data, verb);
}

const parsers: {
  readonly [V in keyof ReplyData]: (content: ReplyContent) => Result<ReplyData[V], WireError>;
} = {
  subscribe: () => ok(null),
  rates: parseRates,
  ticks: parseTickHistory,
  symbols: ({ data }) => parseSymbols(data),
  account: ({ data }) => parseWith(accountReplySchema, data, "account"),
  depth: ({ data }) => parseWith(depthReplySchema, data, "depth"),
  calendar: ({ data }) => parseWith(calendarReplySchema, data, "calendar"),
  positions: trading("positions"),
  orders: trading("orders"),
  deals: trading("deals"),
  order_check: trading("order_check"),
  order_send: trading("order_send"),
  order_modify: trading("order_modify"),
  order_cancel: trading("order_cancel"),
  position_modify: trading("position_modify"),
  position_close: trading("position_close"),
  position_close_by: trading("position_close_by"),
  find: trading("find"),
  halt: trading("halt"),
  resume: trading("resume"),
  limits: trading("limits"),
  protect: trading("protect"),
};

const verbsWithRows: readonly (keyof ReplyData)[] = ["rates", "ticks"];

/** Reads the content of an `ok` reply to `verb`. */
export function parseReplyData<V extends keyof ReplyData>(
  verb: V,
  content: ReplyContent,
): Result<ReplyData[V], WireError> {
  if (content.rows !== undefined && !verbsWithRows.includes(verb)) {
    return err({ code: "bad_frames", where: verb, detail: "expected no rows" });
  }
  return parsers[verb](content);
}

/** The content of a `rates` reply, as a terminal of the newest version sends it. */
export function ratesContent({ bars, more }: WireRates): ReplyContent {
  if (!fitRows(bars)) return { data: { bars: plainBarColumns(bars), more } };
  return { data: { count: bars.brokerMs.length, more }, rows: barRows(bars) };
}

/** The content of a `ticks` reply. */
export function tickHistoryContent({ ticks, more }: WireTickHistory): ReplyContent {
  return { data: { count: ticks.brokerMs.length, more }, rows: tickRows([ticks]) };
}
