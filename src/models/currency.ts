/** How finely amounts of a currency are counted: not each is a dollar with two decimals. */

const wholeCurrencies = ["CLP", "JPY", "KRW", "VND"];
const thousandths = ["BHD", "JOD", "KWD", "OMR", "TND"];
const coins = ["BTC", "XBT", "ETH", "BCH", "LTC", "BNB", "SOL", "XRP", "ADA", "DOT", "DOGE", "XLM"];

/** The decimals of its amounts: 2 for USD and for cents of it, 0 for JPY, 8 for BTC. */
export function currencyDigits(currency: string): number {
  if (wholeCurrencies.includes(currency)) return 0;
  if (thousandths.includes(currency)) return 3;
  return coins.includes(currency) ? 8 : 2;
}

/** 0.01 USD, 1 JPY, 0.00000001 BTC. */
export function smallestAmount(currency: string): number {
  return 10 ** -currencyDigits(currency);
}
