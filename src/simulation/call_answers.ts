/**
 * A simulated terminal's answers to calls: prices from its feed, trades from the simulated Expert
 * Advisor and broker.
 */

import {
  assertNever,
  brokerMs,
  type BrokerSymbol,
  err,
  ok,
  parseTimeframe,
  type Result,
} from "../models/mod.ts";
import { parseCallArguments } from "../mt5/call_arguments.ts";
import type { CallArguments, Verb } from "../mt5/call_schemas.ts";
import { ratesContent, tickHistoryContent } from "../mt5/reply_data.ts";
import type { BridgeMessage, WireAccountMetrics, WireReply } from "../mt5/wire.ts";
import type { WireCalendar } from "../mt5/wire_calendar.ts";
import type { WireSymbols } from "../mt5/wire_symbols.ts";
import {
  type ExpertAnswer,
  invalidAnswer,
  loadingAnswer,
  okAnswer,
  priceAnswer,
  refusedAnswer,
} from "./expert/answer.ts";
import type { SimulatedExpert, TradingCall } from "./expert/simulated_expert.ts";
import { simulatedReleases } from "./economic_calendar.ts";
import type { MarketFeed } from "./market/feed.ts";
import { hasDepth, simulatedDepth } from "./market_depth.ts";
import type { Playback } from "./playback.ts";
import type { PriceStream, Series } from "./price_stream.ts";
import { describedSymbol } from "./trading/mod.ts";

export type Call = Extract<BridgeMessage, { kind: "call" }>;

/** The sources of the answers. */
export interface AnswerSources {
  readonly feed: MarketFeed;
  readonly stream: PriceStream;
  readonly playback: Playback;
  readonly account: () => WireAccountMetrics;
  readonly expert: SimulatedExpert;
}

type Fault = { readonly code: string; readonly message: string };

/** Sends at most one reply to any call; none while the broker does not answer. */
export function answerCall(
  call: Call,
  sources: AnswerSources,
  reply: (reply: WireReply) => void,
): void {
  const respond = (answer: ExpertAnswer) => reply({ id: call.id, ...answer });
  const { verb } = call;
  switch (verb) {
    case "subscribe":
      return respond(withArguments(call, verb, (args) => subscribe(args, sources)));
    case "rates":
      return respond(withArguments(call, verb, (args) => rates(args, sources)));
    case "ticks":
      return respond(withArguments(call, verb, (args) => ticks(args, sources)));
    case "symbols":
      return respond(withArguments(call, verb, (args) => ok(okAnswer(symbols(args, sources)))));
    case "account":
      return respond(okAnswer(sources.account()));
    case "depth":
      return respond(withArguments(call, verb, (args) => depth(args, sources)));
    case "calendar":
      return respond(withArguments(call, verb, (args) => ok(okAnswer(calendar(args, sources)))));
    case "positions":
    case "orders":
    case "deals":
    case "order_check":
    case "order_send":
    case "order_modify":
    case "order_cancel":
    case "position_modify":
    case "position_close":
    case "position_close_by":
    case "find":
    case "halt":
    case "resume":
    case "limits":
    case "protect": {
      const args = parsedArguments(call, verb);
      if (!args.ok) return respond(args.error);
      // The arguments were parsed for exactly this verb.
      return sources.expert.answer({ verb, args: args.value } as TradingCall, respond);
    }
    default:
      return assertNever(verb);
  }
}

/** The reply to a call that could not be parsed. */
export function invalidReply(id: string, code: string, message: string): WireReply {
  return { id, ...invalidAnswer(code, message) };
}

export function loadingReply(id: string): WireReply {
  return { id, ...loadingAnswer() };
}

function parsedArguments<V extends Verb>(
  call: Call,
  verb: V,
): Result<CallArguments[V], ExpertAnswer> {
  const args = parseCallArguments(verb, call.arguments);
  if (args.ok) return args;
  return err(invalidAnswer("bad_argument", `${args.error.where}: ${args.error.detail}`));
}

function withArguments<V extends Verb>(
  call: Call,
  verb: V,
  run: (args: CallArguments[V]) => Result<ExpertAnswer, Fault>,
): ExpertAnswer {
  const args = parsedArguments(call, verb);
  if (!args.ok) return args.error;
  const result = run(args.value);
  return result.ok ? result.value : invalidAnswer(result.error.code, result.error.message);
}

function subscribe({ series: entries }: CallArguments["subscribe"], sources: AnswerSources) {
  const series: Series[] = [];
  for (const entry of entries) {
    const colon = entry.lastIndexOf(":");
    if (colon < 0) {
      const message = `series: expected SYMBOL:TIMEFRAME, not ${entry}`;
      return err({ code: "bad_argument", message });
    }
    const one = seriesOf(entry.slice(0, colon), entry.slice(colon + 1), sources.feed);
    if (!one.ok) return one;
    series.push(one.value);
  }
  sources.stream.subscribe(series, sources.playback.nowMs);
  return ok(okAnswer(null));
}

function rates(args: CallArguments["rates"], { feed, playback, stream }: AnswerSources) {
  const series = seriesOf(args.symbol, args.timeframe, feed);
  if (!series.ok) return series;
  stream.noteRead(series.value);
  const query = { ...series.value, fromMs: brokerMs(args.from), limit: args.limit };
  return ok(priceAnswer(ratesContent(feed.bars(query, playback.nowMs))));
}

function ticks(args: CallArguments["ticks"], { feed, playback }: AnswerSources) {
  const { symbol, skip, limit } = args;
  if (!isListed(symbol, feed)) return unknownSymbol(symbol);
  const query = { symbol, fromMs: brokerMs(args.from), skip, limit };
  return ok(priceAnswer(tickHistoryContent(feed.ticks(query, playback.nowMs))));
}

function depth(
  { symbol }: CallArguments["depth"],
  { feed, expert: { broker } }: AnswerSources,
): Result<ExpertAnswer, Fault> {
  const terms = broker.symbol(symbol as BrokerSymbol);
  if (!isListed(symbol, feed) || terms === undefined) return unknownSymbol(symbol);
  if (!hasDepth(terms)) {
    const message = `The broker offers no depth of market for ${symbol}`;
    return ok(refusedAnswer({ code: "depth_unavailable", message, retcode: 0 }));
  }
  const quote = broker.quote(symbol as BrokerSymbol);
  if (quote === undefined) return ok(loadingAnswer());
  const levels = simulatedDepth(quote, terms)
    .map(({ volumeLots: volume, ...level }) => ({ ...level, volume }));
  return ok(okAnswer({ levels }));
}

/** Releases in pages, by ascending id. */
function calendar(
  { from, to, after, limit }: CallArguments["calendar"],
  { playback }: AnswerSources,
): WireCalendar {
  const nowMs = brokerMs(playback.nowMs);
  const wanted = { fromMs: brokerMs(from), toMs: brokerMs(to), nowMs };
  const rest = simulatedReleases(wanted)
    .map(({ id: ticket, brokerMs: timeMs, ...release }) => ({ ticket, timeMs, ...release }))
    .filter(({ ticket }) => Number(ticket) > Number(after))
    .sort((one, other) => Number(one.ticket) - Number(other.ticket));
  return { releases: rest.slice(0, limit), more: rest.length > limit };
}

/** Names of symbols that this broker does not have are skipped. */
function symbols(
  { names }: CallArguments["symbols"],
  { feed, expert: { broker } }: AnswerSources,
): WireSymbols {
  if (names.length === 0) return { names: feed.symbols.map(({ name }) => name), symbols: [] };
  const asked = new Set(names);
  const described = feed.symbols.filter(({ name }) => asked.has(name)).map((wire) => {
    const terms = broker.symbol(wire.name as BrokerSymbol);
    return terms === undefined ? wire : describedSymbol(wire, terms);
  });
  return { names: [], symbols: described };
}

function seriesOf(symbol: string, period: string, feed: MarketFeed): Result<Series, Fault> {
  if (!isListed(symbol, feed)) return unknownSymbol(symbol);
  const timeframe = parseTimeframe(period);
  if (!timeframe.ok) return err({ code: "bad_argument", message: `No timeframe "${period}"` });
  if (!feed.supports(timeframe.value)) {
    const message = `The replayed file has no bars of ${timeframe.value}`;
    return err({ code: "timeframe_not_replayed", message });
  }
  return ok({ symbol, timeframe: timeframe.value });
}

function isListed(symbol: string, feed: MarketFeed): boolean {
  return feed.symbols.some(({ name }) => name === symbol);
}

function unknownSymbol(symbol: string): { ok: false; error: Fault } {
  return err({ code: "unknown_symbol", message: `No symbol "${symbol}"` });
}
