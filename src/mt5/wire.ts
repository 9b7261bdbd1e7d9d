/**
 * The messages of the link, each as one schema that also gives its type; `call_schemas.ts` has the
 * arguments of the calls and `wire_trading.ts` the replies about trades. `docs/protocol.md`
 * describes the protocol.
 *
 * Terminal to bridge: two frames `[kind, JSON]`. Bridge to terminal: text frames
 * `[kind, ...]`, arguments as `key=value`, so that the EA needs no JSON parser.
 * 64-bit numbers (login, tickets, ids) are text. Times are broker server milliseconds.
 */

import { z } from "zod";
import type { BarColumns, TickColumns } from "../models/mod.ts";
import { symbolTradeModes } from "../models/symbol_modes.ts";
import type { Verb } from "./call_schemas.ts";
import { sessionsMax, textMax, timeMsMax } from "./wire_limits.ts";

export const protocolVersion = 2;

/** Kinds of messages a terminal sends. */
export const terminalKinds = [
  "hello",
  "heartbeat",
  "ticks",
  "bars",
  "account",
  "trade",
  "reply",
] as const;
export type TerminalKind = typeof terminalKinds[number];

/** Kinds of messages the bridge sends. */
export const bridgeKinds = ["welcome", "reject", "heartbeat", "call"] as const;
export type BridgeKind = typeof bridgeKinds[number];

/** Why the bridge refuses a terminal; the connection is of no use until the cause is mended. */
export const rejectCodes = [
  /** The first message was not a well-formed hello. */
  "hello_expected",
  "wrong_token",
  "wrong_version",
  /** MT5_ACCOUNT or MT5_SERVER is set and the terminal is logged in elsewhere. */
  "wrong_account",
  /** Another connection of the same account has come: the newest wins. */
  "replaced",
  "too_many_terminals",
] as const;
export type RejectCode = typeof rejectCodes[number];

// deno-lint-ignore no-control-regex -- control characters are what the pattern is about
const withoutControls = /^[^\u0000-\u001f\u007f]*$/;
const text = z.string().max(textMax).regex(withoutControls);
const named = text.min(1);
const ticket = z.string().regex(/^[0-9]{0,20}$/);

/** The terminal's clock at the moment of sending. */
const clock = z.object({
  /** Broker server time, ms. */
  serverMs: z.int().min(0).max(timeMsMax),
  /** Server time minus UTC as the terminal believes it; null when it cannot tell. */
  offsetMs: z.int().nullable(),
}).readonly();
export type WireClock = z.infer<typeof clock>;

/** Identity, said once at the start of each connection and answered by `welcome` or `reject`. */
export const helloSchema = z.object({
  version: z.int(),
  token: text,
  /** New at each start of the EA; sequence numbers run on within it, across reconnects. */
  epoch: named,
  login: text,
  server: text,
  company: text,
  currency: text,
  leverage: z.number().min(0),
  marginMode: z.enum(["netting", "exchange", "hedging"]),
  tradeMode: z.enum(["demo", "contest", "real"]),
  build: z.int().min(0),
  eaVersion: text,
  algoTradingAllowed: z.boolean(),
  /** Is the terminal itself connected to the broker? */
  brokerConnected: z.boolean(),
  clock,
  /** Names the intent log: two terminals of one account have one each. */
  installation: named,
  /** Most lots of one order that the EA lets through; 0: none. */
  lotsMax: z.number().min(0),
  /** Most new orders that the EA lets through in a minute. */
  ordersPerMinuteMax: z.number().min(0),
});
export type WireHello = Readonly<z.infer<typeof helloSchema>>;

/**
 * First fields of every message after hello, except replies: `seq` counts up by one within an
 * epoch.
 */
const stream = z.object({ epoch: named, seq: z.int().min(0) });
export type WireStream = Readonly<z.infer<typeof stream>>;

/** Sent by the terminal at least each `heartbeatMs` of the welcome. */
export const heartbeatSchema = stream.extend({
  clock,
  algoTradingAllowed: z.boolean(),
  brokerConnected: z.boolean(),
  /** The `nonce` of the bridge's latest heartbeat, for the round trip; empty before the first. */
  nonce: text,
  /** How often the terms of a subscribed symbol have changed since the EA started. */
  termsChanges: z.int().min(0),
});
export type WireHeartbeat = Readonly<z.infer<typeof heartbeatSchema>>;

/** New ticks of one or more symbols, each in the terminal's order, none twice within an epoch. */
export interface WireTicks extends WireStream {
  readonly batches: readonly { readonly symbol: string; readonly ticks: TickColumns }[];
}

/** Bars that have just closed, of one subscribed series. */
export interface WireBars extends WireStream {
  readonly symbol: string;
  readonly timeframe: string;
  readonly bars: BarColumns;
}

/** Balance and margin, in an `account` message as in the reply to an `account` call. */
export const accountMetricsSchema = z.object({
  balance: z.number(),
  equity: z.number(),
  margin: z.number(),
  freeMargin: z.number(),
  marginLevelPct: z.number().nullable(),
  profit: z.number(),
  credit: z.number(),
  /** Commission of the day or month that is set aside and not taken from the balance yet. */
  commissionBlocked: z.number(),
  assets: z.number(),
  liabilities: z.number(),
});
export type WireAccountMetrics = Readonly<z.infer<typeof accountMetricsSchema>>;

export const accountSchema = stream.extend(accountMetricsSchema.shape);
export type WireAccount = Readonly<z.infer<typeof accountSchema>>;

/** A trade transaction happened; a hint to ask, not the truth. Tickets are text. */
export const tradeSchema = stream.extend({
  event: named,
  order: ticket,
  deal: ticket,
  position: ticket,
  symbol: text,
});
export type WireTrade = Readonly<z.infer<typeof tradeSchema>>;

/** How a call ended. */
export const replyStatuses = [
  /** `data` has the answer. */
  "ok",
  /** The terminal is still loading the history asked for: ask again later. */
  "loading",
  /** The broker or the EA's safety layer refused; `retcode` and `message` say why. */
  "refused",
  /** The call itself was wrong (unknown verb, bad argument, unknown symbol). */
  "invalid",
  /**
   * It was sent to the broker and what came of it is not known. Never send it again: ask `find`.
   */
  "unknown",
] as const;
export type ReplyStatus = typeof replyStatuses[number];

/** Why a call was not answered with `ok` or `loading`. */
export const replyCodes = [
  "unknown_verb",
  "bad_argument",
  "unknown_symbol",
  /** No such order or position (any more). */
  "unknown_ticket",
  /** The intent was used before, for another verb. */
  "intent_reused",
  /** The broker, or the terminal in its name; see `retcode`. */
  "broker_refused",
  "outcome_unknown",
  /**
   * Against the rules of the symbol: volume, price, stops, filling, expiration; `retcode` as the
   * broker's would be.
   */
  "symbol_rule",
  "trading_not_allowed",
  "halted",
  "bridge_silent",
  "lots_cap",
  "rate_cap",
  /** The terminal cannot write its file of intents or its halt flag. */
  "file_unwritable",
  "too_many_rows",
] as const;

export const replySchema = z.object({
  id: named,
  status: z.enum(replyStatuses),
  /** One of `replyCodes`, or a newer one; empty for `ok` and `loading`. */
  code: text,
  message: text,
  /** MetaTrader's retcode, 0 when none applies. */
  retcode: z.int().min(0),
  data: z.unknown(),
});
export type WireReply = Readonly<z.infer<typeof replySchema>>;

/** Everything a terminal says, by kind. */
export type TerminalMessage =
  | ({ readonly kind: "hello" } & WireHello)
  | ({ readonly kind: "heartbeat" } & WireHeartbeat)
  | ({ readonly kind: "ticks" } & WireTicks)
  | ({ readonly kind: "bars" } & WireBars)
  | ({ readonly kind: "account" } & WireAccount)
  | ({ readonly kind: "trade" } & WireTrade)
  | ({ readonly kind: "reply" } & WireReply);

/** Everything the bridge says, by kind. */
export type BridgeMessage =
  /**
   * `session` names this connection in both logs; the terminal sends a heartbeat at least each
   * `heartbeatMs`.
   */
  | { readonly kind: "welcome"; readonly session: string; readonly heartbeatMs: number }
  | { readonly kind: "reject"; readonly code: RejectCode; readonly message: string }
  | { readonly kind: "heartbeat"; readonly nonce: string }
  | {
    readonly kind: "call";
    readonly id: string;
    readonly verb: Verb;
    readonly arguments: Readonly<Record<string, string>>;
  };

/** Data of a `rates` reply: closed bars only. */
export interface WireRates {
  readonly bars: BarColumns;
  /** True when more closed bars follow than `limit` let through. */
  readonly more: boolean;
}

/** Data of a `ticks` reply. */
export interface WireTickHistory {
  readonly ticks: TickColumns;
  readonly more: boolean;
}

const positive = z.number().positive();
const count = z.number().min(0);
const minuteOfWeek = z.int().min(0).max(7 * 24 * 60);
const word = z.string().max(textMax);

/** One entry of a `symbols` reply. */
const symbolSchema = z.object({
  name: word.min(1),
  digits: z.int().min(0).max(8),
  tickSize: positive,
  tickValue: count,
  contractSize: positive,
  volumeMin: positive,
  volumeMax: positive,
  volumeStep: positive,
  stopsLevel: count,
  freezeLevel: count,
  fillingModes: z.array(z.enum(["fok", "ioc", "return", "boc"])).readonly(),
  baseCurrency: word,
  profitCurrency: word,
  marginCurrency: word,
  tradeMode: z.enum(symbolTradeModes),
  /** From and to, minutes since Sunday 00:00 of the server's week, ascending; empty: not known. */
  sessions: z.array(z.tuple([minuteOfWeek, minuteOfWeek]).readonly()).max(sessionsMax).readonly(),
});
export type WireSymbol = Readonly<z.infer<typeof symbolSchema>>;

/** Data of a `symbols` reply: all names without `names`, descriptions of the named ones with it. */
export const symbolsSchema = z.object({
  names: z.array(word.min(1)).readonly(),
  symbols: z.array(symbolSchema).readonly(),
});
export type WireSymbols = Readonly<z.infer<typeof symbolsSchema>>;
