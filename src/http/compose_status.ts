/**
 * Builds the status document from the actors' latest answers. Pure; never fails: what is not known
 * yet is empty or null, and the document states how old each part is.
 */

import { type AccountCurrency, currencyDigits } from "../models/currency.ts";
import { splitTerminalId, type TerminalId } from "../models/mod.ts";
import { mirrorStatusOf } from "../database/mirror_status.ts";
import type { TerminalCheck } from "../models/terminal_check.ts";
import type { Moment } from "../models/time.ts";
import type { ChildStatus, SystemSnapshot } from "../runtime/system_protocol.ts";
import { answerAgeMs, type LastKnown } from "./last_known.ts";
import type { StatusDocument } from "./status_document.ts";

type ActorRow = StatusDocument["actors"][number];
type TerminalRow = StatusDocument["terminals"][number];
type SymbolRow = StatusDocument["symbols"][number];
type Service = StatusDocument["services"][number];

/** Facts that are known before anything has started. */
export interface Identity {
  readonly version: string;
  readonly mode: StatusDocument["mode"];
  readonly demo: boolean;
  readonly dataDir: string;
  /** How often the whole program was restarted, and the reason for the last restart. */
  readonly process: StatusDocument["process"];
}

/** A terminal as the mt5 actor reports it. */
export type TerminalFacts =
  & Pick<
    TerminalRow,
    | "connects"
    | "eaVersion"
    | "build"
    | "algoTradingAllowed"
    | "brokerConnected"
    | "lastMessageAgeMs"
    | "lastTickAgeMs"
    | "roundTripMs"
    | "clockOffsetMs"
    | "clockErrorMs"
    | "sequenceGaps"
    | "sequenceRepeats"
    | "sequenceForeign"
    | "missingSymbols"
    | "unwatchedSymbols"
    | "slowReads"
    | "slowestReadMs"
    | "untradableSymbols"
    | "liveServer"
    | "guard"
    | "calendar"
    | "account"
  >
  & {
    readonly terminal: TerminalId;
    readonly state: TerminalRow["connection"];
    readonly caps: {
      readonly lotsMax: number;
      readonly ordersPerMinuteMax: number;
      readonly pendingOrdersMax?: number;
      readonly fifoClose?: boolean;
      readonly hedgeAllowed?: boolean;
      readonly silenceSecondsMax?: number;
    };
    readonly identity:
      & Pick<
        TerminalRow,
        "company" | "currency" | "leverage" | "tradeMode" | "marginMode"
      >
      & AccountCurrency;
  };

/** A symbol of a terminal as the price actor reports it. */
export type SymbolFacts = Omit<SymbolRow, "bid" | "ask"> & {
  readonly quote: { readonly bid: number; readonly ask: number } | null;
};

export interface StatusSources {
  readonly system: LastKnown<SystemSnapshot>;
  readonly terminals: LastKnown<readonly TerminalFacts[]>;
  readonly symbols: LastKnown<readonly SymbolFacts[]>;
  /** The latest self-test of each terminal. */
  readonly checks: LastKnown<readonly TerminalCheck[]>;
}

/** The actors that represent something outside the program, and its name. */
const services: Readonly<Record<string, string>> = {
  mt5: "MetaTrader 5",
  database: "database",
  redis: "Redis",
};

export function composeStatus(
  identity: Identity,
  sources: StatusSources,
  now: Moment,
): StatusDocument {
  const snapshot = sources.system.value;
  const children = snapshot?.children ?? [];
  const freshness = (source: LastKnown<unknown>) => ({
    ageMs: answerAgeMs(source, now.steadyMs),
    error: source.error,
  });
  return {
    state: snapshot?.state ?? "starting",
    ...identity,
    nowMs: now.utcMs,
    startedMs: snapshot?.startedMs ?? null,
    uptimeMs: snapshot === null ? 0 : Math.max(0, now.utcMs - snapshot.startedMs),
    freshness: {
      system: freshness(sources.system),
      terminals: freshness(sources.terminals),
      symbols: freshness(sources.symbols),
      checks: freshness(sources.checks),
    },
    counters: countersOf(children),
    services: children.flatMap(serviceRows),
    actors: children.map(actorRow),
    scheduler: snapshot?.scheduler ?? null,
    terminals: (sources.terminals.value ?? []).map(terminalRow),
    symbols: (sources.symbols.value ?? []).map(symbolRow),
    checks: sources.checks.value ?? [],
  };
}

function countersOf(children: readonly ChildStatus[]): Record<string, number> {
  return Object.assign({}, ...children.map((child) => child.actor?.counters ?? {}));
}

/** An actor that is not running is down, whatever it last reported. */
function healthOf(child: ChildStatus): Pick<ActorRow, "health" | "reason"> {
  if (child.state !== "running") {
    const because = child.lastError === null ? "" : `: ${firstLine(child.lastError)}`;
    return { health: "down", reason: `${child.state.replace("_", " ")}${because}` };
  }
  return { health: child.actor?.health ?? "ok", reason: child.actor?.reason ?? null };
}

function serviceRows(child: ChildStatus): Service[] {
  const name = services[child.name];
  if (name === undefined) return [];
  return child.name === "database" ? databaseRows(child, name) : [{ name, ...healthOf(child) }];
}

/**
 * The store and, where one is configured, the server that receives a copy: trouble with the copy
 * alone leaves the store healthy.
 */
function databaseRows(child: ChildStatus, name: string): Service[] {
  const mirror = mirrorStatusOf(child.actor?.detail.mirror);
  if (child.state !== "running" || mirror === null) return [{ name, ...healthOf(child) }];
  const health = mirror.reason === null ? "ok" : "degraded";
  return [
    { name, health: "ok", reason: null },
    { name: "PostgreSQL", health, reason: mirror.reason },
  ];
}

function actorRow(child: ChildStatus): ActorRow {
  return {
    name: child.name,
    state: child.state,
    ...healthOf(child),
    activity: child.actor?.state ?? null,
    upMs: child.upMs,
    restarts: child.restarts,
    lastError: child.lastError,
    restartHistory: child.history,
    mailbox: child.mailbox,
    detail: (child.actor?.detail ?? {}) as ActorRow["detail"],
  };
}

function terminalRow({ identity, state, ...facts }: TerminalFacts): TerminalRow {
  const { login, server } = splitTerminalId(facts.terminal);
  return {
    terminal: facts.terminal,
    login,
    server,
    company: identity.company,
    currency: identity.currency,
    currencyDigits: currencyDigits(identity),
    leverage: identity.leverage,
    tradeMode: identity.tradeMode,
    marginMode: identity.marginMode,
    connection: state,
    connects: facts.connects,
    eaVersion: facts.eaVersion,
    build: facts.build,
    algoTradingAllowed: facts.algoTradingAllowed,
    brokerConnected: facts.brokerConnected,
    lastMessageAgeMs: facts.lastMessageAgeMs,
    lastTickAgeMs: facts.lastTickAgeMs,
    roundTripMs: facts.roundTripMs,
    clockOffsetMs: facts.clockOffsetMs,
    clockErrorMs: facts.clockErrorMs,
    sequenceGaps: facts.sequenceGaps,
    sequenceRepeats: facts.sequenceRepeats,
    sequenceForeign: facts.sequenceForeign,
    missingSymbols: facts.missingSymbols,
    unwatchedSymbols: facts.unwatchedSymbols,
    slowReads: facts.slowReads,
    slowestReadMs: facts.slowestReadMs,
    liveServer: facts.liveServer,
    lotsMax: facts.caps.lotsMax,
    ordersPerMinuteMax: facts.caps.ordersPerMinuteMax,
    pendingOrdersMax: facts.caps.pendingOrdersMax ?? null,
    fifoClose: facts.caps.fifoClose ?? null,
    hedgeAllowed: facts.caps.hedgeAllowed ?? null,
    silenceSecondsMax: facts.caps.silenceSecondsMax ?? null,
    untradableSymbols: facts.untradableSymbols,
    guard: facts.guard,
    calendar: facts.calendar,
    account: facts.account,
  };
}

function symbolRow(facts: SymbolFacts): SymbolRow {
  return {
    terminal: facts.terminal,
    symbol: facts.symbol,
    state: facts.state,
    bid: facts.quote?.bid ?? null,
    ask: facts.quote?.ask ?? null,
    lastTickAgeMs: facts.lastTickAgeMs,
    stale: facts.stale,
    lastBarBrokerMs: facts.lastBarBrokerMs,
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
