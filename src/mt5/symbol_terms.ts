/**
 * The terms of a symbol as the broker describes them, and their changes: brokers change levels,
 * volumes, trade modes and sessions of known symbols.
 */

import type { BrokerSymbol, WantedSymbol } from "../models/mod.ts";
import type { BrokerTerms } from "../models/broker_terms.ts";
import type { Instrument } from "../models/instrument.ts";
import type { WeeklySession } from "../models/weekly_session.ts";
import type { SymbolTradeMode } from "../models/symbol_modes.ts";
import { retcodes } from "../models/trade_retcode.ts";
import type { WireSymbol } from "./wire_symbols.ts";

/** Whether positions may be opened at all. */
export function isOpenable(mode: SymbolTradeMode): boolean {
  return mode !== "disabled" && mode !== "close_only";
}

/** Whether new trades may be opened in it, as far as is known. */
export function mayOpen({ tradeMode, unreadable }: Instrument): boolean {
  return unreadable !== true && isOpenable(tradeMode);
}

/** What the bridge and the simulated broker take from a description as it is. */
export function describedTerms(wire: WireSymbol) {
  return {
    digits: wire.digits,
    tickSize: wire.tickSize,
    tickValue: wire.tickValue,
    contractSize: wire.contractSize,
    volumeMinLots: wire.volumeMin,
    volumeMaxLots: wire.volumeMax,
    volumeStepLots: wire.volumeStep,
    ...(wire.volumeLimit === undefined || wire.volumeLimit === 0
      ? {}
      : { volumeLimitLots: wire.volumeLimit }),
    ...swapOf(wire),
    stopsLevelPoints: wire.stopsLevel,
    freezeLevelPoints: wire.freezeLevel,
    fillingModes: wire.fillingModes,
    baseCurrency: wire.baseCurrency,
    profitCurrency: wire.profitCurrency,
    marginCurrency: wire.marginCurrency,
    tradeMode: wire.tradeMode,
  } satisfies Partial<Instrument>;
}

export function instrumentOf(
  wire: WireSymbol,
  { symbol, assetClass }: Pick<WantedSymbol, "symbol" | "assetClass">,
): Instrument {
  return {
    symbol,
    brokerSymbol: wire.name as BrokerSymbol,
    assetClass,
    ...describedTerms(wire),
    calcMode: wire.calcMode,
    sessions: sessionsOf(wire.sessions),
    ...brokerTermsOf(wire),
  };
}

function sessionsOf(sessions: WireSymbol["sessions"]): readonly WeeklySession[] {
  return sessions.map(([fromMinute, toMinute]) => ({ fromMinute, toMinute }));
}

function brokerTermsOf({ brokerTerms: terms }: WireSymbol) {
  if (terms === undefined) return {};
  return { brokerTerms: { ...terms, quoteSessions: sessionsOf(terms.quoteSessions) } };
}

function swapOf({ swapMode: mode, swapLong: long, swapShort: short }: WireSymbol) {
  if (mode === undefined || long === undefined || short === undefined) return {};
  return { swap: { mode, long, short } };
}

/** The instruments with the terms just read. One that is not described keeps its last terms. */
export function withTerms(
  known: readonly Instrument[],
  described: readonly WireSymbol[],
): readonly Instrument[] {
  const wires = new Map(described.map((wire) => [wire.name, wire]));
  return known.map((one) => {
    const wire = wires.get(one.brokerSymbol);
    return wire === undefined ? { ...one, unreadable: true } : instrumentOf(wire, one);
  });
}

const named = {
  tradeMode: "trade mode",
  digits: "digits",
  tickSize: "tick size",
  contractSize: "contract size",
  volumeMinLots: "smallest volume",
  volumeMaxLots: "largest volume",
  volumeStepLots: "volume step",
  volumeLimitLots: "volume limit",
  stopsLevelPoints: "stops level",
  freezeLevelPoints: "freeze level",
  fillingModes: "filling modes",
  calcMode: "calculation mode",
  baseCurrency: "base currency",
  profitCurrency: "profit currency",
  marginCurrency: "margin currency",
} as const satisfies { readonly [Field in keyof Instrument]?: string };

/**
 * Changes that matter to a trader, as text; empty for none. The value of a tick moves with the
 * market: only whether there is one counts.
 */
export function termsChanges(before: Instrument, now: Instrument): string {
  const fields = Object.keys(named) as (keyof typeof named)[];
  const changes = fields.flatMap((field) => {
    const [was, is] = [String(before[field] ?? ""), String(now[field] ?? "")];
    return was === is ? [] : [`${named[field]} ${was || "none"} to ${is || "none"}`];
  });
  if (valueState(before) !== valueState(now)) {
    changes.push(`value of a tick ${valueText(before)} to ${valueText(now)}`);
  }
  if (before.unreadable !== now.unreadable) {
    const state = now.unreadable === true
      ? "can no longer be read (open trades go on with the last one; no new trades)"
      : "can be read again";
    changes.push(`description ${state}`);
  }
  if (JSON.stringify(before.sessions) !== JSON.stringify(now.sessions)) {
    changes.push("trading sessions");
  }
  return [...changes, ...brokerTermsChanges(before.brokerTerms, now.brokerTerms)].join(", ");
}

const namedTerms = {
  execution: "execution",
  orderKinds: "kinds of orders",
  lifetimes: "expiration of orders",
  gtcMode: "life of orders without expiration",
  marginInitial: "initial margin",
  marginMaintenance: "maintenance margin",
  marginHedged: "hedged margin",
} as const satisfies { readonly [Field in keyof BrokerTerms]?: string };

/** None when either description comes from an older Expert Advisor. */
function brokerTermsChanges(
  before: BrokerTerms | undefined,
  now: BrokerTerms | undefined,
): string[] {
  if (before === undefined || now === undefined) return [];
  const fields = Object.keys(namedTerms) as (keyof typeof namedTerms)[];
  const differ = (field: keyof BrokerTerms) =>
    JSON.stringify(before[field]) !== JSON.stringify(now[field]);
  return [
    ...fields.filter(differ).map((field) =>
      `${namedTerms[field]} ${before[field] || "none"} to ${now[field] || "none"}`
    ),
    ...(differ("marginRates") ? ["margin rates"] : []),
    ...(differ("swapNights") ? ["nights of swap"] : []),
    ...(differ("quoteSessions") ? ["quote sessions"] : []),
  ];
}

function valueState({ tickValue, reportedTickValue }: Instrument): string {
  if (!(tickValue > 0)) return "none";
  return reportedTickValue === undefined ? "current" : "doubtful";
}

function valueText({ tickValue, reportedTickValue }: Instrument): string {
  return reportedTickValue === undefined
    ? `${tickValue}`
    : `${reportedTickValue} (open trades are judged by the last one, ${tickValue}, with a reserve; ` +
      "no new trades until it is known)";
}

const explaining: ReadonlySet<number> = new Set(
  ([
    "invalid_volume",
    "invalid_price",
    "invalid_stops",
    "trade_disabled",
    "market_closed",
    "invalid_expiration",
    "frozen",
    "invalid_fill",
    "limit_volume",
    "invalid_order",
    "long_only",
    "short_only",
    "close_only",
  ] as const).map((name) => retcodes[name].code),
);

/** Refusals that may mean that the terms have changed. */
export function mayBeTerms(refusal: { readonly retcode: number; readonly code: string }): boolean {
  return explaining.has(refusal.retcode) || refusal.code === "symbol_rule";
}
