/** Status of the trade actor. */

import { countText } from "../../src/models/figure_text.ts";
import type { ActorStatus, Json } from "../../src/runtime/actor.ts";
import type { Copying } from "./copying/copying.ts";
import type { TradeContext } from "./trade_context.ts";
import type { TradingAccount } from "./trading_account.ts";

export function tradeStatus(
  accounts: readonly TradingAccount[],
  context: TradeContext,
  { counts: copyCounts }: Pick<Copying, "counts">,
): ActorStatus {
  const { halts, traces, counts, settings } = context;
  const detail = {
    tradingMode: settings.all.mode.tradingMode,
    haltsKnown: halts.isKnown,
    accounts: Object.fromEntries(
      accounts.map((account) => [account.terminal, accountDetail(account, context)]),
    ),
    traces: traces.latest,
  };
  const problems = problemsOf(accounts, context);
  const counters = {
    ...counts,
    copiesMade: copyCounts.copied,
    copiesMissed: copyCounts.missed,
    copiesClosed: copyCounts.closed,
  };
  const state = stateOf(accounts);
  return problems.length === 0
    ? { state, health: "ok", detail, counters }
    : { state, health: "degraded", reason: problems.join("; "), detail, counters };
}

function stateOf(accounts: readonly TradingAccount[]): string {
  const states = accounts.map(({ state }) => state);
  if (states.includes("ready")) return "ready";
  return states.includes("reconciling") ? "reconciling" : "waiting";
}

function accountDetail(account: TradingAccount, { halts }: TradeContext): Json {
  const { overview, flattener, sender, lastError } = account;
  return {
    state: account.state,
    mode: overview.mode,
    isHalted: halts.isHalted(account.terminal),
    flattening: flattener.state,
    positions: overview.positions.length,
    orders: overview.orders.length,
    intents: overview.intents.length,
    unknownIntents: account.journal.unknown.map(({ id, explanation }) => ({ id, explanation })),
    discrepancies: overview.discrepancies.length,
    lastReconciledMs: overview.lastReconciledMs,
    lastError: lastError?.code ?? null,
    pauseMs: sender.pauseMs,
  };
}

/** What keeps the actor from doing its work. */
function problemsOf(accounts: readonly TradingAccount[], { halts }: TradeContext): string[] {
  const problems = halts.isKnown ? [] : ["it is not known yet whether trading is halted"];
  for (const { terminal, journal, state, lastError } of accounts) {
    if (journal.waitingWrites > 0) {
      problems.push(`${terminal}: order outcomes are waiting to be saved`);
    }
    if (state !== "away" && lastError !== null) {
      problems.push(`${terminal} could not be read (${lastError.code}); trying again`);
    }
    const unknown = journal.unknown.length;
    if (unknown > 0) {
      problems.push(`${terminal}: ${countText(unknown, "order")} with unknown outcome`);
    }
  }
  return problems;
}
