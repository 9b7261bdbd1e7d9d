/**
 * Which names are currencies, and how many decimals their amounts have: not all have two, as the
 * dollar does.
 */

const wholeCurrencies = ["CLP", "JPY", "KRW", "VND"];
const thousandths = ["BHD", "JOD", "KWD", "OMR", "TND"];
const coins = ["BTC", "XBT", "ETH", "BCH", "LTC", "BNB", "SOL", "XRP", "ADA", "DOT", "DOGE", "XLM"];

/** Those that brokers quote against others, and cents of them, such as USC. */
const currencies = new Set([
  ...["AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNH", "CNY", "COP", "CZK"],
  ...[
    "DKK",
    "EGP",
    "EUC",
    "EUR",
    "GBC",
    "GBP",
    "GEL",
    "GHS",
    "HKD",
    "HRK",
    "HUF",
    "IDR",
    "ILS",
    "INR",
    "ISK",
  ],
  ...["JOD", "JPY", "KES", "KRW", "KWD", "KZT", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "OMR"],
  ...["PEN", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "RUR", "SAR", "SEK", "SGD", "THB"],
  ...["TND", "TRY", "TWD", "UAH", "UGX", "USC", "USD", "UYU", "VND", "ZAR"],
]);

/** Accounts are kept in cents of these. */
const centsOf: ReadonlyMap<string, string> = new Map([
  ["USC", "USD"],
  ["EUC", "EUR"],
  ["GBC", "GBP"],
]);
export const centCurrencies: readonly string[] = [...centsOf.keys()];

/** The currency that is quoted on the market, and how many units of this one it is. */
export interface MainCurrency {
  readonly name: string;
  readonly units: number;
}

/** For USC: 100 of them are a USD. */
export function mainCurrency(currency: string): MainCurrency {
  const name = centsOf.get(currency);
  return name === undefined ? { name: currency, units: 1 } : { name, units: 100 };
}

/** Whether it is the money of a state: no coin, no metal, no oil. */
export function isCurrency(name: string): boolean {
  return currencies.has(name);
}

export function isCoin(name: string): boolean {
  return coins.includes(name);
}

/** The currency of an account, with the decimals of its amounts if the terminal reports them. */
export interface AccountCurrency {
  readonly currency: string;
  readonly currencyDigits?: number;
}

/** What an amount is counted in: a name alone stands for a currency with its usual decimals. */
export type MoneyUnit = string | AccountCurrency;

export function currencyName(unit: MoneyUnit): string {
  return typeof unit === "string" ? unit : unit.currency;
}

/** The decimals of its amounts: 2 for USD and for cents of it, 0 for JPY, 8 for BTC. */
export function currencyDigits(unit: MoneyUnit): number {
  if (typeof unit !== "string" && unit.currencyDigits !== undefined) return unit.currencyDigits;
  const currency = currencyName(unit);
  if (wholeCurrencies.includes(currency)) return 0;
  if (thousandths.includes(currency)) return 3;
  return coins.includes(currency) ? 8 : 2;
}

/** 0.01 USD, 1 JPY, 0.00000001 BTC. */
export function smallestAmount(unit: MoneyUnit): number {
  return 10 ** -currencyDigits(unit);
}
