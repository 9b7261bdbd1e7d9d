/** One backtest that was asked for, and how far it is. Pure. */

import { z } from "zod";
import { backtestRequest } from "./backtest_request.ts";

const amount = z.number();
const share = z.number().nullable();

/** What a list shows of a report; amounts are in the account's currency. */
export const backtestSummary = z.object({
  title: z.string(),
  currency: z.string(),
  fromMs: amount,
  toMs: amount,
  trades: z.int(),
  netProfit: amount,
  profitFactor: share,
  winningPct: share,
  maxDrawdownPct: share,
  sharpe: share,
  /** Sentences that a reader must know before the figures, such as that a strategy looks ahead. */
  notes: z.array(z.string()).readonly(),
});

export type BacktestSummary = z.output<typeof backtestSummary>;

const backtestState = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("waiting"), starts: z.int() }),
  z.object({
    kind: z.literal("running"),
    /** How often it has been started, this time included. */
    starts: z.int(),
    startedMs: amount,
    doneBars: amount,
    /** 0 while prices are read. */
    allBars: amount,
  }),
  z.object({ kind: z.literal("finished"), finishedMs: amount, summary: backtestSummary }),
  z.object({ kind: z.literal("failed"), finishedMs: amount, problem: z.string() }),
  z.object({ kind: z.literal("cancelled"), finishedMs: amount }),
]);

export type BacktestState = z.output<typeof backtestState>;
export type BacktestStateKind = BacktestState["kind"];

export const requestedBacktest = z.object({
  id: z.string(),
  requestedMs: amount,
  request: backtestRequest,
  state: backtestState,
});

export type RequestedBacktest = z.output<typeof requestedBacktest>;

/** How often one is started: a backtest that ended the bridge twice would do so again. */
const startsMax = 2;

/** After a restart of the bridge: one that ran begins again, as its prices are the same. */
export function afterRestart(state: BacktestState, nowMs: number): BacktestState {
  if (state.kind !== "running") return state;
  if (state.starts < startsMax) return { kind: "waiting", starts: state.starts };
  const problem = `The bridge ended ${state.starts} times while this backtest ran. ` +
    "Run it with the command backtest to see why";
  return { kind: "failed", finishedMs: nowMs, problem };
}

/** The next one to start: the oldest that waits. */
export function nextWaiting(
  backtests: Iterable<RequestedBacktest>,
): RequestedBacktest | null {
  let next: RequestedBacktest | null = null;
  for (const one of backtests) {
    if (one.state.kind !== "waiting") continue;
    if (next === null || Number(one.id) < Number(next.id)) next = one;
  }
  return next;
}

export function isUnderWay({ state }: RequestedBacktest): boolean {
  return state.kind === "waiting" || state.kind === "running";
}
