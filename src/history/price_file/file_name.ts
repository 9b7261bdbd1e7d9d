/**
 * What the name of a price file tells: symbol, timeframe, day. Vendors have patterns of their own:
 * EURUSD_H1.csv, EURUSD60.csv, DAT_ASCII_EURUSD_M1_201202.csv, "OANDA_EURUSD, 60.csv", BTC-USD.csv,
 * BTCUSDT-1m-2023-02.csv, EURUSD=X.csv, EURUSD_Candlestick_1_h_BID_01.01.2017-31.12.2017.csv,
 * 20140502_eurusd_minute_quote.csv.
 */

import { isCoin, isCurrency } from "../../models/currency.ts";
import { parseTimeframe, type Timeframe } from "../../models/timeframe.ts";

export interface FileNameFacts {
  /** In the trader's spelling; null when the name does not tell it. */
  readonly symbol: string | null;
  readonly timeframe: Timeframe | null;
  /** The day of a file whose rows have times of day only. */
  readonly dayMs: number | null;
  /** LEAN writes milliseconds of the day, and prices of shares without a decimal point. */
  readonly lean: "shares" | "other" | null;
}

const quotes = ["USDT", "USDC", "BUSD", "FDUSD", "TUSD", "DAI"];
const metals = ["XAU", "XAG", "XPT", "XPD"];

/** Words in names that are no symbols: vendors, kinds of files, sides. */
const otherWords = new Set([
  ...["dat", "ascii", "mt", "mt4", "mt5", "metatrader", "ninja", "export", "mt5export", "history"],
  ...["oanda", "fx", "fxcm", "binance", "bitstamp", "bitfinex", "coinbase", "kraken", "bybit"],
  ...["yahoo", "dukascopy", "histdata", "truefx", "forexcom", "tvc", "capitalcom", "pepperstone"],
  ...["candlestick", "candles", "bars", "ticks", "tick", "quotes", "quote", "trades", "trade"],
  ...["bid", "ask", "mid", "data", "prices", "price", "csv", "float", "noise", "python", "epoch"],
  ...["iso", "utc", "gmt", "est", "minute", "hour", "daily", "second", "ohlc", "ohlcv", "copy"],
  ...["replay", "test", "sample", "t", "usd", "index", "cfd", "new", "old", "final", "clean"],
]);

const leanName = /^(\d{8})_([a-z0-9]+)_(minute|second|tick|hour|daily)_(?:quote|trade)/;
const leanFrames: Readonly<Record<string, Timeframe>> = { minute: "M1", hour: "H1", daily: "D1" };

/** `path` may be that of a file in an archive, behind a slash. */
export function fileNameFacts(path: string): FileNameFacts {
  const file = (path.split(/[\\/]/).at(-1) ?? "").replace(
    /(?:\.(?:csv|txt|json|zip|gz|tsv|hst|parquet|pq))+$/i,
    "",
  );
  const lean = leanName.exec(file.toLowerCase());
  if (lean !== null) {
    const [, day = "", symbol = "", frame = ""] = lean;
    return {
      symbol: symbol.toUpperCase(),
      timeframe: leanFrames[frame] ?? null,
      dayMs: Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6))),
      lean: /[\\/]equity[\\/]/i.test(path) ? "shares" : "other",
    };
  }
  const words = file.split(/[_,\s()]+/).flatMap(withoutDates).filter((word) => word !== "");
  return { ...symbolAndTimeframe(words), dayMs: null, lean: null };
}

/** `BTCUSDT`, `1m` of `BTCUSDT-1m-2023-02`; the hyphen of `BTC-USD` stays. */
function withoutDates(word: string): string[] {
  const parts = word.split("-");
  return parts.length === 2 && isPair(parts[0]! + parts[1]!) ? [word] : parts;
}

function symbolAndTimeframe(words: readonly string[]): Pick<FileNameFacts, "symbol" | "timeframe"> {
  for (const [at, word] of words.entries()) {
    const found = pairOf(word);
    if (found === null) continue;
    return { symbol: found.symbol, timeframe: found.timeframe ?? timeframeIn(words, at + 1) };
  }
  const base = words.findIndex((word, at) => isBase(word) && isPair(joined(words, at)));
  if (base >= 0) return { symbol: joined(words, base), timeframe: timeframeIn(words, base + 2) };
  const at = words.findIndex((word) => isSymbolWord(word));
  if (at < 0) return { symbol: null, timeframe: timeframeIn(words, 0) };
  return { symbol: plainSymbol(words[at]!), timeframe: timeframeIn(words, at + 1) };
}

/** `EUR` and `USD` of `EUR_USD Historical Data`. */
function joined(words: readonly string[], at: number): string {
  return `${words[at]}${words[at + 1] ?? ""}`.toUpperCase();
}

function isBase(word: string): boolean {
  const name = word.toUpperCase();
  return isCurrency(name) || isCoin(name) || metals.includes(name);
}

/** `GBPUSDh1`, `EURUSD60` and `EURUSD1440` end with the timeframe. */
function pairOf(word: string): Pick<FileNameFacts, "symbol" | "timeframe"> | null {
  const symbol = plainSymbol(word);
  if (isPair(symbol)) return { symbol, timeframe: null };
  for (let length = 6; length < word.length; length++) {
    const name = word.slice(0, length).toUpperCase();
    const timeframe = isPair(name) ? timeframeOfWord(word.slice(length)) : null;
    if (timeframe !== null) return { symbol: name, timeframe };
  }
  return null;
}

/** `EURUSD=X` of Yahoo, `BTC-USD`, `EUR/USD`. */
function plainSymbol(word: string): string {
  const name = word.replace(/=[XF]$/i, "");
  const joined = name.replace(/[-/]/, "").toUpperCase();
  if (isPair(joined)) return joined;
  return /^[a-z]+$/.test(name) ? name.toUpperCase() : name;
}

function isPair(name: string): boolean {
  const quote = quotes.find((one) => name.endsWith(one) && name.length > one.length + 1);
  if (quote !== undefined) return /^[A-Z0-9]+$/.test(name);
  const [base, other] = [name.slice(0, -3), name.slice(-3)];
  if (!isCurrency(other) && !isCoin(other)) return false;
  return isBase(base) || (other === "USD" && /^[A-Z]{3,5}$/.test(base));
}

function isSymbolWord(word: string): boolean {
  return /^[A-Za-z#.][A-Za-z0-9#.!&+]*$/.test(plainSymbol(word)) && word.length <= 31 &&
    !otherWords.has(word.toLowerCase()) && timeframeOfWord(word) === null;
}

function timeframeIn(words: readonly string[], from: number): Timeframe | null {
  for (let at = from; at < words.length; at++) {
    const dukascopy = /^\d+$/.test(words[at]!)
      ? timeframeOfWord(`${words[at]}${words[at + 1]}`)
      : null;
    const found = dukascopy ?? timeframeOfWord(words[at]!);
    if (found !== null) return found;
  }
  return null;
}

/** `H1`, `h1`, `60`, `1h`, `15min`, `1D`, `1_Min` of Dukascopy; not a year. */
function timeframeOfWord(word: string): Timeframe | null {
  const unit = /^(\d{1,3})([A-Za-z]+)$/.exec(word);
  const text = unit === null ? word : `${unitLetter(unit[2]!)}${unit[1]}`;
  if (/^\d{1,5}$/.test(text) && Number(text) > 1900 && Number(text) < 2100) return null;
  if (/^[DW]$/i.test(text)) return parsed(`${text}1`);
  return parsed(text);
}

function parsed(text: string): Timeframe | null {
  const found = parseTimeframe(text);
  return found.ok ? found.value : null;
}

function unitLetter(unit: string): string {
  const letters: readonly (readonly [RegExp, string])[] = [
    [/^(?:m|min|mins|minute|minutes)$/i, "M"],
    [/^(?:h|hour|hours|hr)$/i, "H"],
    [/^(?:d|day|days)$/i, "D"],
    [/^(?:w|week|wk)$/i, "W"],
  ];
  return letters.find(([pattern]) => pattern.test(unit))?.[1] ?? "?";
}
