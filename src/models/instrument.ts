/** What can be traded, as the broker describes it. */

import type { BrokerSymbol, SymbolName } from "./ids.ts";

export type AssetClass = "forex" | "crypto";

/** How an order may be filled; names of ENUM_ORDER_TYPE_FILLING. */
export type FillingMode = "fok" | "ioc" | "return" | "boc";

/** One tradable symbol. Volumes are lots, prices in the quote currency. */
export interface Instrument {
  readonly symbol: SymbolName;
  readonly brokerSymbol: BrokerSymbol;
  readonly assetClass: AssetClass;
  readonly digits: number;
  /** Smallest price change that may be quoted, at least `10 ** -digits`. */
  readonly tickSize: number;
  /** Value of one tick of one lot, in the account's currency. */
  readonly tickValue: number;
  readonly contractSize: number;
  readonly volumeMinLots: number;
  readonly volumeMaxLots: number;
  readonly volumeStepLots: number;
  readonly stopsLevelPoints: number;
  readonly freezeLevelPoints: number;
  readonly fillingModes: readonly FillingMode[];
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
}
