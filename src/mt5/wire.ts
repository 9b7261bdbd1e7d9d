/**
 * The one source of the link's protocol: message kinds, verbs, keys, version. `docs/protocol.md` describes it.
 *
 * Terminal to bridge: two frames `[kind, JSON]`. Bridge to terminal: text frames
 * `[kind, ...]`, arguments as `key=value`, so that the EA needs no JSON parser.
 * 64-bit numbers (login, tickets, ids) are text. Times are broker server milliseconds.
 */

import type { BarColumns, SymbolTradeMode, TickColumns } from "../models/mod.ts";
import { orderRequestKeys, type TradingArguments } from "./wire_trading.ts";

export const protocolVersion = 1;

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

/** Everything the bridge can ask of a terminal. Each call gets exactly one `reply`. */
export const verbs = [
  "subscribe",
  "rates",
  "ticks",
  "symbols",
  "account",
  "positions",
  "orders",
  "deals",
  "order_check",
  "order_send",
  "order_modify",
  "order_cancel",
  "position_modify",
  "position_close",
  "position_close_by",
  "find",
  "halt",
  "resume",
] as const;
export type Verb = typeof verbs[number];

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

/** The terminal's clock at the moment of sending. */
export interface WireClock {
  /** Broker server time, ms. */
  readonly serverMs: number;
  /** Server time minus UTC as the terminal believes it; null when it cannot tell. */
  readonly offsetMs: number | null;
}

/** Identity, said once at the start of each connection and answered by `welcome` or `reject`. */
export interface WireHello {
  readonly version: number;
  readonly token: string;
  /** New at each start of the EA; sequence numbers run on within it, across reconnects. */
  readonly epoch: string;
  readonly login: string;
  readonly server: string;
  readonly company: string;
  readonly currency: string;
  readonly leverage: number;
  readonly marginMode: "netting" | "exchange" | "hedging";
  readonly tradeMode: "demo" | "contest" | "real";
  readonly build: number;
  readonly eaVersion: string;
  readonly algoTradingAllowed: boolean;
  /** Is the terminal itself connected to the broker? */
  readonly brokerConnected: boolean;
  readonly clock: WireClock;
}

/** First fields of every message after hello, except replies: `seq` counts up by one within an epoch. */
export interface WireStream {
  readonly epoch: string;
  readonly seq: number;
}

/** Sent by the terminal at least each `heartbeatMs` of the welcome. */
export interface WireHeartbeat extends WireStream {
  readonly clock: WireClock;
  readonly algoTradingAllowed: boolean;
  readonly brokerConnected: boolean;
  /** The `nonce` of the bridge's latest heartbeat, for the round trip; empty before the first. */
  readonly nonce: string;
}

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

export interface WireAccountMetrics {
  readonly balance: number;
  readonly equity: number;
  readonly margin: number;
  readonly freeMargin: number;
  readonly marginLevelPct: number | null;
  readonly profit: number;
}

export interface WireAccount extends WireStream, WireAccountMetrics {}

/** A trade transaction happened; a hint to ask, not the truth. Tickets are text. */
export interface WireTrade extends WireStream {
  readonly event: string;
  readonly order: string;
  readonly deal: string;
  readonly position: string;
  readonly symbol: string;
}

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
  /** It was sent to the broker and what came of it is not known. Never send it again: ask `find`. */
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
  /** Against the rules of the symbol: volume, price, stops, filling, expiration; `retcode` as the broker's would be. */
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

export interface WireReply {
  readonly id: string;
  readonly status: ReplyStatus;
  /** One of `replyCodes`, or a newer one; empty for `ok` and `loading`. */
  readonly code: string;
  readonly message: string;
  /** MetaTrader's retcode, 0 when none applies. */
  readonly retcode: number;
  readonly data: unknown;
}

/** Keys of the arguments of each verb. */
export const callKeys: { readonly [V in Verb]: readonly (keyof CallArguments[V])[] } = {
  subscribe: ["series"],
  rates: ["symbol", "timeframe", "from", "limit"],
  ticks: ["symbol", "from", "skip", "limit"],
  symbols: ["names"],
  account: [],
  positions: ["after", "limit"],
  orders: ["after", "limit"],
  deals: ["from", "to", "after", "limit"],
  order_check: orderRequestKeys,
  order_send: orderRequestKeys,
  order_modify: [
    "intent",
    "ticket",
    "price",
    "stopLimitPrice",
    "stopLoss",
    "takeProfit",
    "expiresMs",
  ],
  order_cancel: ["intent", "ticket"],
  position_modify: ["intent", "ticket", "stopLoss", "takeProfit"],
  position_close: ["intent", "ticket", "volume", "deviationPoints", "filling", "magic"],
  position_close_by: ["intent", "ticket", "by", "magic"],
  find: ["intent", "magic"],
  halt: ["reason"],
  resume: [],
};

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
  /** `session` names this connection in both logs; the terminal sends a heartbeat at least each `heartbeatMs`. */
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

/** One entry of a `symbols` reply. */
export interface WireSymbol {
  readonly name: string;
  readonly digits: number;
  readonly tickSize: number;
  readonly tickValue: number;
  readonly contractSize: number;
  readonly volumeMin: number;
  readonly volumeMax: number;
  readonly volumeStep: number;
  readonly stopsLevel: number;
  readonly freezeLevel: number;
  readonly fillingModes: readonly ("fok" | "ioc" | "return" | "boc")[];
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
  readonly tradeMode: SymbolTradeMode;
  /** From and to, minutes since Sunday 00:00 of the server's week, ascending; empty: not known. */
  readonly sessions: readonly (readonly [number, number])[];
}

/** Data of a `symbols` reply: all names without `names`, descriptions of the named ones with it. */
export interface WireSymbols {
  readonly names: readonly string[];
  readonly symbols: readonly WireSymbol[];
}

/** Arguments of the calls; every value travels as `key=value` text. */
export interface CallArguments extends TradingArguments {
  /** `series`: comma list of `SYMBOL:TIMEFRAME`. Replaces the earlier subscription; ticks and closed bars start. */
  readonly subscribe: { readonly series: string };
  /** Closed bars from `from` (open time, broker ms, inclusive) or the newest `limit` when `from` is 0. */
  readonly rates: {
    readonly symbol: string;
    readonly timeframe: string;
    readonly from: number;
    readonly limit: number;
  };
  /** Ticks from `from` (broker ms, inclusive) without the first `skip` at that millisecond. */
  readonly ticks: {
    readonly symbol: string;
    readonly from: number;
    readonly skip: number;
    readonly limit: number;
  };
  /** `names`: comma list; empty for the names of all symbols of the broker. */
  readonly symbols: { readonly names: string };
  readonly account: Record<never, never>;
}
