/** Accounts and markets that differ where money could be calculated wrongly. */

import { marketSymbol } from "../../src/simulation/market/instrument_catalog.ts";
import {
  type AccountRules,
  type SymbolTerms,
  type TradingSymbol,
  tradingSymbol,
  weekdaysOpen,
} from "../../src/simulation/trading/mod.ts";
import { forexNights } from "../../src/simulation/trading/trading_symbol.ts";

export interface World {
  readonly title: string;
  readonly rules: Partial<AccountRules>;
  readonly symbols: readonly TradingSymbol[];
  /** Where the bids begin, in points. */
  readonly startPoints: readonly number[];
  readonly depositMinor: number;
  /** The volume that a random request multiplies by 1 to 40. */
  readonly unitsMin: readonly number[];
  readonly slippagePoints: number;
}

interface WorldSymbol {
  readonly name: string;
  readonly bid: number;
  readonly terms?: Partial<SymbolTerms>;
}

const usual: Partial<SymbolTerms> = {
  fillingModes: ["fok", "ioc"],
  stopsLevelPoints: 0,
  swap: { mode: "points", long: -7.3, short: 2.1, nightsByWeekday: forexNights },
  commission: { perLot: 3.5, percent: 0 },
  sessions: weekdaysOpen,
};

interface WorldDraft extends Pick<World, "title" | "rules" | "depositMinor"> {
  readonly markets: readonly WorldSymbol[];
  readonly slippagePoints?: number;
}

function world({ title, rules, depositMinor, markets, slippagePoints = 0 }: WorldDraft): World {
  const symbols = markets.map(({ name, terms }) => {
    const accountCurrency = rules.currency ?? "USD";
    const { wire } = marketSymbol(name, { suffix: "", accountCurrency });
    return tradingSymbol(wire, { ...usual, ...terms });
  });
  return {
    title,
    rules,
    symbols,
    startPoints: markets.map(({ bid }) => bid),
    depositMinor,
    unitsMin: symbols.map(({ volumeStepLots }) => Math.round(volumeStepLots * 1e8)),
    slippagePoints,
  };
}

const dollars: Partial<AccountRules> = { currency: "USD", currencyDigits: 2, leverage: 400 };

const tight: Partial<SymbolTerms> = { stopsLevelPoints: 20, freezeLevelPoints: 15 };

export const worlds: readonly World[] = [
  world({
    title: "dollars, hedging, crosses converted by another pair",
    rules: dollars,
    depositMinor: 400_000,
    markets: [
      { name: "EURUSD", bid: 110_000 },
      { name: "EURGBP", bid: 85_000 },
      { name: "GBPUSD", bid: 127_000 },
      { name: "USDJPY", bid: 150_000 },
    ],
  }),
  world({
    title: "dollars, netting, small deposit, slippage",
    rules: { ...dollars, marginMode: "netting" },
    depositMinor: 60_000,
    slippagePoints: 6,
    markets: [{ name: "EURUSD", bid: 110_000 }, { name: "USDJPY", bid: 150_000, terms: tight }],
  }),
  world({
    title: "yen, hedging, first in first out, few positions",
    rules: {
      ...dollars,
      ...{ currency: "JPY", currencyDigits: 0, fifoClose: true, limitPositions: 5 },
    },
    depositMinor: 400_000,
    markets: [{ name: "EURUSD", bid: 110_000 }, { name: "USDJPY", bid: 150_000 }],
  }),
  world({
    title: "bitcoins, hedging, interest on the value, a share of it as commission",
    rules: { ...dollars, currency: "BTC", currencyDigits: 8, leverage: 20 },
    depositMinor: 20_000_000,
    markets: [{
      name: "BTCUSD",
      bid: 6_400_000,
      terms: {
        calcMode: "cfd_leverage",
        commission: { perLot: 0, percent: 0.05 },
        swap: { mode: "interest_current", long: -10, short: -4, nightsByWeekday: forexNights },
      },
    }, { name: "EURUSD", bid: 110_000 }],
  }),
  world({
    title: "cents without a pair, netting, ticks of a quarter",
    rules: {
      ...dollars,
      ...{ currency: "USC", currencyDigits: 2, marginMode: "netting", leverage: 100 },
    },
    depositMinor: 50_000_000,
    markets: [{ name: "US500", bid: 530_000, terms: { calcMode: "cfd_leverage", ...tight } }, {
      name: "XAUUSD",
      bid: 235_000,
      terms: { commission: { perLot: 1.25, percent: 0.01 }, volumeLimitLots: 0.5 },
    }],
  }),
  world({
    title: "cents, hedging, converted by pairs of the dollar",
    rules: { ...dollars, currency: "USC", currencyDigits: 2 },
    depositMinor: 50_000_000,
    markets: [{ name: "USDJPY", bid: 113_000 }, { name: "EURGBP", bid: 85_000 }, {
      name: "GBPUSD",
      bid: 127_000,
    }],
  }),
  world({
    title: "euros, hedging prohibited, instant execution, hedged margin",
    rules: { ...dollars, currency: "EUR", hedgeAllowed: false, limitOrders: 4 },
    depositMinor: 300_000,
    slippagePoints: 3,
    markets: [
      { name: "EURUSD", bid: 110_000, terms: { execution: "instant" } },
      { name: "USDJPY", bid: 150_000, terms: { marginHedgedSize: 50_000 } },
    ],
  }),
  world({
    title: "dollars, hedged margin, nearly all of the deposit at risk",
    rules: { ...dollars, leverage: 100 },
    depositMinor: 120_000,
    markets: [
      { name: "EURUSD", bid: 110_000, terms: { marginHedgedSize: 100_000 } },
      { name: "USDJPY", bid: 150_000, terms: { swap: { ...usual.swap!, mode: "disabled" } } },
    ],
  }),
];
