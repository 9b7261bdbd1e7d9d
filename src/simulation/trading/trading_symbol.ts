/** A symbol with all the terms it is traded on. */

import type {
  BrokerSymbol,
  ExecutionMode,
  FillingMode,
  OrderKind,
  OrderLifetime,
  SymbolTradeMode,
} from "../../models/mod.ts";
import { orderKinds, orderLifetimes } from "../../models/mod.ts";
import type { WireSymbol } from "../../mt5/wire.ts";
import type { TradeSessions } from "./trade_sessions.ts";
import { sessionsByWeekday } from "./trade_sessions.ts";

/**
 * How margin is made (ENUM_SYMBOL_CALC_MODE): contracts over leverage, contracts, contracts at their price,
 * contracts at their price over leverage.
 */
export type CalcMode = "forex" | "forex_no_leverage" | "cfd" | "cfd_leverage";

/**
 * What holding over midnight brings or costs per lot: points of price, an amount in the account's currency, or
 * percent a year of the position's value at the current price (of 360 days). Positive is paid to the trader.
 */
export type SwapMode = "disabled" | "points" | "currency_deposit" | "interest_current";

export interface SwapTerms {
  readonly mode: SwapMode;
  readonly long: number;
  readonly short: number;
  /** Nights charged at the end of each day, Sunday first; 3 on the triple day, 0 at weekends. */
  readonly nightsByWeekday: readonly number[];
}

/** Charged on each deal that opens or closes: an amount a lot in the account's currency, and percent of the value. */
export interface CommissionTerms {
  readonly perLot: number;
  readonly percent: number;
}

/** What a broker may change while a symbol is traded. */
export interface SymbolTerms {
  readonly execution: ExecutionMode;
  readonly tradeMode: SymbolTradeMode;
  /** As MetaTrader's flags: what market and exchange execution allow beside their own rule; `boc` for pending orders. */
  readonly fillingModes: readonly FillingMode[];
  readonly orderKinds: readonly OrderKind[];
  readonly lifetimes: readonly OrderLifetime[];
  readonly stopsLevelPoints: number;
  readonly freezeLevelPoints: number;
  /** Of all positions and orders of one direction; 0 for no limit. */
  readonly volumeLimitLots: number;
  readonly calcMode: CalcMode;
  /** Contract size by which the covered part of opposite positions needs margin; 0 for none. */
  readonly marginHedgedSize: number;
  readonly swap: SwapTerms;
  readonly commission: CommissionTerms;
  readonly sessions: TradeSessions;
}

export interface TradingSymbol extends SymbolTerms {
  readonly name: BrokerSymbol;
  readonly digits: number;
  readonly tickSize: number;
  /** Of one lot in the account's currency: what a profit is converted with while no quoted pair can. */
  readonly tickValue: number;
  readonly contractSize: number;
  readonly volumeMinLots: number;
  readonly volumeMaxLots: number;
  readonly volumeStepLots: number;
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
}

/** Wednesday's night counts three, since a Forex deal is settled two working days later. */
export const forexNights = [0, 1, 1, 3, 1, 1, 0] as const;

/** Terms that the market's description of a symbol holds. */
type DescribedTerms = Pick<
  SymbolTerms,
  "fillingModes" | "stopsLevelPoints" | "freezeLevelPoints" | "tradeMode" | "sessions"
>;

/** Market execution, everything allowed, no costs. */
const plainTerms: Omit<SymbolTerms, keyof DescribedTerms> = {
  execution: "market",
  orderKinds,
  lifetimes: orderLifetimes,
  volumeLimitLots: 0,
  calcMode: "forex",
  marginHedgedSize: 0,
  swap: { mode: "disabled", long: 0, short: 0, nightsByWeekday: forexNights },
  commission: { perLot: 0, percent: 0 },
};

/**
 * A symbol as the market describes it, on plain terms but for those given. Where margin goes by the price, it is
 * in the profit currency, as brokers set it: the price has converted it already.
 */
export function tradingSymbol(wire: WireSymbol, terms: Partial<SymbolTerms> = {}): TradingSymbol {
  const isByPrice = terms.calcMode === "cfd" || terms.calcMode === "cfd_leverage";
  return {
    name: wire.name as BrokerSymbol,
    digits: wire.digits,
    tickSize: wire.tickSize,
    tickValue: wire.tickValue,
    contractSize: wire.contractSize,
    volumeMinLots: wire.volumeMin,
    volumeMaxLots: wire.volumeMax,
    volumeStepLots: wire.volumeStep,
    baseCurrency: wire.baseCurrency,
    profitCurrency: wire.profitCurrency,
    marginCurrency: isByPrice ? wire.profitCurrency : wire.marginCurrency,
    fillingModes: wire.fillingModes,
    stopsLevelPoints: wire.stopsLevel,
    freezeLevelPoints: wire.freezeLevel,
    tradeMode: wire.tradeMode,
    sessions: sessionsByWeekday(wire.sessions),
    ...plainTerms,
    ...terms,
  };
}
