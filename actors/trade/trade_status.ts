/** What the trade actor says of itself. */

import type { ActorStatus, Json } from "../../src/runtime/actor.ts";
import type { TradePorts } from "./trade_ports.ts";
import type { TradingAccount } from "./trading_account.ts";

export function tradeStatus(accounts: readonly TradingAccount[], ports: TradePorts): ActorStatus {
  const { halts, traces, counts, config } = ports;
  const detail = {
    tradingMode: config.mode.tradingMode,
    haltsKnown: halts.isKnown,
    accounts: Object.fromEntries(
      accounts.map((account) => [account.terminal, accountDetail(account, ports)]),
    ),
    traces: traces.latest,
  };
  const problems = problemsOf(accounts, ports);
  const state = stateOf(accounts);
  return problems.length === 0
    ? { state, health: "ok", detail, counters: { ...counts } }
    : { state, health: "degraded", reason: problems.join("; "), detail, counters: { ...counts } };
}

function stateOf(accounts: readonly TradingAccount[]): string {
  const states = accounts.map(({ state }) => state);
  if (states.includes("ready")) return "ready";
  return states.includes("reconciling") ? "reconciling" : "waiting";
}

function accountDetail(account: TradingAccount, { halts }: TradePorts): Json {
  const { book, flattener, desk, lastError } = account;
  return {
    state: account.state,
    mode: book.mode,
    isHalted: halts.isHalted(account.terminal),
    flattening: flattener.state,
    positions: book.positions.length,
    orders: book.orders.length,
    intents: book.intents.length,
    unknownIntents: account.journal.unknown.map(({ id, explanation }) => ({ id, explanation })),
    discrepancies: book.discrepancies.length,
    lastReconciledMs: book.lastReconciledMs,
    lastError: lastError?.code ?? null,
    pauseMs: desk.pauseMs,
  };
}

/** What keeps the actor from doing all that it was told to do. */
function problemsOf(accounts: readonly TradingAccount[], { halts }: TradePorts): string[] {
  const problems = halts.isKnown ? [] : ["the risk controller has not said which halts last"];
  for (const { terminal, journal, state, lastError } of accounts) {
    if (journal.waitingWrites > 0) problems.push(`${terminal}: outcomes wait for the store`);
    if (state !== "away" && lastError !== null) {
      problems.push(`${terminal} could not be read (${lastError.code}); trying again`);
    }
    const unknown = journal.unknown.length;
    if (unknown > 0) problems.push(`${terminal}: ${unknown} orders with an unknown outcome`);
  }
  return problems;
}
