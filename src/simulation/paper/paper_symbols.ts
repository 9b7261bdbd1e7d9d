/**
 * The instruments of a connected terminal with the terms of its paper account: digits, contract,
 * steps, levels, sessions, modes of orders and swap are the terminal's; the commission, which
 * terminals do not report, is the simulated broker's usual one, and so is a swap in a unit that the
 * simulated broker does not have.
 */

import type { Instrument } from "../../models/mod.ts";
import type { SwapTerms, TradingSymbol } from "../trading/mod.ts";
import { swapModes } from "../trading/trading_symbol.ts";
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
  return {
    ...symbol,
    execution: isExchange ? "exchange" : "market",
    ...orderTermsOf(instrument),
    volumeLimitLots: instrument.volumeLimitLots ?? 0,
    swap: swapOf(instrument, symbol),
    isUnreadable: instrument.unreadable === true,
  };
}

/** An older Expert Advisor does not report them. */
function orderTermsOf({ brokerTerms }: Instrument): Partial<TradingSymbol> {
  if (brokerTerms === undefined) return {};
  const { execution, orderKinds, lifetimes } = brokerTerms;
  return { execution, orderKinds, lifetimes };
}

function swapOf({ swap, brokerTerms }: Instrument, usual: TradingSymbol): SwapTerms {
  const mode = swapModes.find((one) => one === swap?.mode);
  if (swap === undefined || mode === undefined) return usual.swap;
  const nightsByWeekday = brokerTerms?.swapNights ?? usual.swap.nightsByWeekday;
  return { mode, long: swap.long, short: swap.short, nightsByWeekday };
}
