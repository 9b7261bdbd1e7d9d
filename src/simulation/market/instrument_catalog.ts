/**
 * Describes any symbol as a broker would: digits, contract, steps, currencies, and price behaviour.
 * The initial price of a pair is the ratio of the values of its two currencies. A name that is not
 * a known pair gets five digits and a price between 0.5 and 2 that depends only on the name.
 */

import { centCurrencies, mainCurrency } from "../../models/currency.ts";
import type { AssetClass } from "../../models/instrument.ts";
import type { WireSymbol } from "../../mt5/wire_symbols.ts";
import { seedOf, unitAt } from "./noise.ts";
import { type ForexSession, weeklySessions } from "./session.ts";

/** A symbol of the simulated broker. */
export interface MarketSymbol {
  /** The trader's name for it, without the broker's suffix. */
  readonly name: string;
  readonly assetClass: AssetClass;
  readonly startPrice: number;
  /** The spread as a multiple of the tick size. */
  readonly spreadSteps: number;
  /** Standard deviation of one minute's return. */
  readonly minuteVolatility: number;
  readonly wire: WireSymbol;
}

/** US dollars for one unit; rounded values of recent years. */
const dollarsPerUnit: Readonly<Record<string, number>> = {
  USD: 1,
  EUR: 1.085,
  GBP: 1.27,
  AUD: 0.66,
  NZD: 0.61,
  CAD: 1 / 1.365,
  CHF: 1 / 0.885,
  JPY: 1 / 151.5,
  SEK: 1 / 10.5,
  NOK: 1 / 10.7,
  DKK: 1 / 6.88,
  PLN: 1 / 3.95,
  CZK: 1 / 23.2,
  HUF: 1 / 362,
  TRY: 1 / 32.5,
  ZAR: 1 / 18.6,
  MXN: 1 / 17.1,
  SGD: 1 / 1.345,
  HKD: 1 / 7.82,
  CNH: 1 / 7.24,
};

const metalDollars: Readonly<Record<string, number>> = { XAU: 2350, XAG: 29.5, XPT: 960, XPD: 980 };

const cryptoDollars: Readonly<Record<string, number>> = {
  BTC: 64_000,
  ETH: 3_200,
  BNB: 590,
  BCH: 450,
  SOL: 150,
  LTC: 82,
  AVAX: 36,
  LINK: 15,
  DOT: 7,
  UNI: 8,
  ATOM: 8.5,
  XRP: 0.52,
  ADA: 0.45,
  TRX: 0.12,
  DOGE: 0.15,
  XLM: 0.11,
};

/** Quote currencies of crypto pairs that are worth one dollar. */
const dollarTokens: Readonly<Record<string, number>> = { USDT: 1, USDC: 1 };

const everyWorth = { ...dollarTokens, ...dollarsPerUnit, ...metalDollars, ...cryptoDollars };

/** Dollars for one unit of a currency; null for one that is not known. */
function worthOf(currency: string): number | null {
  const { name, units } = mainCurrency(currency);
  return Object.hasOwn(everyWorth, name) ? everyWorth[name]! / units : null;
}

export function isWorthKnown(currency: string): boolean {
  return worthOf(currency) !== null;
}

/**
 * Currencies that an account may be kept in: their amounts can be rounded, and every other one can
 * be converted to them.
 */
export const accountCurrencies: readonly string[] = [
  ...[dollarsPerUnit, dollarTokens].flatMap((worths) => Object.keys(worths)),
  ...centCurrencies,
  ...["BTC", "ETH"],
];

export interface StepScale {
  readonly stepsPerUnit: number;
  readonly pointsPerStep: number;
}

interface Index {
  readonly level: number;
  readonly currency: string;
  readonly digits: number;
  /** Larger than a point, as at brokers that quote the future. */
  readonly tickSize: number;
}

/** No plain object: a symbol may be called `constructor`. */
const indices: ReadonlyMap<string, Index> = new Map([
  ["US500", { level: 5_300, currency: "USD", digits: 2, tickSize: 0.25 }],
  ["US100", { level: 18_600, currency: "USD", digits: 2, tickSize: 0.25 }],
  ["DE40", { level: 18_500, currency: "EUR", digits: 1, tickSize: 0.5 }],
  ["JP225", { level: 39_000, currency: "JPY", digits: 0, tickSize: 5 }],
]);

interface Pair {
  readonly base: string;
  readonly quote: string;
  readonly worth: number;
}

/** Splits `EURUSD` or `BTC/USDT` into known currencies; null when the name is not such a pair. */
function pairOf(name: string): Pair | null {
  const letters = name.toUpperCase().replace(/[^A-Z]/g, "");
  for (const base of Object.keys(everyWorth)) {
    const quote = letters.slice(base.length);
    if (!letters.startsWith(base) || everyWorth[quote] === undefined || quote === base) continue;
    return { base, quote, worth: everyWorth[base]! / everyWorth[quote] };
  }
  return null;
}

export function isCryptoCurrency(name: string): boolean {
  return Object.hasOwn(cryptoDollars, name);
}

type Kind = "forex" | "metal" | "index" | "crypto";

function kindOf(name: string, base: string): Kind {
  if (indices.has(name)) return "index";
  if (isCryptoCurrency(base)) return "crypto";
  return metalDollars[base] !== undefined ? "metal" : "forex";
}

function digitsOf(kind: Kind, quote: string, price: number): number {
  if (kind === "forex") return quote === "JPY" || price > 50 ? 3 : 5;
  if (price >= 100) return 2;
  return price >= 1 ? 3 : 5;
}

const kinds = {
  forex: {
    assetClass: "forex",
    contractSize: 100_000,
    volumeMax: 100,
    fillingModes: ["fok", "ioc"],
    stopsLevel: 0,
    spreadShare: 0.00008,
    minuteVolatility: 0.0001,
  },
  metal: {
    assetClass: "forex",
    contractSize: 100,
    volumeMax: 50,
    fillingModes: ["fok"],
    stopsLevel: 10,
    spreadShare: 0.0001,
    minuteVolatility: 0.0002,
  },
  index: {
    assetClass: "forex",
    contractSize: 1,
    volumeMax: 100,
    fillingModes: ["ioc"],
    stopsLevel: 50,
    spreadShare: 0.0001,
    minuteVolatility: 0.0003,
  },
  crypto: {
    assetClass: "crypto",
    contractSize: 1,
    volumeMax: 500,
    fillingModes: ["ioc", "return"],
    stopsLevel: 20,
    spreadShare: 0.0003,
    minuteVolatility: 0.0006,
  },
} as const;

/** The smallest volume and step: cheap coins trade in whole units. */
function volumeStepOf(kind: Kind, price: number): number {
  return kind === "crypto" && price < 1 ? 1 : 0.01;
}

/** Options that apply to all symbols of the broker. */
export interface CatalogOptions {
  /** Appended to each name, such as `.m`. */
  readonly suffix: string;
  readonly accountCurrency: string;
  /** When omitted, the broker does not report trading sessions. */
  readonly forexSession?: ForexSession;
}

/** Brokers give an index its own currency twice. */
function indexPair({ currency, level }: Index): Pair {
  return { base: currency, quote: currency, worth: level };
}

function unknownPair(name: string): Pair {
  return { base: name.toUpperCase(), quote: "USD", worth: 0.5 + 1.5 * unitAt(seedOf(0, name), 0) };
}

/** Exact, so that prices come out as their decimals. */
export function scaleOf(
  { digits, tickSize }: Pick<WireSymbol, "digits" | "tickSize">,
): StepScale {
  const pointsPerStep = Math.max(1, Math.round(tickSize * 10 ** digits));
  return { stepsPerUnit: 10 ** digits / pointsPerStep, pointsPerStep };
}

/**
 * The name under which a symbol is described, without what brokers append to it (`EURUSD.m`,
 * `EURUSDc`); null when nothing is known of it.
 */
export function knownName(name: string): string | null {
  const whole = name.replace(/[._#+!-].*$/, "");
  const candidates = [whole.replace(/[a-z]+$/, ""), whole, name];
  return candidates.find((one) => indices.has(one) || pairOf(one) !== null) ?? null;
}

/** What a tick of one lot is worth in the account's currency, at rounded rates of recent years. */
export function tickValueOf(
  { tickSize, contractSize, profitCurrency }: Pick<
    WireSymbol,
    "tickSize" | "contractSize" | "profitCurrency"
  >,
  accountCurrency: string,
): number {
  const rate = (worthOf(profitCurrency) ?? 1) / (worthOf(accountCurrency) ?? 1);
  return Number((tickSize * contractSize * rate).toPrecision(6));
}

/** A usual spread as a share of the price; null for a name that is not known. */
export function usualSpreadShare(symbol: string): number | null {
  const name = knownName(symbol);
  if (name === null) return null;
  const index = indices.get(name);
  const pair = index === undefined ? pairOf(name)! : indexPair(index);
  return kinds[kindOf(name, pair.base)].spreadShare;
}

/** Describes a symbol; the same name always gets the same description. */
export function marketSymbol(name: string, options: CatalogOptions): MarketSymbol {
  const index = indices.get(name);
  const pair = index === undefined ? pairOf(name) ?? unknownPair(name) : indexPair(index);
  const kind = kindOf(name, pair.base);
  const traits = kinds[kind];
  const digits = index?.digits ?? digitsOf(kind, pair.quote, pair.worth);
  const tickSize = index?.tickSize ?? Number((10 ** -digits).toFixed(digits));
  const contractSize = pair.base === "XAG" ? 5_000 : traits.contractSize;
  const volumeStep = volumeStepOf(kind, pair.worth);
  return {
    name,
    assetClass: traits.assetClass,
    startPrice: pair.worth,
    spreadSteps: Math.max(2, Math.round(pair.worth * traits.spreadShare / tickSize)),
    minuteVolatility: traits.minuteVolatility,
    wire: {
      name: name + options.suffix,
      digits,
      tickSize,
      tickValue: tickValueOf(
        { tickSize, contractSize, profitCurrency: pair.quote },
        options.accountCurrency,
      ),
      contractSize,
      volumeMin: volumeStep,
      volumeMax: traits.volumeMax,
      volumeStep,
      stopsLevel: traits.stopsLevel,
      freezeLevel: 0,
      fillingModes: traits.fillingModes,
      baseCurrency: pair.base,
      profitCurrency: pair.quote,
      marginCurrency: pair.base,
      tradeMode: "full",
      // As `usualTerms` calculates its margin.
      calcMode: kind === "crypto" ? "cfd_leverage" : "forex",
      sessions: weeklySessions(traits.assetClass, options.forexSession),
    },
  };
}
