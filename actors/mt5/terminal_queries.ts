/** Requests of other actors to terminals: history and account, in the bridge's own terms. */

import {
  type AccountMetrics,
  type DepthLevel,
  err,
  ok,
  type Result,
  type TerminalId,
} from "../../src/models/mod.ts";
import { ratesLimitMax, ticksLimitMax } from "../../src/mt5/wire_limits.ts";
import type { Logger } from "../../src/models/logger.ts";
import { type Clock, sleep } from "../../src/runtime/clock.ts";
import type { RequestOf } from "../../src/runtime/protocol.ts";
import type { Link } from "./link.ts";
import type { CallError, FetchedBars, FetchedTicks, Mt5Protocol } from "./protocol.ts";
import type { OpenSession, TerminalSession } from "./terminal_session.ts";
import type { TerminalStore } from "./terminal_store.ts";

type BarsRequest = RequestOf<Mt5Protocol, "fetch_bars">;
type TicksRequest = RequestOf<Mt5Protocol, "fetch_ticks">;

export interface QueryParts {
  readonly link: Link;
  readonly store: TerminalStore;
  readonly log: Logger;
}

function notConnected(terminal: TerminalId): { ok: false; error: CallError } {
  return err({ code: "terminal_not_connected", terminal });
}

function unknownSymbol(terminal: TerminalId, symbol: string): { ok: false; error: CallError } {
  const message = `The broker does not offer ${symbol}, or it is not configured`;
  const reason = "unknown_symbol";
  return err({ code: "call_refused", terminal, reason, message, retcode: 0 });
}

export async function fetchBars(
  link: Link,
  { terminal, symbol, timeframe, fromBrokerMs, limit }: BarsRequest,
): Promise<Result<FetchedBars, CallError>> {
  const open = link.session(terminal)?.open;
  if (!open) return notConnected(terminal);
  const name = open.sync.brokerNames.get(symbol);
  if (name === undefined) return unknownSymbol(terminal, symbol);
  const reply = await open.calls.call("rates", {
    symbol: name,
    timeframe,
    from: fromBrokerMs ?? 0,
    limit: Math.min(Math.max(1, limit), ratesLimitMax),
  });
  if (!reply.ok) return reply;
  const { bars, more } = reply.value;
  const utcMs = open.sync.brokerClock.utcColumn(bars.brokerMs);
  const { believedToMs } = open.clock;
  return utcMs === null ? notConnected(terminal) : ok({ bars, utcMs, more, believedToMs });
}

export async function fetchTicks(
  link: Link,
  { terminal, symbol, fromBrokerMs, skip, limit }: TicksRequest,
): Promise<Result<FetchedTicks, CallError>> {
  const open = link.session(terminal)?.open;
  if (!open) return notConnected(terminal);
  const name = open.sync.brokerNames.get(symbol);
  if (name === undefined) return unknownSymbol(terminal, symbol);
  const reply = await open.calls.call("ticks", {
    symbol: name,
    from: fromBrokerMs,
    skip: Math.min(Math.max(0, skip), ticksLimitMax),
    limit: Math.min(Math.max(1, limit), ticksLimitMax),
  });
  if (!reply.ok) return reply;
  const { ticks, more } = reply.value;
  const utcMs = open.sync.brokerClock.utcColumn(ticks.brokerMs);
  if (utcMs === null) return notConnected(terminal);
  return ok({ ticks: { symbol, ...ticks }, utcMs, more, believedToMs: open.clock.believedToMs });
}

/** A terminal gets a book some time after it was asked for it. */
const depthAttempts = { count: 20, pauseMs: 100 };

export async function fetchDepth(
  link: Link,
  clock: Clock,
  { terminal, symbol }: RequestOf<Mt5Protocol, "fetch_depth">,
): Promise<Result<readonly DepthLevel[], CallError>> {
  for (let attempt = 1;; attempt++) {
    const open = link.session(terminal)?.open;
    if (!open) return notConnected(terminal);
    const name = open.sync.brokerNames.get(symbol);
    if (name === undefined) return unknownSymbol(terminal, symbol);
    const reply = await open.calls.call("depth", { symbol: name });
    if (reply.ok) {
      return ok(
        reply.value.levels.map(({ volume, ...level }) => ({ ...level, volumeLots: volume })),
      );
    }
    const isLoading = reply.error.code === "history_loading";
    if (!isLoading || attempt === depthAttempts.count) return reply;
    await sleep(clock, depthAttempts.pauseMs);
  }
}

/**
 * Requests the account of every terminal in sync, in parallel. Figures that cannot be stored are
 * still returned, and the failure is logged.
 */
export async function syncMetrics(
  parts: QueryParts,
): Promise<readonly Result<AccountMetrics, CallError>[]> {
  const open = parts.link.sessions.flatMap((session) =>
    session.open === null ? [] : [{ session, open: session.open }]
  );
  return await Promise.all(open.map((one) => accountOf(parts, one)));
}

async function accountOf(
  { store, log }: QueryParts,
  { session, open }: { readonly session: TerminalSession; readonly open: OpenSession },
): Promise<Result<AccountMetrics, CallError>> {
  const { terminal } = open.sync.synced.identity;
  const reply = await open.calls.account();
  if (!reply.ok) return reply;
  const { figures, number } = reply.value;
  const metrics = store.stamped(terminal, figures);
  session.keepAccount({ metrics, number });
  const kept = await store.keepAccount(metrics);
  if (!kept.ok) log.warning("account_not_kept", { terminal, error: kept.error.code });
  return ok(metrics);
}
