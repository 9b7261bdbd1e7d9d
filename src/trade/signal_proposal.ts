/**
 * Turns a signal into a proposal: a market order, sized by risk, with the signal's own stop and
 * target. Pure.
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

export function signalProposal(signal: Signal, terminal: TerminalId): OrderProposal {
  return {
    trace: traceOfSignal(signal.id),
    terminal,
    symbol: signal.symbol,
    origin: { kind: "signal", signal: signal.id, strategy: signal.strategy },
    type: signal.direction,
    volumeLots: null,
    price: signal.price,
    stopLimitPrice: null,
    stopLoss: signal.stopLoss,
    takeProfit: signal.takeProfit,
    expiresMs: null,
    createdMs: signal.createdMs,
  };
}
