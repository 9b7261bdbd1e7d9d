/** A symbol with all its trading terms. */

import type {
  BrokerSymbol,
  ExecutionMode,
  FillingMode,
  OrderKind,
  OrderLifetime,
  SymbolTradeMode,
} from "../../models/mod.ts";
import { orderKinds, orderLifetimes } from "../../models/mod.ts";
import { describedTerms } from "../../mt5/symbol_terms.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";
import type { TradeSessions } from "./trade_sessions.ts";
import { sessionsByWeekday, weekOf } from "./trade_sessions.ts";

/**
 * How margin is calculated (ENUM_SYMBOL_CALC_MODE): contracts divided by leverage, contracts,
 * contracts at their price, contracts at their price divided by leverage.
 */
export type CalcMode = "forex" | "forex_no_leverage" | "cfd" | "cfd_leverage";

/**
 * What one lot gains or costs overnight: points of price, an amount in the account's currency, or
 * an annual percentage (of 360 days) of the position's value at the current price. Positive amounts
 * are paid to the trader.
 */
export const swapModes = ["disabled", "points", "currency_deposit", "interest_current"] as const;
export type SwapMode = typeof swapModes[number];

export interface SwapTerms {
  readonly mode: SwapMode;
  readonly long: number;
  readonly short: number;
  /**
   * The nights charged at the end of each day, starting with Sunday; 3 on the triple day, 0 at
   * weekends.
   */
  readonly nightsByWeekday: readonly number[];
}

/**
 * Charged on each deal that opens or closes: an amount for each lot in the account's currency, and
 * a percentage of the value.
 */
export interface CommissionTerms {
  readonly perLot: number;
  readonly percent: number;
}

/** The terms that a broker may change while the symbol is traded. */
export interface SymbolTerms {
  readonly execution: ExecutionMode;
  readonly tradeMode: SymbolTradeMode;
  /**
   * MetaTrader's flags: the modes that market and exchange execution allow in addition to their own
   * rule; `boc` applies to pending orders.
   */
  readonly fillingModes: readonly FillingMode[];
  readonly orderKinds: readonly OrderKind[];
  readonly lifetimes: readonly OrderLifetime[];
  readonly stopsLevelPoints: number;
  readonly freezeLevelPoints: number;
  /** The total of all positions and orders in one direction; 0 for no limit. */
  readonly volumeLimitLots: number;
  readonly calcMode: CalcMode;
  /**
   * The contract size used for the margin of the covered part of opposite positions; 0 for none.
   */
  readonly marginHedgedSize: number;
  readonly swap: SwapTerms;
  readonly commission: CommissionTerms;
  readonly sessions: TradeSessions;
  /** The description cannot be read at present, and these terms are the last known ones. */
  readonly isUnreadable?: boolean;
}

export interface TradingSymbol
  extends SymbolTerms, Omit<ReturnType<typeof describedTerms>, keyof SymbolTerms> {
  readonly name: BrokerSymbol;
  /**
   * For one lot, in the account's currency: converts profits while there is no quoted pair for it.
   */
  readonly tickValue: number;
}

/**
 * The night of Wednesday counts three times, because a Forex deal is settled two working days
 * later.
 */
export const forexNights = [0, 1, 1, 3, 1, 1, 0] as const;

/** Terms that a description may leave out; the simulated broker has its own. */
type OptionalTerm = "swap" | "volumeLimitLots";

/** The terms that the market's description of a symbol contains. */
type DescribedTerms = Pick<
  SymbolTerms,
  Exclude<keyof SymbolTerms & (keyof ReturnType<typeof describedTerms> | "sessions"), OptionalTerm>
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
 * A symbol as the market describes it, with plain terms except for the given ones. Where the margin
 * depends on the price it is in the profit currency, as with real brokers, because the price has
 * already converted it.
 */
export function tradingSymbol(wire: WireSymbol, terms: Partial<SymbolTerms> = {}): TradingSymbol {
  const described = describedTerms(wire);
  const isByPrice = terms.calcMode === "cfd" || terms.calcMode === "cfd_leverage";
  return {
    name: wire.name as BrokerSymbol,
    ...described,
    marginCurrency: isByPrice ? described.profitCurrency : described.marginCurrency,
    sessions: sessionsByWeekday(wire.sessions),
    ...plainTerms,
    ...terms,
  };
}

/** What a broker changes while the symbol is known. */
export type ChangedTerms = Partial<
  SymbolTerms & Pick<TradingSymbol, "tickValue" | "volumeMinLots" | "volumeMaxLots">
>;

/** The market's description of a symbol with the broker's current terms. */
export function describedSymbol(wire: WireSymbol, symbol: TradingSymbol): WireSymbol {
  const before = JSON.stringify(sessionsByWeekday(wire.sessions));
  const isAsBefore = JSON.stringify(symbol.sessions) === before;
  const sessions = isAsBefore ? wire.sessions : weekOf(symbol.sessions);
  return {
    ...wire,
    tickValue: symbol.tickValue,
    volumeMin: symbol.volumeMinLots,
    volumeMax: symbol.volumeMaxLots,
    volumeLimit: symbol.volumeLimitLots,
    swapMode: symbol.swap.mode,
    swapLong: symbol.swap.long,
    swapShort: symbol.swap.short,
    stopsLevel: symbol.stopsLevelPoints,
    freezeLevel: symbol.freezeLevelPoints,
    fillingModes: symbol.fillingModes,
    tradeMode: symbol.tradeMode,
    sessions,
    brokerTerms: brokerTermsOf(symbol, sessions),
  };
}

/** The simulated broker quotes while it trades, and its margin follows from the contract alone. */
function brokerTermsOf(
  { execution, orderKinds, lifetimes, marginHedgedSize, swap }: TradingSymbol,
  quoteSessions: WireSymbol["sessions"],
): NonNullable<WireSymbol["brokerTerms"]> {
  return {
    ...{ execution, orderKinds, lifetimes, gtcMode: "gtc" },
    swapNights: swap.nightsByWeekday,
    ...{ marginInitial: 0, marginMaintenance: 0, marginHedged: marginHedgedSize },
    marginRates: { buy: { initial: 1, maintenance: 1 }, sell: { initial: 1, maintenance: 1 } },
    quoteSessions,
  };
}
