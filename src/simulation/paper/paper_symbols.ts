/**
 * The instruments of a connected terminal with the terms of its paper account: digits, contract,
 * steps, levels, sessions and filling modes are the terminal's; commission and swap, which
 * terminals do not report, are the simulated broker's usual ones.
 */

import type { Instrument } from "../../models/mod.ts";
import type { TradingSymbol } from "../trading/mod.ts";
import { usualTerms } from "../trading_terms.ts";

/** Has the trader's name: paper accounts do not use the broker's suffix. */
export function paperSymbol(instrument: Instrument): TradingSymbol {
  const { fillingModes } = instrument;
  const symbol = usualTerms({
    name: instrument.symbol,
    digits: instrument.digits,
    tickSize: instrument.tickSize,
    tickValue: instrument.tickValue,
    contractSize: instrument.contractSize,
    volumeMin: instrument.volumeMinLots,
    volumeMax: instrument.volumeMaxLots,
    volumeStep: instrument.volumeStepLots,
    stopsLevel: instrument.stopsLevelPoints,
    freezeLevel: instrument.freezeLevelPoints,
    fillingModes,
    baseCurrency: instrument.baseCurrency,
    profitCurrency: instrument.profitCurrency,
    marginCurrency: instrument.marginCurrency,
    tradeMode: instrument.tradeMode,
    calcMode: instrument.calcMode,
    sessions: instrument.sessions.map(({ fromMinute, toMinute }) => [fromMinute, toMinute]),
  });
  const isExchange = !fillingModes.includes("fok") && !fillingModes.includes("ioc");
  return { ...symbol, execution: isExchange ? "exchange" : "market" };
}
