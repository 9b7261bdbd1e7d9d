/**
 * Syncs a terminal after each hello: stores its row, determines its clock offset, describes its
 * symbols, reads its account and subscribes to its streams. Nothing from the terminal is used
 * before this is complete.
 */

import {
  type AccountMetrics,
  type BrokerSymbol,
  err,
  type Instrument,
  ok,
  type Result,
  splitTerminalId,
  type SymbolName,
  wantedOf,
} from "../../src/models/mod.ts";
import type { BrokerClock } from "../../src/mt5/broker_clock.ts";
import type { CallArguments, Verb } from "../../src/mt5/call_schemas.ts";
import type { SymbolsReply } from "../../src/mt5/symbols_reply.ts";
import type { ReplyData } from "../../src/mt5/reply_data.ts";
import type { Logger } from "../../src/models/logger.ts";
import type { CallError, SessionConfig, SyncedTerminal } from "./protocol.ts";
import { describeSymbols, logChoice } from "./symbol_descriptions.ts";
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
  readonly config: SessionConfig;
  readonly log: Logger;
  readonly calls: TerminalCalls;
  readonly store: TerminalStore;
  readonly identity: SyncedTerminal["identity"];
  readonly epoch: string;
  readonly clock: TerminalClock;
  readonly terms: {
    /** The latest terms, also of an earlier run. */
    known(): Promise<Result<readonly Instrument[], { readonly code: string }>>;
    /** The instruments as just read, with values that can be used. */
    synced(
      instruments: readonly Instrument[],
    ): Promise<Result<readonly Instrument[], { readonly code: string }>>;
  };
}

/** Result of a sync. */
export interface SyncedSession {
  readonly synced: SyncedTerminal;
  readonly account: AccountMetrics;
  /** The number of these figures. */
  readonly accountNumber: number;
  readonly brokerClock: BrokerClock;
  /** Server time minus UTC at the sync. */
  readonly utcOffsetMs: number;
  readonly brokerNames: ReadonlyMap<SymbolName, BrokerSymbol>;
  readonly missingSymbols: readonly SymbolName[];
  readonly unwatchedSymbols: readonly SymbolName[];
  /** The server of the account that may be traded live; null: another account, or unknown. */
  readonly liveServer: string | null;
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

async function askSymbols(
  plan: SyncPlan,
  names: readonly string[],
): Promise<Result<SymbolsReply, CallError>> {
  const { signal, calls, identity: { terminal } } = plan;
  if (!signal.aborted) return await calls.symbols(names);
  return err({ code: "call_not_sent", terminal, verb: "symbols", reason: "connection_closed" });
}

export async function syncTerminal(plan: SyncPlan): Promise<Result<SyncedSession, SyncFailure>> {
  const { store, identity, epoch } = plan;
  const registered = await store.register(identity);
  if (!registered.ok) return failed("store", registered.error);
  const liveServer = await liveServerOf(plan);
  if (!liveServer.ok) return failed("store", liveServer.error);
  const loaded = await plan.clock.load();
  if (!loaded.ok) return failed("store", loaded.error);
  const { certain: brokerClock, offsetMs: utcOffsetMs, firstSeenMs } = plan.clock;
  const serverNowMs = plan.clock.latestServerMs();
  if (
    brokerClock === null || utcOffsetMs === null || firstSeenMs === null || serverNowMs === null
  ) {
    const detail = plan.clock.clockProblem ?? "the broker time offset is not known yet";
    return err({ step: "clock", detail });
  }
  const { terminal } = identity;
  const known = await plan.terms.known();
  if (!known.ok) return failed("store", known.error);
  const described = await describeSymbols(plan.config, terminal, {
    ask: (names) => askSymbols(plan, names),
    known: known.value,
  });
  if (!described.ok) return failed("symbols", described.error);
  logChoice(plan.log, terminal, described.value);
  const { missingSymbols, unwatchedSymbols } = described.value;
  const valued = await plan.terms.synced(described.value.instruments);
  if (!valued.ok) return failed("store", valued.error);
  const instruments = valued.value;
  const kept = await store.keepInstruments(terminal, instruments);
  if (!kept.ok) return failed("store", kept.error);
  const account = await askAccount(plan);
  if (!account.ok) return failed("account", account.error);
  const { figures, number: accountNumber } = account.value;
  const metrics = store.stamped(terminal, figures);
  const recorded = await store.keepAccount(metrics);
  if (!recorded.ok) return failed("store", recorded.error);
  const subscribed = await ask(plan, "subscribe", { series: seriesNames(plan, instruments) });
  if (!subscribed.ok) return failed("subscribe", subscribed.error);
  return ok({
    synced: {
      ...{ identity, epoch, instruments, firstSeenMs, serverNowMs },
      believedToMs: plan.clock.believedToMs,
    },
    account: metrics,
    accountNumber,
    brokerClock,
    utcOffsetMs,
    brokerNames: new Map(instruments.map(({ symbol, brokerSymbol }) => [symbol, brokerSymbol])),
    missingSymbols,
    unwatchedSymbols,
    liveServer: liveServer.value,
  });
}

/** Only an account of the configured type is stored, not a demo account with the same number. */
async function liveServerOf(
  { config: { live }, identity, store, log }: SyncPlan,
): Promise<Result<string | null, { readonly code: string }>> {
  const { login, server } = splitTerminalId(identity.terminal);
  if (live === null || live.login !== login) return ok(null);
  if (live.server !== null || live.type !== identity.tradeMode) return ok(live.server);
  const pinned = await store.pinLiveServer(login, server);
  if (!pinned.ok) return pinned;
  if (pinned.value.isNew) log.warning("live_account_pinned", { login, server });
  if (pinned.value.server !== server) {
    log.warning("live_account_elsewhere", { login, server, pinned: pinned.value.server });
  }
  return ok(pinned.value.server);
}

/** Such as `EURUSD.m:M15`. */
function seriesNames(
  { config, identity }: SyncPlan,
  instruments: readonly Instrument[],
): readonly string[] {
  const brokerNames = new Map(
    instruments.map(({ symbol, brokerSymbol }) => [symbol, brokerSymbol]),
  );
  return wantedOf(config.wanted, identity.terminal)
    .filter(({ symbol }) => brokerNames.has(symbol))
    .map(({ symbol, timeframe }) => `${brokerNames.get(symbol)}:${timeframe}`);
}
