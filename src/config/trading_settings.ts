/**
 * Settings of the trader's side: account, link, symbols, prices, strategies, risk. Part of
 * `settings_table.ts`. Keys of the Python bridge keep their names and meanings.
 */

import * as kinds from "./kinds.ts";
import * as trading from "./trading_kinds.ts";

export const terminal = {
  MT5_ACCOUNT: {
    kind: kinds.optional(trading.login),
    default: "",
    meaning: "The only account whose terminal may connect; empty accepts any account",
  },
  MT5_PASSWORD: {
    kind: kinds.secret,
    default: "",
    meaning: "Password of the account, for start-terminal; a terminal that is logged in needs none",
    isSecret: true,
  },
  MT5_SERVER: {
    kind: kinds.optional(kinds.text({ maxLength: 64 })),
    default: "",
    meaning: "The only trade server whose terminals may connect; empty accepts any server",
  },
  MT5_TERMINAL_DIR: {
    kind: kinds.optional(kinds.folder),
    default: "",
    meaning: "Folder of the terminal's program or data; empty takes the only one installed",
  },
  MT5_START_TERMINAL: {
    kind: kinds.flag,
    default: "false",
    meaning: "Whether the bridge starts the terminal when it starts itself",
  },
} as const;

export const link = {
  MT5_LINK_HOST: {
    kind: kinds.host,
    default: "127.0.0.1",
    meaning: "Address on which terminals connect; any other than this machine needs MT5_LINK_TOKEN",
  },
  MT5_LINK_PORT: {
    kind: kinds.port,
    default: "5555",
    meaning: "Port on which terminals connect",
  },
  MT5_LINK_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning: "Secret shared with the Expert Advisor; empty accepts terminals of this machine",
    isSecret: true,
  },
} as const;

export const symbols = {
  FOREX_PAIRS: {
    kind: trading.symbolList,
    default: "EURUSD,GBPUSD,USDJPY,USDCHF,AUDUSD,USDCAD",
    meaning: "Forex symbols; empty for none",
  },
  FOREX_TIMEFRAME: {
    kind: trading.timeframe,
    default: "M15",
    meaning: "Bar period of the Forex symbols",
  },
  CRYPTO_ENABLED: {
    kind: kinds.flag,
    default: "true",
    meaning: "Whether the crypto symbols are used",
  },
  CRYPTO_PAIRS: {
    kind: trading.symbolList,
    default: "BTCUSD,ETHUSD",
    meaning: "Crypto symbols; empty for none",
  },
  CRYPTO_TIMEFRAME: {
    kind: trading.timeframe,
    default: "15",
    meaning: "Bar period of the crypto symbols",
  },
  SYMBOL_SUFFIX: {
    kind: trading.symbolSuffix,
    default: "",
    meaning: "What the broker appends to symbol names, such as .m; empty finds it by itself",
  },
  SYMBOL_MAP: {
    kind: trading.symbolMap,
    default: "",
    meaning: "Symbols that the broker names otherwise",
  },
  BROKER_DST: {
    kind: kinds.oneOf(["us", "eu", "none"]),
    default: "us",
    meaning: "Whose daylight-saving dates the broker's clock follows",
  },
} as const;

export const prices = {
  BACKFILL_BARS: {
    kind: kinds.integer({ min: 1, max: 100_000 }),
    default: "500",
    meaning: "How far back bars of a new symbol are fetched",
    unit: "bars",
  },
  STORE_TICKS: {
    kind: kinds.flag,
    default: "true",
    meaning: "Whether ticks are stored too; bars always are",
  },
  STALE_AFTER: {
    kind: kinds.seconds({ min: 1, max: 86_400 }),
    default: "60",
    meaning: "A symbol without a tick for so long counts as stale",
    unit: "seconds",
  },
  MAX_PRICE_JUMP_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "10",
    meaning: "Ticks farther than this from the price before are refused",
    unit: "percent",
  },
} as const;

export const strategies = {
  STRATEGIES: {
    kind: trading.strategyList,
    default: "moving_average_cross,rsi_mean_reversion,breakout",
    meaning: "Strategies to run, parameters in brackets; empty for none",
  },
  TRADING_MODE: {
    kind: kinds.oneOf(["safety", "paper", "live"]),
    default: "safety",
    meaning: "safety logs signals and executes nothing; paper and live do not exist yet",
  },
} as const;

export const risk = {
  MAX_DAILY_LOSS_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "2",
    meaning: "Most that may be lost in a day, of the equity at its start",
    unit: "percent",
    isUnused: true,
  },
  RISK_PER_TRADE: {
    kind: trading.riskPerTrade,
    default: "1%",
    meaning: "Equity put at risk by one trade",
    unit: "percent or fraction",
    isUnused: true,
  },
  MAX_SIMULTANEOUS_TRADES: {
    kind: kinds.integer({ min: 1, max: 1000 }),
    default: "3",
    meaning: "Most positions open at the same time",
    unit: "positions",
    isUnused: true,
  },
} as const;

export const paper = {
  PAPER_BALANCE: {
    kind: kinds.integer({ min: 1, max: 1_000_000_000 }),
    default: "10000",
    meaning: "Money of a new paper account; one that is stored goes on with what it has",
    unit: "account currency",
  },
} as const;
