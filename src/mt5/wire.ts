/**
 * The messages of the link, each as a schema from which its type is derived. `call_schemas.ts` has
 * the call arguments and `wire_trading.ts` the trading replies. `docs/protocol.md` describes the
 * protocol.
 *
 * Terminal to bridge: `[kind, JSON]`, and a third frame with the rows of ticks and bars. Bridge to
 * terminal: text frames `[kind, ...]`, arguments as `key=value`, so that the EA needs no JSON
 * parser. 64-bit numbers (login, tickets, ids) are text. Times are broker server milliseconds.
 */

import { z } from "zod";
import {
  type BarColumns,
  lotsMax,
  marginModes,
  moneyMax,
  type TickColumns,
  tradeModes,
} from "../models/mod.ts";
import { checkResults } from "../models/terminal_check.ts";
import { guardPolicies } from "../models/terminal_limits.ts";
import type { Verb } from "./call_schemas.ts";
import { settledField, slowReadFields } from "./wire_condition.ts";
import {
  checkResultsMax,
  currencyDigitsMax,
  haltRecordMax,
  textMax,
  timeMsMax,
} from "./wire_limits.ts";

/** Kinds of messages a terminal sends. */
export const terminalKinds = [
  "hello",
  "heartbeat",
  "ticks",
  "bars",
  "account",
  "trade",
  "reply",
  "check",
] as const;
export type TerminalKind = typeof terminalKinds[number];

/** Kinds of messages the bridge sends. */
export const bridgeKinds = ["welcome", "reject", "heartbeat", "call", "checked"] as const;
export type BridgeKind = typeof bridgeKinds[number];

/** Why the bridge refuses a terminal; the connection is unusable until the cause is fixed. */
export const rejectCodes = [
  /** A message came before the hello: it is due (again). */
  "hello_expected",
  /** The hello is malformed; the message names the field. The same one again would not help. */
  "bad_hello",
  "wrong_token",
  "wrong_version",
  /** MT5_ACCOUNT or MT5_SERVER is set and the terminal is logged in elsewhere. */
  "wrong_account",
  /** The same account has connected again: the newest connection wins. */
  "replaced",
  "too_many_terminals",
  /** The bridge cannot save the result of a self-test now. */
  "not_kept",
] as const;
export type RejectCode = typeof rejectCodes[number];

// deno-lint-ignore no-control-regex -- control characters are what the pattern is about
const withoutControls = /^[^\u0000-\u001f\u007f]*$/;
const text = z.string().max(textMax).regex(withoutControls);
const haltRecord = z.string().max(haltRecordMax).regex(withoutControls);
const named = text.min(1);
const ticket = z.string().regex(/^[0-9]{0,20}$/);

const count = z.number().min(0);
const money = z.number().min(-moneyMax).max(moneyMax);
const lots = count.max(lotsMax);

/** The terminal's clock at the moment of sending. */
const clock = z.object({
  /** Broker server time, ms. */
  serverMs: z.int().min(0).max(timeMsMax),
  /** Server time minus UTC according to the terminal; null when it does not know. */
  offsetMs: z.int().nullable(),
  /**
   * The server's time of the latest quote of any symbol, in whole seconds, independent of the
   * computer's clock. Null before the first quote; missing from an older Expert Advisor.
   */
  quotedMs: z.int().min(0).max(timeMsMax).nullable().optional(),
}).readonly();
export type WireClock = z.infer<typeof clock>;

/** Identity, sent once at the start of each connection and answered by `welcome` or `reject`. */
export const helloSchema = z.object({
  /** The oldest version of the protocol that the terminal speaks. */
  version: z.int(),
  /** The newest one, when it is another. */
  versionMax: z.int().optional(),
  token: text,
  /** New at each start of the EA; sequence numbers continue within it across reconnects. */
  epoch: named,
  login: text,
  server: text,
  company: text,
  currency: text,
  leverage: count.max(1e6),
  marginMode: z.enum(marginModes),
  tradeMode: z.enum(tradeModes),
  build: z.int().min(0),
  eaVersion: text,
  algoTradingAllowed: z.boolean(),
  /** Whether the terminal itself is connected to the broker. */
  brokerConnected: z.boolean(),
  ...settledField,
  /** The halt flag; null while it is not set, missing from an older Expert Advisor. */
  haltFlag: z.object({ reason: text, record: haltRecord }).nullable().optional(),
  /** What the guard holds and has done; missing from an older Expert Advisor, which has none. */
  guard: z.object({
    policy: z.enum(guardPolicies),
    /** Its file was damaged: it may hold older limits than the bridge has sent. */
    isDamaged: z.boolean(),
    /** Requests that closed or cancelled something since the Expert Advisor started. */
    closed: z.int().min(0),
    cancelled: z.int().min(0),
    /** Positions whose stops it moves without the bridge. Missing: it moves none. */
    stops: z.int().min(0).optional(),
    /** Stops that it has moved by itself since the Expert Advisor started. */
    moved: z.int().min(0).optional(),
  }).readonly().optional(),
  clock,
  /** The name of the intent log: each terminal of an account has its own. */
  installation: named,
  /** The largest volume of an order that the EA allows; 0: none. */
  lotsMax: lots,
  /** The most new orders that the EA allows in a minute. */
  ordersPerMinuteMax: count.max(1e9),
  /**
   * After a silence of the bridge this long the EA opens nothing. Missing from an older Expert
   * Advisor, like the two that follow.
   */
  silenceSecondsMax: count.max(1e9).optional(),
  /** The most pending orders that the broker allows on the account; 0: no limit. */
  pendingOrdersMax: count.max(1e9).optional(),
  /** Positions of a symbol must be closed in the order in which they were opened. */
  fifoClose: z.boolean().optional(),
  /** Whether opposite positions of a symbol may be open at the same time. */
  hedgeAllowed: z.boolean().optional(),
  /** Decimals of amounts in the account's currency. */
  currencyDigits: z.int().min(0).max(currencyDigitsMax).optional(),
});
export type WireHello = Readonly<z.infer<typeof helloSchema>>;

/**
 * The self-test of a terminal: sent by its script instead of a hello, and answered by `checked` or
 * `reject`.
 */
export const checkSchema = z.object({
  /** The version of the protocol. */
  version: z.int(),
  token: text,
  login: text,
  server: text,
  build: z.int().min(0),
  results: z.array(
    z.object({ assumption: named, result: z.enum(checkResults), detail: text }).readonly(),
  ).max(checkResultsMax).readonly(),
});
export type WireCheck = Readonly<z.infer<typeof checkSchema>>;

/**
 * First fields of every message after hello, except replies: `seq` counts up by one within an
 * epoch.
 */
const stream = z.object({ epoch: named, seq: z.int().min(0) });
export type WireStream = Readonly<z.infer<typeof stream>>;

/** Sent by the terminal at least every `heartbeatMs` of the welcome. */
export const heartbeatSchema = stream.extend({
  clock,
  algoTradingAllowed: z.boolean(),
  brokerConnected: z.boolean(),
  ...settledField,
  /** The `nonce` of the bridge's latest heartbeat, for the round trip; empty before the first. */
  nonce: text,
  /** How often the terms of a subscribed symbol have changed since the EA started. */
  termsChanges: z.int().min(0),
  ...slowReadFields,
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

/** Balance and margin, both in `account` messages and in replies to `account` calls. */
const accountMetricsSchema = z.object({
  balance: money,
  equity: money,
  margin: money,
  freeMargin: money,
  marginLevelPct: money.nullable(),
  profit: money,
  credit: money,
  /** Commission of the day or month that is reserved but not charged to the balance yet. */
  commissionBlocked: money,
  assets: money,
  liabilities: money,
});
export type WireAccountMetrics = Readonly<z.infer<typeof accountMetricsSchema>>;

/** `seq`: of the preceding message of the stream; missing from an older Expert Advisor. */
export const accountReplySchema = accountMetricsSchema.extend({
  seq: z.int().min(0).optional(),
});
export type WireAccountReply = Readonly<z.infer<typeof accountReplySchema>>;

export const accountSchema = stream.extend(accountMetricsSchema.shape);
export type WireAccount = Readonly<z.infer<typeof accountSchema>>;

/**
 * A trade transaction happened: a hint to read the account, not authoritative. Tickets are text.
 */
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
  /** `data` has the result. */
  "ok",
  /** The terminal is still loading the requested history: try again later. */
  "loading",
  /** The broker or the EA's safety layer refused; `retcode` and `message` say why. */
  "refused",
  /** The call itself was wrong (unknown verb, bad argument, unknown symbol). */
  "invalid",
  /** Sent to the broker with an unknown outcome. Never send it again: use `find`. */
  "unknown",
] as const;
export type ReplyStatus = typeof replyStatuses[number];

/** Why the reply is neither `ok` nor `loading`. */
export const replyCodes = [
  "unknown_verb",
  "bad_argument",
  "unknown_symbol",
  /** The terminal's Market Watch takes no more symbols, and this one is not in it. */
  "market_watch_full",
  /** The order or position does not exist (any more). */
  "unknown_ticket",
  /** The intent was already used for another verb. */
  "intent_reused",
  /** Refused by the broker, or by the terminal on its behalf; see `retcode`. */
  "broker_refused",
  "outcome_unknown",
  /** Netting: an earlier close of the position may still be executed. */
  "close_pending",
  /**
   * Violates the symbol's rules: volume, price, stops, filling, expiration; `retcode` is what the
   * broker would return.
   */
  "symbol_rule",
  "trading_not_allowed",
  "halted",
  "bridge_silent",
  "lots_cap",
  "rate_cap",
  /** The terminal cannot write its file of intents or its halt flag. */
  "file_unwritable",
  /** The terminal does not list the account's orders and positions yet: nothing was sent. */
  "account_loading",
  "too_many_rows",
  /** The terminal has no economic calendar, or cannot reach it. */
  "calendar_unavailable",
  /** The broker offers no depth of market for the symbol. */
  "depth_unavailable",
] as const;

export const replySchema = z.object({
  id: named,
  status: z.enum(replyStatuses),
  /** One of `replyCodes`, or a newer code; empty for `ok` and `loading`. */
  code: text,
  message: text,
  /** MetaTrader's retcode, 0 when none applies. */
  retcode: z.int().min(0),
  data: z.unknown(),
});
export type WireReply = Readonly<z.infer<typeof replySchema>> & {
  /** The bytes of ticks or bars, from version 3 on. */
  readonly rows?: Uint8Array;
};

/** All messages of a terminal, by kind. */
export type TerminalMessage =
  | ({ readonly kind: "hello" } & WireHello)
  | ({ readonly kind: "heartbeat" } & WireHeartbeat)
  | ({ readonly kind: "ticks" } & WireTicks)
  | ({ readonly kind: "bars" } & WireBars)
  | ({ readonly kind: "account" } & WireAccount)
  | ({ readonly kind: "trade" } & WireTrade)
  | ({ readonly kind: "reply" } & WireReply)
  | ({ readonly kind: "check" } & WireCheck);

/** What the bridge does for an account; nobody else does it meanwhile. */
export const watchedParts = ["limits", "stops"] as const;
export type WatchedPart = typeof watchedParts[number];

/** All messages of the bridge, by kind. */
export type BridgeMessage =
  /**
   * `session` identifies this connection in both logs; the terminal sends a heartbeat at least
   * every `heartbeatMs`. Without `version` it is 2. Without `watched`, here and in heartbeats, each
   * message of the bridge says that it watches everything.
   */
  | {
    readonly kind: "welcome";
    readonly session: string;
    readonly heartbeatMs: number;
    readonly version?: number;
    readonly watched?: readonly WatchedPart[];
  }
  | { readonly kind: "reject"; readonly code: RejectCode; readonly message: string }
  | {
    readonly kind: "heartbeat";
    readonly nonce: string;
    readonly watched?: readonly WatchedPart[];
  }
  /** The bridge has kept the result of a self-test. */
  | { readonly kind: "checked" }
  | {
    readonly kind: "call";
    readonly id: string;
    readonly verb: Verb;
    readonly arguments: Readonly<Record<string, string>>;
  };

/** Data of a `rates` reply: closed bars only. */
export interface WireRates {
  readonly bars: BarColumns;
  /** True when there are more closed bars than `limit` allowed. */
  readonly more: boolean;
}

/** Data of a `ticks` reply. */
export interface WireTickHistory {
  readonly ticks: TickColumns;
  readonly more: boolean;
}
