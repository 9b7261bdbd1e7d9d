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
    meaning: "How far back bars of a new symbol are fetched at least; gaps are filled whole",
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
    meaning:
      "safety logs signals and executes nothing, paper fills them in a simulated account at live prices, live sends them to LIVE_ACCOUNT",
  },
  LIVE_ACCOUNT: {
    kind: kinds.optional(trading.login),
    default: "",
    meaning: "The only account that orders are sent to with TRADING_MODE=live",
  },
  LIVE_ACCOUNT_TYPE: {
    kind: kinds.optional(kinds.oneOf(["demo", "contest", "real"])),
    default: "",
    meaning:
      "What kind of account LIVE_ACCOUNT is; if the terminal says otherwise, nothing is sent",
  },
} as const;

export const risk = {
  RISK_PER_TRADE: {
    kind: trading.riskPerTrade,
    default: "1%",
    meaning: "Equity put at risk by one trade: what is lost if its stop loss is hit",
    unit: "percent or fraction",
  },
  MAX_DAILY_LOSS_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "2",
    meaning:
      "Most that may be lost in a broker's day, floating losses included, of the equity at its start; then trading is halted",
    unit: "percent",
  },
  MAX_DRAWDOWN_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "10",
    meaning:
      "Most that equity may fall below its highest; then trading is halted until resumed by hand",
    unit: "percent",
  },
  HALT_POLICY: {
    kind: kinds.oneOf(["block", "flatten"]),
    default: "block",
    meaning:
      "What a halt does when a limit breaks: block opens nothing new, flatten also cancels orders and closes positions",
  },
  HALT_ENDS: {
    kind: kinds.oneOf(["next_day", "by_hand"]),
    default: "next_day",
    meaning: "When a halt for the daily loss ends: with the broker's day, or by hand only",
  },
  MAX_SIMULTANEOUS_TRADES: {
    kind: kinds.integer({ min: 1, max: 1000 }),
    default: "3",
    meaning: "Most trades open or on their way at the same time, trades by hand included",
    unit: "trades",
  },
  MAX_FOREX_TRADES: {
    kind: kinds.optional(kinds.integer({ min: 0, max: 1000 })),
    default: "",
    meaning: "Most of them in Forex symbols; empty for no limit of its own",
    unit: "trades",
  },
  MAX_CRYPTO_TRADES: {
    kind: kinds.optional(kinds.integer({ min: 0, max: 1000 })),
    default: "",
    meaning: "Most of them in crypto symbols; empty for no limit of its own",
    unit: "trades",
  },
  MAX_SYMBOL_EXPOSURE_PCT: {
    kind: kinds.percentOrMultiple({ max: 100_000 }),
    default: "1000",
    meaning: "Most notional value in one symbol, of equity (1000 is ten times equity)",
    unit: "percent",
  },
  MAX_CURRENCY_EXPOSURE_PCT: {
    kind: kinds.percentOrMultiple({ max: 100_000 }),
    default: "1500",
    meaning: "Most net notional value in one currency, over all symbols, of equity",
    unit: "percent",
  },
  MIN_MARGIN_LEVEL_PCT: {
    kind: kinds.percent({ max: 100_000 }),
    default: "200",
    meaning:
      "Least margin level (equity of margin in use) after a trade, as the terminal figures it",
    unit: "percent",
  },
  MAX_FOREX_SPREAD_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "0.03",
    meaning:
      "Widest spread of a Forex symbol that is traded, of its price (0.03 is 3.3 pips of EURUSD)",
    unit: "percent",
  },
  MAX_CRYPTO_SPREAD_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "0.3",
    meaning: "Widest spread of a crypto symbol that is traded, of its price",
    unit: "percent",
  },
  MAX_SLIPPAGE_PCT: {
    kind: kinds.percent({ max: 10 }),
    default: "0.02",
    meaning: "How much worse than the price seen an order may be filled, of the price",
    unit: "percent",
  },
  MAX_PRICE_AGE: {
    kind: kinds.seconds({ min: 0.1, max: 3600 }),
    default: "10",
    meaning: "No order on a price older than this",
    unit: "seconds",
  },
  MAX_SIGNAL_AGE: {
    kind: kinds.seconds({ min: 0.1, max: 86_400 }),
    default: "60",
    meaning: "No order on a signal older than this",
    unit: "seconds",
  },
  MAX_ORDERS_PER_MINUTE: {
    kind: kinds.integer({ min: 1, max: 1000 }),
    default: "10",
    meaning: "Most orders that are approved within a minute, of one account",
    unit: "orders",
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

export const positionRules = {
  BREAK_EVEN_AT_R: {
    kind: trading.multipleOfStop,
    default: "0",
    meaning:
      "The stop of a position goes to its opening price when the gain is so many times its first stop distance; 0: never",
    unit: "stop distances",
  },
  TRAILING_STOP_R: {
    kind: trading.multipleOfStop,
    default: "0",
    meaning:
      "The stop of a position in gain follows the price, so many times its first stop distance behind; 0: never",
    unit: "stop distances",
  },
} as const;
