/**
 * Turns a signal into a proposal with the signal's own stop and target: a market order sized by
 * risk, unless a strategy with columns wants something else. Pure.
 */

import {
  type OrderProposal,
  paperTerminal,
  type ProposalAge,
  type Signal,
  type TerminalId,
  traceOfSignal,
  type TradingMode,
} from "../models/mod.ts";

/** The account on which a signal is traded; null in safety mode and for signals of past bars. */
export function signalTarget(signal: Signal, tradingMode: TradingMode): TerminalId | null {
  if (tradingMode === "safety" || signal.isLate) return null;
  return tradingMode === "paper" ? paperTerminal(signal.terminal) : signal.terminal;
}

/** Lets risk refuse a signal that has become too old by now. */
export function signalAge({ ageMs, asOfBrokerMs }: Signal): ProposalAge {
  return { ageMs: ageMs ?? 0, asOfBrokerMs };
}

/**
 * The volume of an entry in lots is not set here: it depends on the steps of the symbol where it is
 * traded.
 */
export function signalProposal(signal: Signal, terminal: TerminalId): OrderProposal {
  const { entry } = signal;
  return {
    trace: traceOfSignal(signal.id),
    terminal,
    symbol: signal.symbol,
    origin: { kind: "signal", signal: signal.id, strategy: signal.strategy },
    type: entry?.type ?? signal.direction,
    volumeLots: null,
    ...(entry?.size.kind === "risk"
      ? { riskFraction: entry.size.fraction * entry.parts[entry.part]! }
      : {}),
    price: signal.price,
    stopLimitPrice: entry?.stopLimitPrice ?? null,
    stopLoss: signal.stopLoss,
    takeProfit: signal.takeProfit,
    expiresMs: entry?.expiresMs ?? null,
    createdMs: signal.createdMs,
  };
}
