/** One terminal and one symbol for price tests. */

import {
  type AccountIdentity,
  type Instrument,
  type SymbolName,
  symbolName,
  terminalId,
} from "../../src/models/mod.ts";

export const terminal = terminalId("1001", "Test-Demo");
export const eurusd = symbolName("EURUSD");

export const identity: AccountIdentity = {
  terminal,
  company: "Test",
  currency: "USD",
  leverage: 100,
  marginMode: "hedging",
  tradeMode: "demo",
};

export function instrument(
  symbol: SymbolName,
  assetClass: Instrument["assetClass"] = "forex",
): Instrument {
  return {
    symbol,
    brokerSymbol: `${symbol}.m` as Instrument["brokerSymbol"],
    assetClass,
    digits: 5,
    tickSize: 0.00001,
    tickValue: 1,
    contractSize: 100_000,
    volumeMinLots: 0.01,
    volumeMaxLots: 100,
    volumeStepLots: 0.01,
    stopsLevelPoints: 0,
    freezeLevelPoints: 0,
    fillingModes: ["ioc"],
    baseCurrency: "EUR",
    profitCurrency: "USD",
    marginCurrency: "EUR",
    tradeMode: "full",
    calcMode: "forex",
    sessions: [],
  };
}
