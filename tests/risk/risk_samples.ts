/** One account, one symbol and a policy for risk tests. */

import {
  type AccountIdentity,
  brokerMs,
  type Instrument,
  type OrderProposal,
  type RiskMetrics,
  symbolName,
  terminalId,
  type TraceId,
  unixMs,
} from "../../src/models/mod.ts";
import { parseSettings } from "../../src/config/parse_settings.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import type { AccountFacts, BrokerCheck, RiskFacts } from "../../src/risk/facts/risk_facts.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";
import { SeenCommissions } from "../../src/risk/facts/seen_commissions.ts";

export const terminal = terminalId("5012345", "MetaQuotes-Demo");
export const eurusd = symbolName("EURUSD");
export const btcusd = symbolName("BTCUSD");

export const identity: AccountIdentity = {
  terminal,
  company: "Test",
  currency: "USD",
  leverage: 100,
  marginMode: "hedging",
  tradeMode: "real",
};

/** EURUSD on a USD account: a tick is worth one dollar per lot. */
export const instrument: Instrument = {
  symbol: eurusd,
  brokerSymbol: "EURUSD.m" as Instrument["brokerSymbol"],
  assetClass: "forex",
  digits: 5,
  tickSize: 0.00001,
  tickValue: 1,
  contractSize: 100_000,
  volumeMinLots: 0.01,
  volumeMaxLots: 100,
  volumeStepLots: 0.01,
  stopsLevelPoints: 10,
  freezeLevelPoints: 0,
  fillingModes: ["ioc"],
  baseCurrency: "EUR",
  profitCurrency: "USD",
  marginCurrency: "EUR",
  tradeMode: "full",
  calcMode: "forex",
  sessions: [],
};

const defaults = parseSettings({ file: [], environment: {}, commandLine: {} }, {
  homeDir: Deno.cwd(),
  strategyProblem: () => null,
});
if (!defaults.ok) throw new Error(JSON.stringify(defaults.error));

/** The defaults of the settings, so that a loss at the stop is the distance to it alone. */
export const limits: RiskLimits = {
  ...defaults.value.settings.risk.limits,
  expectedSlippagePct: 0,
  gapReservePct: 0,
  swapNights: 0,
};

export const policy: RiskPolicy = {
  tradingMode: "live",
  limits,
  symbols: [
    { symbol: eurusd, assetClass: "forex" },
    { symbol: btcusd, assetClass: "crypto" },
  ],
  liveAccount: "5012345" as RiskPolicy["liveAccount"],
  liveAccountType: "real",
  oversizedOrders: "reduce",
  unprotectedTrades: "block",
  haltPolicy: "block",
  haltEnds: "next_day",
  guard: { policy: "off", afterMs: 30_000 },
};

/** Wednesday 2026-02-25, 12:00 at the broker. */
export const nowMs = unixMs(Date.UTC(2026, 1, 25, 10));

export const metrics: RiskMetrics = {
  terminal,
  utcMs: nowMs,
  brokerDay: "2026-02-25",
  equity: 10_000,
  balance: 10_000,
  floatingProfit: 0,
  dayStartEquity: 10_000,
  dayFlows: 0,
  dayLossPct: 0,
  acceptedLossPct: 0,
  peakEquity: 10_000,
  drawdownPct: 0,
};

export const account: AccountFacts = {
  identity,
  venue: "mt5",
  isTradingAllowed: true,
  brokerNowMs: brokerMs(nowMs + 2 * 3_600_000),
  instruments: new Map([[eurusd, instrument]]),
  metrics,
  trouble: null,
  dayProblem: null,
  commissions: new SeenCommissions(),
  caps: null,
  liveServer: "MetaQuotes-Demo",
  usedMargin: 0,
  acceptedLossPct: 0,
};

export const goodCheck: Extract<BrokerCheck, { ok: true }> = {
  ok: true,
  value: {
    margin: 100,
    freeMargin: 9_900,
    marginLevelPct: 9_900,
    equity: 10_000,
    balance: 10_000,
    lossAtStop: 90,
  },
};

export const proposal: OrderProposal = {
  trace: "command/1" as TraceId,
  terminal,
  symbol: eurusd,
  origin: { kind: "command", key: "1" },
  type: "buy",
  volumeLots: null,
  price: null,
  stopLimitPrice: null,
  stopLoss: 1.09,
  takeProfit: null,
  expiresMs: null,
  createdMs: nowMs,
};

/** Facts that pass every check. */
export const good: RiskFacts = {
  proposal,
  age: { ageMs: 100, asOfBrokerMs: null },
  policy,
  account,
  halts: [],
  commitments: [],
  price: { bid: 1.1, ask: 1.1001, isLive: true, ageMs: 100 },
  ordersLastMinute: 0,
  isDuplicate: false,
  volumeLots: null,
  brokerCheck: goodCheck,
};
