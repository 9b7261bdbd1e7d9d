/** One account, one symbol and a policy for the tests of risk. */

import {
  type AccountIdentity,
  type Instrument,
  symbolName,
  terminalId,
} from "../../src/models/mod.ts";
import type { RiskLimits } from "../../src/config/risk_limits.ts";
import type { RiskPolicy } from "../../src/risk/risk_policy.ts";

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

/** EURUSD on a USD account: a tick of a lot is one dollar. */
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
  sessions: [],
};

export const limits: RiskLimits = {
  riskPerTradePct: 1,
  maxDailyLossPct: 2,
  maxDrawdownPct: 10,
  maxSimultaneousTrades: 3,
  maxTradesOf: { forex: null, crypto: null },
  maxSymbolExposurePct: 1_000,
  maxCurrencyExposurePct: 1_500,
  minMarginLevelPct: 200,
  maxSpreadPctOf: { forex: 0.03, crypto: 0.3 },
  maxSlippagePct: 0.02,
  maxPriceAgeMs: 10_000,
  maxSignalAgeMs: 60_000,
  maxOrdersPerMinute: 10,
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
  haltPolicy: "block",
  haltEnds: "next_day",
};
