/** One record of every kind that is sent to Redis. */

import {
  type AccountIdentity,
  type AccountMetrics,
  brokerMs,
  type Halt,
  type Quote,
  type RiskMetrics,
  type Signal,
  signalId,
  symbolName,
  type TerminalId,
  terminalId,
  unixMs,
} from "../../src/models/mod.ts";
import { instrument } from "../price/price_samples.ts";
import { nothingHeld } from "../support/nothing_held.ts";

export const terminal = terminalId("18446744073709551615", "MetaQuotes-Demo");
export const otherTerminal = terminalId("7", "Other");
export const eurusd = symbolName("EURUSD");

export const identity: AccountIdentity = {
  terminal,
  company: "A broker",
  currency: "EUR",
  leverage: 100,
  marginMode: "hedging",
  tradeMode: "demo",
};

export const instruments = [instrument(eurusd)];

export function quote(bid: number, symbol = eurusd): Quote {
  return {
    symbol,
    bid,
    ask: bid + 0.0002,
    brokerMs: brokerMs(1_772_454_600_123),
    utcMs: unixMs(1_772_447_400_123),
    receivedMs: unixMs(1_772_447_400_150),
  };
}

export function metrics(equity: number, of: TerminalId = terminal): AccountMetrics {
  return {
    terminal: of,
    utcMs: unixMs(1_772_447_400_200),
    balance: 10_000,
    equity,
    margin: 0,
    freeMargin: equity,
    marginLevelPct: null,
    profit: equity - 10_000,
    ...nothingHeld,
  };
}

export function signal(bar: number): Signal {
  const key = {
    terminal,
    symbol: eurusd,
    timeframe: "M15" as const,
    strategy: "breakout",
    barBrokerMs: brokerMs(bar * 900_000),
  };
  return {
    ...key,
    id: signalId(key),
    direction: "buy",
    price: 1.1,
    stopLoss: 1.09,
    takeProfit: 1.12,
    asOfBrokerMs: brokerMs((bar + 1) * 900_000),
    createdMs: unixMs(1_772_447_400_000),
    ageMs: 40,
    isLate: false,
    reason: "a new high",
  };
}

export const riskMetrics: RiskMetrics = {
  terminal,
  utcMs: unixMs(1_772_447_400_200),
  brokerDay: "2026-03-02",
  equity: 9_900,
  balance: 10_000,
  floatingProfit: -100,
  dayStartEquity: 10_000,
  dayFlows: 0,
  dayLossPct: 1,
  acceptedLossPct: 0,
  peakEquity: 10_000,
  drawdownPct: 1,
};

export const halt: Halt = {
  id: `${terminal}/daily_loss/1`,
  terminal,
  scope: "account",
  cause: "daily_loss",
  policy: "block",
  ends: "next_day",
  reason: "lost 2 % of 10,000 EUR",
  startedMs: unixMs(1_772_447_400_000),
  brokerDay: "2026-03-02",
  flatMs: null,
  endedMs: null,
  endedBy: null,
};
