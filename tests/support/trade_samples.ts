/** Trades, intents, decisions and halts for tests of the store. */

import {
  type AccountDay,
  type ApprovalId,
  brokerMs,
  type DealTicket,
  type Discrepancy,
  type GeneralHalt,
  type Halt,
  intentIdAt,
  magicNumber,
  magicOfIntent,
  type OrderTicket,
  type PositionId,
  type PositionTicket,
  type RiskDecision,
  type RiskMetrics,
  ticket,
  traceOfSignal,
  type TradeIntent,
  unixMs,
  type VenueDeal,
  type VenueOrder,
  type VenuePosition,
} from "../../src/models/mod.ts";
import type { TradesTaken } from "../../src/database/trade_rows.ts";
import { demoTerminal, eurusd, mondayMs, offsetMs, sampleSignal } from "./store_samples.ts";

/** Above 2^53, so a number could not hold it. */
const bigTicket = 2n ** 53n + 1n;

export const sampleTrace = traceOfSignal(sampleSignal(0).id);

/** Intent number `index`, created at that second after Monday 0:00. */
export function sampleIntent(index: number, change: Partial<TradeIntent> = {}): TradeIntent {
  const createdMs = unixMs(mondayMs + index * 1_000);
  return {
    id: intentIdAt(createdMs, () => 0.25),
    trace: sampleTrace,
    terminal: demoTerminal,
    request: {
      kind: "open",
      symbol: eurusd,
      type: "buy",
      volumeLots: 0.1,
      price: 1.10523,
      stopLimitPrice: null,
      stopLoss: 1.1,
      takeProfit: 1.12,
      deviationPoints: 20,
      expiresMs: null,
    },
    approval: `approval-${index}` as ApprovalId,
    state: "intended",
    attempt: 1,
    installation: "i1",
    filledLots: 0,
    order: null,
    position: null,
    retcode: null,
    explanation: "",
    createdMs,
    updatedMs: createdMs,
    ...change,
  };
}

export function samplePosition(index: number, change: Partial<VenuePosition> = {}): VenuePosition {
  const number = bigTicket + BigInt(index);
  return {
    ticket: ticket<PositionTicket>(number),
    identifier: ticket<PositionId>(number),
    symbol: eurusd,
    direction: "buy",
    volumeLots: 0.1,
    openPrice: 1.10523,
    currentPrice: 1.1053,
    stopLoss: 1.1,
    takeProfit: null,
    profit: 0.7,
    swap: -0.13,
    magic: magicOfIntent(sampleIntent(index).id),
    comment: "b3:text",
    openedMs: brokerMs(mondayMs + index * 1_000),
    updatedMs: brokerMs(mondayMs + index * 1_000),
    ...change,
  };
}

export function sampleOrder(index: number, change: Partial<VenueOrder> = {}): VenueOrder {
  return {
    ticket: ticket<OrderTicket>(bigTicket + 1_000n + BigInt(index)),
    symbol: eurusd,
    type: "buy_limit",
    state: "placed",
    volumeInitialLots: 0.2,
    volumeCurrentLots: 0.1,
    price: 1.09,
    stopLimitPrice: null,
    stopLoss: null,
    takeProfit: 1.2,
    expirationMs: brokerMs(mondayMs + 86_400_000),
    setupMs: brokerMs(mondayMs + index * 1_000),
    magic: magicNumber("0"),
    comment: "",
    position: null,
    ...change,
  };
}

/** A deal that opens the position with that index, made by the bridge's own intent. */
export function sampleDeal(index: number, change: Partial<VenueDeal> = {}): VenueDeal {
  const atMs = mondayMs + index * 1_000;
  return {
    ticket: ticket<DealTicket>(bigTicket + 2_000n + BigInt(index)),
    order: ticket<OrderTicket>(bigTicket + 1_000n + BigInt(index)),
    position: ticket<PositionId>(bigTicket + BigInt(index)),
    symbol: eurusd,
    type: "buy",
    entry: "in",
    volumeLots: 0.1,
    price: 1.10523,
    profit: 0,
    swap: 0,
    commission: -0.35,
    fee: 0,
    magic: magicOfIntent(sampleIntent(index).id),
    comment: "b3:text",
    reason: "expert",
    brokerMs: brokerMs(atMs),
    utcMs: unixMs(atMs - offsetMs),
    ...change,
  };
}

/** A deposit, or with a negative amount a withdrawal. */
export function balanceDeal(index: number, amount: number): VenueDeal {
  return sampleDeal(index, {
    order: null,
    position: null,
    symbol: null,
    type: "balance",
    volumeLots: 0,
    price: 0,
    profit: amount,
    commission: 0,
    magic: magicNumber("0"),
    comment: "Deposit",
    reason: "client",
  });
}

export const sampleDiscrepancy: Discrepancy = {
  id: `${demoTerminal}/position_appeared/1`,
  terminal: demoTerminal,
  kind: "position_appeared",
  subject: "1",
  detail: "The terminal has position 1, the bridge did not know it",
  foundMs: unixMs(mondayMs),
};

export function sampleTaken(change: Partial<TradesTaken> = {}): TradesTaken {
  return {
    terminal: demoTerminal,
    positions: [samplePosition(0)],
    orders: [sampleOrder(0)],
    deals: [sampleDeal(0)],
    dealsCompleteToBrokerMs: brokerMs(mondayMs + 60_000),
    discrepancies: [sampleDiscrepancy],
    takenMs: unixMs(mondayMs + 60_000),
    ...change,
  };
}

export function sampleDecision(index: number, change: Partial<RiskDecision> = {}): RiskDecision {
  return {
    id: `approval-${index}` as ApprovalId,
    proposal: {
      trace: sampleTrace,
      terminal: demoTerminal,
      symbol: eurusd,
      origin: { kind: "signal", signal: sampleSignal(0).id, strategy: "ma_cross" },
      type: "buy",
      volumeLots: null,
      price: 1.10523,
      stopLimitPrice: null,
      stopLoss: 1.1,
      takeProfit: 1.12,
      expiresMs: null,
      createdMs: unixMs(mondayMs + index * 1_000),
    },
    decidedMs: unixMs(mondayMs + index * 1_000),
    refusals: [],
    volumeLots: 0.1,
    riskMoney: 52.3,
    ordersLastMinute: 2,
    ...change,
  };
}

export const refusedDecision = sampleDecision(1, {
  refusals: [
    { code: "spread_too_wide", message: "The spread is 30 points, 20 are allowed" },
    { code: "price_stale", message: "The price is 9 s old" },
  ],
  volumeLots: null,
  riskMoney: null,
  ordersLastMinute: null,
});

export const sampleHalt: Halt = {
  id: `${demoTerminal}/daily_loss/${mondayMs}`,
  terminal: demoTerminal,
  scope: "account",
  cause: "daily_loss",
  policy: "flatten",
  ends: "next_day",
  reason: "Equity is 4,700.00, 6.0 % below the day's start of 5,000.00; 5.0 % are allowed",
  startedMs: unixMs(mondayMs),
  brokerDay: "2026-01-05",
  flatMs: null,
  endedMs: null,
  endedBy: null,
};

export const sampleGeneralHalt: GeneralHalt = {
  id: `all/${mondayMs}`,
  policy: "block",
  reason: "The trader is away",
  startedMs: unixMs(mondayMs),
  endedMs: null,
  endedBy: null,
};

export const sampleDay: AccountDay = {
  terminal: demoTerminal,
  brokerDay: "2026-01-05",
  startEquity: 5_000.01,
  startBalance: 4_990.1,
  startedBrokerMs: brokerMs(mondayMs),
  reconstruction: {
    ...{ brokerMs: brokerMs(mondayMs + 3_600_000), balance: 4_980.1, credit: 0, floating: 9.91 },
    peakEquity: 5_100.5,
  },
};

export const sampleRisk: RiskMetrics = {
  terminal: demoTerminal,
  utcMs: unixMs(mondayMs),
  brokerDay: "2026-01-05",
  equity: 4_950.2,
  balance: 4_990.1,
  floatingProfit: -39.9,
  dayStartEquity: 5_000.01,
  dayFlows: 0,
  dayLossPct: 0.996,
  acceptedLossPct: 0.5,
  peakEquity: 5_100,
  drawdownPct: 2.937,
};
