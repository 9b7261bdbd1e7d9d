/** What a broker sets for an account. */

import type { MarginMode } from "../../models/mod.ts";

export interface AccountRules {
  readonly currency: string;
  /** Decimals of the currency: 2 for USD, 0 for JPY. */
  readonly currencyDigits: number;
  readonly leverage: number;
  /** `exchange` nets like `netting`. */
  readonly marginMode: MarginMode;
  /** Margin levels in percent at which the trader is warned, and at which positions are closed. */
  readonly marginCallPct: number;
  readonly stopOutPct: number;
  /** Pending orders at a time; 0 for no limit. */
  readonly limitOrders: number;
  /** Positions at a time; 0 for no limit. */
  readonly limitPositions: number;
  /** Of the positions of a symbol and direction, only the oldest may be closed. */
  readonly fifoClose: boolean;
  /** May a hedging account hold opposite positions of one symbol? */
  readonly hedgeAllowed: boolean;
  /** Requests of Expert Advisors in a second of the broker's time; 0 for no limit. */
  readonly requestsPerSecondMax: number;
}

/** A usual retail account: US dollars, 1:100, hedging, warned at 100 %, closed at 50 %. */
export const retailAccount: AccountRules = {
  currency: "USD",
  currencyDigits: 2,
  leverage: 100,
  marginMode: "hedging",
  marginCallPct: 100,
  stopOutPct: 50,
  limitOrders: 200,
  limitPositions: 0,
  fifoClose: false,
  hedgeAllowed: true,
  requestsPerSecondMax: 0,
};

/** Currencies without a smaller unit. */
const wholeCurrencies = ["CLP", "JPY", "KRW", "VND"];

/** Decimals of an account in this currency. */
export function currencyDigitsOf(currency: string): number {
  return wholeCurrencies.includes(currency) ? 0 : 2;
}
