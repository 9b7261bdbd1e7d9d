/** Tradable symbols as the broker describes them. */

import type { BrokerTerms } from "./broker_terms.ts";
import type { BrokerSymbol, SymbolName } from "./ids.ts";
import type { WeeklySession } from "./weekly_session.ts";
import type {
  FillingMode,
  SymbolCalcMode,
  SymbolSwapMode,
  SymbolTradeMode,
} from "./symbol_modes.ts";

export const assetClasses = [
  "forex",
  "crypto",
  "metals",
  "indices",
  "energies",
  "shares",
  "futures",
] as const;
/** Which list of the settings names the symbol: that decides its timeframe and its limits. */
export type AssetClass = typeof assetClasses[number];

/** As a title, and before the word trade. */
export const assetClassTexts: Readonly<
  Record<AssetClass, { readonly title: string; readonly ofTrade: string }>
> = {
  forex: { title: "Forex", ofTrade: "forex" },
  crypto: { title: "Crypto", ofTrade: "crypto" },
  metals: { title: "Metals", ofTrade: "metal" },
  indices: { title: "Indices", ofTrade: "index" },
  energies: { title: "Energies", ofTrade: "energy" },
  shares: { title: "Shares", ofTrade: "share" },
  futures: { title: "Futures", ofTrade: "futures" },
};

/** What a night costs or brings; negative is charged to the trader. */
export interface Swap {
  readonly mode: SymbolSwapMode;
  /** The swap of one lot and one night, in the unit of the mode. */
  readonly long: number;
  readonly short: number;
}

/** One tradable symbol. Volumes are lots, prices in the quote currency. */
export interface Instrument {
  readonly symbol: SymbolName;
  readonly brokerSymbol: BrokerSymbol;
  readonly assetClass: AssetClass;
  readonly digits: number;
  /** The smallest price change that can be quoted, at least `10 ** -digits`. */
  readonly tickSize: number;
  /** The value of one tick of one lot, in the account's currency. */
  readonly tickValue: number;
  /**
   * What the terminal reports instead, such as 0. Then `tickValue` is the last sound one: good
   * enough to judge open trades, but not for new ones. Missing while `tickValue` is current.
   */
  readonly reportedTickValue?: number;
  /**
   * The terminal describes it in a way that cannot be read, or not at all. The terms are the last
   * known ones: good enough to close trades and to move their stops, but not for new ones.
   */
  readonly unreadable?: true;
  readonly contractSize: number;
  readonly volumeMinLots: number;
  readonly volumeMaxLots: number;
  readonly volumeStepLots: number;
  /**
   * The most lots of all positions and orders in one direction. Missing: no limit, or an older
   * Expert Advisor, which does not send it.
   */
  readonly volumeLimitLots?: number;
  /** Missing: an older Expert Advisor, which does not send it. */
  readonly swap?: Swap;
  readonly stopsLevelPoints: number;
  readonly freezeLevelPoints: number;
  readonly fillingModes: readonly FillingMode[];
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
  readonly tradeMode: SymbolTradeMode;
  /** Null: an older Expert Advisor, which does not send it. */
  readonly calcMode: SymbolCalcMode | null;
  /** The sessions of one week, ascending; empty when the broker does not report them. */
  readonly sessions: readonly WeeklySession[];
  /** Missing: an older Expert Advisor, which does not send them. */
  readonly brokerTerms?: BrokerTerms;
}
