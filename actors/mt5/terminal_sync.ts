/**
 * Syncs a terminal after each hello: its row is in the store, its clock offset is known, its
 * symbols are described, its account is read, its streams are subscribed to. Nothing of it is used
 * before.
 */

import {
  type AccountMetrics,
  type BrokerSymbol,
  err,
  type Instrument,
  ok,
  type Result,
  type SymbolName,
  wantedOf,
  type WantedSymbol,
} from "../../src/models/mod.ts";
import type { BrokerClock } from "../../src/mt5/broker_clock.ts";
import { mapSymbols } from "../../src/mt5/symbol_map.ts";
import type { CallArguments, Verb } from "../../src/mt5/call_schemas.ts";
import type { ReplyData } from "../../src/mt5/reply_data.ts";
import type { WireSymbol } from "../../src/mt5/wire.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { CallError, Mt5Config, SyncedTerminal } from "./protocol.ts";
import type { NumberedFigures, TerminalCalls } from "./terminal_calls.ts";
import type { TerminalClock } from "./terminal_clock.ts";
import type { TerminalStore } from "./terminal_store.ts";

/** Why a sync failed; it is retried. */
export interface SyncFailure {
  /** The step that failed. */
  readonly step: "store" | "clock" | "symbols" | "account" | "subscribe";
  readonly detail: string;
}

export interface SyncPlan {
  /** Aborted when the connection ends: no further calls are sent. */
  readonly signal: AbortSignal;
  readonly config: Mt5Config;
  readonly log: Logger;
  readonly calls: TerminalCalls;
  readonly store: TerminalStore;
  readonly identity: SyncedTerminal["identity"];
  readonly epoch: string;
  readonly clock: TerminalClock;
}

/** Result of a sync. */
export interface SyncedSession {
  readonly synced: SyncedTerminal;
  readonly account: AccountMetrics;
  /** Of these figures. */
  readonly accountNumber: number;
  readonly brokerClock: BrokerClock;
  /** Server time minus UTC at the sync. */
  readonly utcOffsetMs: number;
  readonly brokerNames: ReadonlyMap<SymbolName, BrokerSymbol>;
  readonly missingSymbols: readonly SymbolName[];
}

function failed(step: SyncFailure["step"], error: { readonly code: string }) {
  return err({ step, detail: JSON.stringify(error) });
}

/** Calls the terminal, unless its connection has ended. */
async function ask<V extends Verb>(
  { signal, calls, identity: { terminal } }: SyncPlan,
  verb: V,
  args: CallArguments[V],
): Promise<Result<ReplyData[V], CallError>> {
  if (!signal.aborted) return await calls.call(verb, args);
  return err({ code: "call_not_sent", terminal, verb, reason: "connection_closed" });
}

async function askAccount(plan: SyncPlan): Promise<Result<NumberedFigures, CallError>> {
  const { signal, calls, identity: { terminal } } = plan;
  if (!signal.aborted) return await calls.account();
  return err({ code: "call_not_sent", terminal, verb: "account", reason: "connection_closed" });
}

export async function syncTerminal(plan: SyncPlan): Promise<Result<SyncedSession, SyncFailure>> {
  const { store, identity, epoch } = plan;
  const registered = await store.register(identity);
  if (!registered.ok) return failed("store", registered.error);
  const loaded = await plan.clock.load();
  if (!loaded.ok) return failed("store", loaded.error);
  const { certain: brokerClock, offsetMs: utcOffsetMs, heardSinceMs } = plan.clock;
  const serverNowMs = plan.clock.latestServerMs();
  if (
    brokerClock === null || utcOffsetMs === null || heardSinceMs === null || serverNowMs === null
  ) {
    const detail = plan.clock.clockProblem ?? "the broker time offset is not known yet";
    return err({ step: "clock", detail });
  }
  const described = await describeSymbols(plan);
  if (!described.ok) return described;
  const { instruments, missingSymbols } = described.value;
  const kept = await store.keepInstruments(identity.terminal, instruments);
  if (!kept.ok) return failed("store", kept.error);
  const account = await askAccount(plan);
  if (!account.ok) return failed("account", account.error);
  const { figures, number: accountNumber } = account.value;
  const metrics = store.stamped(identity.terminal, figures);
  const recorded = await store.keepAccount(metrics);
  if (!recorded.ok) return failed("store", recorded.error);
  const subscribed = await ask(plan, "subscribe", { series: seriesText(plan, instruments) });
  if (!subscribed.ok) return failed("subscribe", subscribed.error);
  return ok({
    synced: { identity, epoch, instruments, heardSinceMs, serverNowMs },
    account: metrics,
    accountNumber,
    brokerClock,
    utcOffsetMs,
    brokerNames: new Map(instruments.map(({ symbol, brokerSymbol }) => [symbol, brokerSymbol])),
    missingSymbols,
  });
}

interface Described {
  readonly instruments: readonly Instrument[];
  readonly missingSymbols: readonly SymbolName[];
}

async function describeSymbols(plan: SyncPlan): Promise<Result<Described, SyncFailure>> {
  const { config, log, identity } = plan;
  const all = await ask(plan, "symbols", { names: "" });
  if (!all.ok) return failed("symbols", all.error);
  const rules = {
    names: all.value.names,
    suffix: config.symbolSuffix,
    map: config.symbolMap,
  };
  const wanted = new Map(
    wantedOf(config.wanted, identity.terminal).map((one) => [one.symbol, one]),
  );
  const mapped = mapSymbols([...wanted.keys()], rules);
  const found = mapped.filter((one) => one.code === "found");
  for (const one of mapped) {
    if (one.code === "found") continue;
    const { terminal } = identity;
    const code = one.code === "missing" ? "symbol_missing" : "symbol_ambiguous";
    log.warning(code, { terminal, symbol: one.symbol, near: one.near.join(", ") || "none" });
  }
  const brokerSymbols = new Map(
    found.map((one) => [one.broker as string, wanted.get(one.symbol)!]),
  );
  const details = found.length === 0
    ? ok({ names: [], symbols: [] })
    : await ask(plan, "symbols", { names: [...brokerSymbols.keys()].join(",") });
  if (!details.ok) return failed("symbols", details.error);
  const instruments = details.value.symbols.flatMap((one) => {
    const symbol = brokerSymbols.get(one.name);
    return symbol === undefined ? [] : [instrument(one, symbol)];
  });
  const known = new Set(instruments.map(({ symbol }) => symbol));
  const missingSymbols = [...wanted.keys()].filter((one) => !known.has(one));
  return ok({ instruments, missingSymbols });
}

function instrument(wire: WireSymbol, { symbol, assetClass }: WantedSymbol): Instrument {
  return {
    symbol,
    brokerSymbol: wire.name as BrokerSymbol,
    assetClass,
    digits: wire.digits,
    tickSize: wire.tickSize,
    tickValue: wire.tickValue,
    contractSize: wire.contractSize,
    volumeMinLots: wire.volumeMin,
    volumeMaxLots: wire.volumeMax,
    volumeStepLots: wire.volumeStep,
    stopsLevelPoints: wire.stopsLevel,
    freezeLevelPoints: wire.freezeLevel,
    fillingModes: wire.fillingModes,
    baseCurrency: wire.baseCurrency,
    profitCurrency: wire.profitCurrency,
    marginCurrency: wire.marginCurrency,
    tradeMode: wire.tradeMode,
    sessions: wire.sessions.map(([fromMinute, toMinute]) => ({ fromMinute, toMinute })),
  };
}

/** `EURUSD.m:M15,BTCUSD:M15`. */
function seriesText({ config, identity }: SyncPlan, instruments: readonly Instrument[]): string {
  const brokerNames = new Map(
    instruments.map(({ symbol, brokerSymbol }) => [symbol, brokerSymbol]),
  );
  return wantedOf(config.wanted, identity.terminal)
    .filter(({ symbol }) => brokerNames.has(symbol))
    .map(({ symbol, timeframe }) => `${brokerNames.get(symbol)}:${timeframe}`)
    .join(",");
}
