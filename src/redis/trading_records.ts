/** Records of signals, risk, orders and deals; see `redis_records.ts`. */

import type {
  Halt,
  RiskMetrics,
  Signal,
  TerminalId,
  TradeIntent,
  VenueDeal,
} from "../models/mod.ts";
import { record, type RedisRecord } from "./redis_records.ts";

export function signalRecord(signal: Signal): RedisRecord {
  const { id, terminal, symbol, timeframe, strategy, direction, barBrokerMs, createdMs } = signal;
  const { asOfBrokerMs, ageMs, price, stopLoss, takeProfit, reason } = signal;
  return record("signal", {
    id,
    terminal,
    symbol,
    timeframe,
    strategy,
    direction,
    price,
    stopLoss,
    takeProfit,
    barBrokerMs,
    asOfBrokerMs,
    createdMs,
    ageMs,
    reason,
  });
}

export function riskRecord(metrics: RiskMetrics): RedisRecord {
  const { terminal, utcMs, brokerDay, equity, balance, floatingProfit } = metrics;
  const { dayStartEquity, dayFlows, dayLossPct, acceptedLossPct, peakEquity, drawdownPct } =
    metrics;
  return record("risk", {
    terminal,
    utcMs,
    brokerDay,
    equity,
    balance,
    floatingProfit,
    dayStartEquity,
    dayFlows,
    dayLossPct,
    acceptedLossPct,
    peakEquity,
    drawdownPct,
  });
}

/** `halts` are all halts in effect; without any the account may trade. */
export function haltsRecord(
  terminal: TerminalId,
  halts: readonly Halt[],
  utcMs: number,
): RedisRecord {
  const lasting = halts.map(
    ({ id, scope, cause, policy, ends, reason, startedMs, brokerDay, flatMs }) => ({
      id,
      scope,
      cause,
      policy,
      ends,
      reason,
      startedMs,
      brokerDay,
      flatMs,
    }),
  );
  return record("halt", { terminal, halted: halts.length > 0, halts: lasting, utcMs });
}

/** The current state of a request to a venue. */
export function orderRecord(intent: TradeIntent): RedisRecord {
  const { id, trace, terminal, state, request, attempt, filledLots } = intent;
  const { order, position, retcode, explanation, createdMs, updatedMs } = intent;
  return record("order", {
    id,
    trace,
    terminal,
    state,
    request,
    attempt,
    filledLots,
    order,
    position,
    retcode,
    explanation,
    createdMs,
    updatedMs,
  });
}

export function dealRecord(terminal: TerminalId, deal: VenueDeal): RedisRecord {
  const { ticket, order, position, symbol, type: kind, entry, volumeLots, price } = deal;
  const { profit, swap, commission, fee, magic, comment, reason, brokerMs, utcMs } = deal;
  return record("deal", {
    id: ticket,
    terminal,
    order,
    position,
    symbol,
    kind,
    entry,
    volumeLots,
    price,
    profit,
    swap,
    commission,
    fee,
    magic,
    comment,
    reason,
    brokerMs,
    utcMs,
  });
}
