/**
 * Every verb with its arguments. The bridge encodes calls with these schemas, the simulated
 * terminal decodes with the same, and the names in the Expert Advisor's header are generated from
 * them. All values are sent as `key=value` text; 0 and an empty text mean none. Strict, because
 * real money depends on them.
 */

import { z } from "zod";
import { openingTypes } from "../models/order.ts";
import { guardPolicies } from "../models/terminal_limits.ts";
import { wireAmount as amount } from "./wire_amount.ts";
import { list } from "./wire_lists.ts";
import { stopRows } from "./stop_rows.ts";
import {
  commentMax,
  haltRecordMax,
  intentMax,
  listLimitMax,
  ratesLimitMax,
  textMax,
  ticksLimitMax,
  timeMsMax,
} from "./wire_limits.ts";

function whole(min: number, max: number) {
  return z.codec(z.string().regex(/^[0-9]{1,15}$/), z.int().min(min).max(max), {
    decode: Number,
    encode: String,
  });
}

const symbol = z.string().min(1);
/** Letters and digits; the terminal executes each intent at most once. */
const intent = z.string().regex(new RegExp(`^[A-Za-z0-9]{1,${intentMax}}$`));
const ticket = z.string().regex(/^[1-9][0-9]{0,18}$/);
const magic = z.string().regex(/^[0-9]{1,19}$/);
const brokerMs = whole(0, timeMsMax);
const deviationPoints = whole(0, 1_000_000);
/** `auto`: the terminal chooses the mode for the symbol's execution type. */
const filling = z.enum(["fok", "ioc", "return", "boc", "auto"]);

/** A page of a list: entries after the ticket `after` (empty: from the first). */
const page = z.object({
  after: z.string().regex(/^(?:[1-9][0-9]{0,18})?$/),
  limit: whole(1, listLimitMax),
});

const change = z.object({ intent, ticket });

/** A new order. */
const order = z.object({
  intent,
  symbol,
  type: z.enum(openingTypes),
  /** Lots. */
  volume: amount,
  /** 0 for market orders that need no price. */
  price: amount,
  stopLimitPrice: amount,
  stopLoss: amount,
  takeProfit: amount,
  deviationPoints,
  filling,
  /** Broker ms; 0: good till cancelled. */
  expiresMs: brokerMs,
  magic,
  comment: z.string().max(commentMax),
});

/** All calls that the bridge can make. Each one gets exactly one `reply`. */
export const callSchemas = {
  /**
   * `series`: list of `SYMBOL:TIMEFRAME`. Replaces the earlier subscription and starts ticks and
   * closed bars.
   */
  subscribe: z.object({ series: list }),
  /**
   * Closed bars from `from` (open time, broker ms, inclusive) or the newest `limit` when `from` is
   * 0.
   */
  rates: z.object({
    symbol,
    timeframe: z.string(),
    from: brokerMs,
    limit: whole(1, ratesLimitMax),
  }),
  /** Ticks from `from` (broker ms, inclusive) without the first `skip` at that millisecond. */
  ticks: z.object({
    symbol,
    from: brokerMs,
    skip: whole(0, ticksLimitMax),
    limit: whole(1, ticksLimitMax),
  }),
  /** `names`: list; empty for the names of all symbols of the broker. */
  symbols: z.object({ names: list }),
  account: z.object({}),
  /** The depth of market. */
  depth: z.object({ symbol }),
  /** Releases of the economic calendar from `from` to `to`, in broker ms, both inclusive. */
  calendar: page.extend({ from: brokerMs, to: brokerMs }),
  positions: page,
  orders: page,
  /** `from` and `to` in broker ms, both inclusive. */
  deals: page.extend({ from: brokerMs, to: brokerMs }),
  order_check: order,
  order_send: order,
  order_modify: change.extend({
    price: amount,
    stopLimitPrice: amount,
    stopLoss: amount,
    takeProfit: amount,
    expiresMs: brokerMs,
  }),
  order_cancel: change,
  position_modify: change.extend({ stopLoss: amount, takeProfit: amount }),
  /** `volume` 0 closes the whole position; `magic` 0 means the position's own. */
  position_close: change.extend({ volume: amount, deviationPoints, filling, magic }),
  position_close_by: change.extend({ by: ticket, magic }),
  /** `magic`: the magic number of the intent; 0 when there is none. */
  find: z.object({ intent, magic }),
  /** `record`: from which the bridge restores the halt; returned with the next hello. */
  halt: z.object({
    reason: z.string().max(textMax),
    record: z.string().max(haltRecordMax),
  }),
  resume: z.object({}),
  /**
   * What the terminal does by itself while the bridge is silent: see `TerminalLimits`. Amounts in
   * the account's currency, times in broker ms.
   */
  limits: z.object({
    policy: z.enum(guardPolicies),
    silenceSeconds: whole(2, 86_400),
    dayFromMs: brokerMs,
    dayBase: amount,
    dayLoss: amount,
    dayLossPct: amount,
    equityFloor: amount,
    countedMs: brokerMs,
  }),
  /**
   * How the terminal moves the stops of the bridge's positions while the bridge is silent: see
   * `Protection`. Replaces what it was told before.
   */
  protect: z.object({ silenceSeconds: whole(2, 86_400), stops: stopRows }),
} as const;

export type Verb = keyof typeof callSchemas;

export const verbs = Object.keys(callSchemas) as readonly Verb[];

/** Arguments of the calls, by verb. */
export type CallArguments = {
  readonly [V in Verb]: Readonly<z.infer<(typeof callSchemas)[V]>>;
};

/** Names of the arguments of a call to `verb`. */
export function callKeys(verb: Verb): readonly string[] {
  return Object.keys(callSchemas[verb].shape);
}
