/**
 * The trader's settings: account, link, symbols, prices, strategies, risk. Part of
 * `settings_table.ts`. Keys of the Python bridge keep their names and meanings.
 */

import { guardPolicies, haltPolicies, tradeModes, tradingModes } from "../models/mod.ts";
import { classSpreads, classSymbols, classTrades } from "./class_settings.ts";
import { daylightSavings, oversizedOrdersRules, unprotectedTradesRules } from "./choices.ts";
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
    meaning:
      "Password of the account, used by start-terminal only; a terminal that is logged in needs none",
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
    meaning: "Folder of MetaTrader's program or data; empty uses the only one installed",
  },
  MT5_START_TERMINAL: {
    kind: kinds.flag,
    default: "false",
    meaning: "Whether MetaTrader is started when the bridge starts",
  },
} as const;

export const link = {
  MT5_LINK_HOST: {
    kind: kinds.host,
    default: "127.0.0.1",
    meaning:
      "Address at which terminals connect; one that other machines can reach needs MT5_LINK_TOKEN",
  },
  MT5_LINK_PORT: {
    kind: kinds.port,
    default: "5555",
    meaning: "Port at which terminals connect",
  },
  MT5_LINK_TOKEN: {
    kind: kinds.secret,
    default: "",
    meaning:
      "Secret shared with the Expert Advisor; if empty, the bridge creates one and install-ea passes it on; none accepts any program on this machine",
    isSecret: true,
  },
} as const;

export const accounts = {
  ACCOUNTS: {
    kind: trading.nameList,
    default: "",
    meaning:
      "Names of the accounts that may connect, each with settings of its own (docs/accounts.md); empty accepts any account with the settings below",
  },
  GROUPS: {
    kind: trading.nameList,
    default: "",
    meaning:
      "Names of groups of these accounts that share limits in one currency (docs/accounts.md); empty for none",
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
    meaning: "Timeframe of the Forex symbols",
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
    default: "M15",
    meaning: "Timeframe of the crypto symbols",
  },
  ...classSymbols,
  SYMBOL_TIMEFRAMES: {
    kind: trading.timeframesBySymbol,
    default: "",
    meaning:
      "Symbols that have a timeframe of their own, or several: XAUUSD=H1, EURUSD=M5+H1; strategies run on each",
  },
  SYMBOL_SUFFIX: {
    kind: trading.symbolSuffix,
    default: "",
    meaning: "Suffix that the broker adds to symbol names, such as .m; empty detects it",
  },
  SYMBOL_MAP: {
    kind: trading.symbolMap,
    default: "",
    meaning: "Symbols that have another name at this broker",
  },
  BROKER_DST: {
    kind: kinds.oneOf(daylightSavings),
    default: "us",
    meaning: "Daylight-saving rules that the broker's clock follows",
  },
} as const;

export const prices = {
  BACKFILL_BARS: {
    kind: kinds.integer({ min: 1, max: 100_000 }),
    default: "500",
    meaning: "Minimum history fetched for a new symbol; gaps are always filled completely",
    unit: "bars",
  },
  STORE_TICKS: {
    kind: kinds.flag,
    default: "true",
    meaning: "Whether ticks are stored as well; bars always are",
  },
  STALE_AFTER: {
    kind: kinds.seconds({ min: 1, max: 86_400 }),
    default: "60",
    meaning: "A symbol without a tick for this long is shown as stale; orders use MAX_PRICE_AGE",
    unit: "seconds",
  },
  MAX_PRICE_JUMP_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "10",
    meaning: "Ticks that differ from the previous price by more than this are rejected",
    unit: "percent",
  },
} as const;

export const strategies = {
  STRATEGIES: {
    kind: trading.strategyList,
    default: "moving_average_cross,rsi_mean_reversion,breakout",
    meaning:
      "Strategies to run, built-in ones and your files, with parameters in brackets; * runs all files, empty none",
  },
  STRATEGY_FILES_PER_PROCESS: {
    kind: kinds.integer({ min: 1, max: 64 }),
    default: "1",
    meaning:
      "How many files of the folder strategies share a process; a higher number saves memory, but all of them stop when one makes the process fail",
    unit: "files",
  },
  TRADING_MODE: {
    kind: kinds.oneOf(tradingModes),
    default: "safety",
    meaning:
      "safety only logs signals; paper fills them in a simulated account at live prices; live sends them to LIVE_ACCOUNT",
  },
  LIVE_ACCOUNT: {
    kind: kinds.optional(trading.account),
    default: "",
    meaning:
      "The only account that orders are sent to when TRADING_MODE is live, as number@server; with a number alone, the server of its first connection is used",
  },
  LIVE_ACCOUNT_TYPE: {
    kind: kinds.optional(kinds.oneOf(tradeModes)),
    default: "",
    meaning: "Type of LIVE_ACCOUNT; if the terminal reports another type, nothing is sent",
  },
} as const;

export const risk = {
  RISK_PER_TRADE: {
    kind: trading.riskPerTrade,
    default: "1%",
    meaning: "Equity at risk in one trade: what is lost if its stop loss is hit",
    unit: "percent or fraction",
  },
  MAX_DAILY_LOSS_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "2",
    meaning:
      "Maximum loss per broker day, floating losses included, relative to equity at the start of the day; then trading is halted",
    unit: "percent",
  },
  MAX_DRAWDOWN_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "10",
    meaning:
      "Maximum drawdown from the equity high; then trading is halted until you resume it manually",
    unit: "percent",
  },
  MAX_OPEN_RISK_PCT: {
    kind: kinds.optional(kinds.percent({ max: 100 })),
    default: "",
    meaning:
      "Maximum that may be lost if every stop loss is hit, relative to equity; empty for MAX_DAILY_LOSS_PCT",
    unit: "percent",
  },
  UNPROTECTED_TRADES: {
    kind: kinds.oneOf(unprotectedTradesRules),
    default: "block",
    meaning:
      "How trades without a stop loss are treated: block refuses new trades until they have one, ignore counts their risk as zero",
  },
  COMMISSION_PER_LOT: {
    kind: trading.amount({ max: 100_000 }),
    default: "0",
    meaning:
      "Commission for opening and closing one lot, assumed until deals of the symbol have shown it",
    unit: "account currency",
  },
  EXPECTED_SLIPPAGE_PCT: {
    kind: trading.amount({ max: 10 }),
    default: "0.005",
    meaning:
      "How much worse than its stop loss a trade is expected to be closed, relative to the price",
    unit: "percent",
  },
  GAP_RESERVE_PCT: {
    kind: trading.amount({ max: 50 }),
    default: "0.25",
    meaning:
      "Added to EXPECTED_SLIPPAGE_PCT for symbols that close on working days, such as shares, because prices jump while they are closed",
    unit: "percent",
  },
  SWAP_NIGHTS: {
    kind: kinds.integer({ min: 0, max: 365 }),
    default: "1",
    meaning:
      "Number of nights whose swap counts as lost at the stop loss, where the broker charges it; 3 covers Wednesday night, 0 counts none",
    unit: "nights",
  },
  OVERSIZED_ORDERS: {
    kind: kinds.oneOf(oversizedOrdersRules),
    default: "reduce",
    meaning:
      "An order above the broker's largest volume or the account's margin: reduce lowers it to what fits, refuse rejects it",
  },
  HALT_POLICY: {
    kind: kinds.oneOf(haltPolicies),
    default: "block",
    meaning:
      "What a halt does when a limit is hit: block opens no new trades; flatten also cancels orders and closes positions",
  },
  HALT_ENDS: {
    kind: trading.haltEnding,
    default: "next_day",
    meaning:
      "When a daily loss halt ends: at the end of the broker day, or only when you resume trading manually",
  },
  TERMINAL_GUARD: {
    kind: kinds.oneOf(guardPolicies),
    default: "block",
    meaning:
      "What the Expert Advisor does itself when a loss limit is hit while the bridge is gone: block opens nothing until the bridge is back; close also cancels orders and closes positions; off does nothing",
  },
  TERMINAL_GUARD_AFTER: {
    kind: kinds.seconds({ min: 5, max: 3600 }),
    default: "30",
    meaning:
      "How long the bridge must be silent, or not watch the limits, before TERMINAL_GUARD applies",
    unit: "seconds",
  },
  MAX_SIMULTANEOUS_TRADES: {
    kind: kinds.integer({ min: 1, max: 1000 }),
    default: "3",
    meaning:
      "Maximum number of trades open or being opened at the same time, manual trades included",
    unit: "trades",
  },
  MAX_FOREX_TRADES: {
    kind: kinds.optional(kinds.integer({ min: 0, max: 1000 })),
    default: "",
    meaning: "Maximum number of open Forex trades; empty for no separate limit",
    unit: "trades",
  },
  MAX_CRYPTO_TRADES: {
    kind: kinds.optional(kinds.integer({ min: 0, max: 1000 })),
    default: "",
    meaning: "Maximum number of open crypto trades; empty for no separate limit",
    unit: "trades",
  },
  ...classTrades,
  MAX_SYMBOL_EXPOSURE_PCT: {
    kind: trading.percentOfEquity({ max: 100_000 }),
    default: "1000",
    meaning:
      "Maximum notional value in one symbol, relative to equity (1000 and 10x are ten times equity)",
    unit: "percent",
  },
  MAX_CURRENCY_EXPOSURE_PCT: {
    kind: trading.percentOfEquity({ max: 100_000 }),
    default: "1500",
    meaning: "Maximum net notional value in one currency over all symbols, relative to equity",
    unit: "percent",
  },
  MAX_GROUP_EXPOSURE_PCT: {
    kind: trading.percentOfEquity({ max: 100_000 }),
    default: "1500",
    meaning:
      "Maximum notional value in one direction in symbols that move together (US dollar majors, metals, crypto, energies, indices and shares), relative to equity",
    unit: "percent",
  },
  MIN_MARGIN_LEVEL_PCT: {
    kind: kinds.percent({ max: 100_000 }),
    default: "200",
    meaning:
      "Minimum margin level (equity divided by used margin) after a trade, as calculated by the terminal",
    unit: "percent",
  },
  MAX_FOREX_SPREAD_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "0.03",
    meaning:
      "Maximum spread of a Forex symbol, relative to its price (0.03 is 3.3 pips when EURUSD is at 1.10)",
    unit: "percent",
  },
  MAX_CRYPTO_SPREAD_PCT: {
    kind: kinds.percent({ max: 100 }),
    default: "0.3",
    meaning: "Maximum spread of a crypto symbol, relative to its price",
    unit: "percent",
  },
  ...classSpreads,
  MAX_SLIPPAGE_PCT: {
    kind: kinds.percent({ max: 10 }),
    default: "0.02",
    meaning: "How much worse than the quoted price an order may be filled, relative to that price",
    unit: "percent",
  },
  MAX_PRICE_AGE: {
    kind: kinds.seconds({ min: 0.1, max: 3600 }),
    default: "10",
    meaning: "With a price older than this, no order is sent and no stop is moved",
    unit: "seconds",
  },
  MAX_SIGNAL_AGE: {
    kind: kinds.seconds({ min: 0.1, max: 86_400 }),
    default: "60",
    meaning:
      "Signals older than this are not traded: counted from the close of their bar, by the broker's clock",
    unit: "seconds",
  },
  MAX_ORDERS_PER_MINUTE: {
    kind: kinds.integer({ min: 1, max: 1000 }),
    default: "10",
    meaning:
      "Maximum number of orders per minute in one account; each repeat after a requote counts",
    unit: "orders",
  },
  WIDE_LIMITS: {
    kind: trading.wideLimitList,
    default: "",
    meaning:
      "Settings above whose very wide limits are intentional: live mode accepts a limit with hardly any effect only if it is named here",
  },
} as const;

export const paper = {
  PAPER_BALANCE: {
    kind: kinds.optional(trading.startBalance),
    default: "",
    meaning:
      "Starting balance of a new paper account; an existing one keeps its balance; empty for about 10000 US dollars in the account's currency (10000 EUR, 1000000 JPY, 0.1 BTC)",
    unit: "account currency",
  },
} as const;

export const positionRules = {
  BREAK_EVEN_AT_R: {
    kind: trading.multipleOfStop,
    default: "0",
    meaning:
      "Move the stop loss to entry once the profit reaches this many R (R: the initial stop distance); 0 never does",
    unit: "R",
  },
  TRAILING_STOP_R: {
    kind: trading.multipleOfStop,
    default: "0",
    meaning:
      "Trail the stop loss of a position in profit this many R behind the price; 0 never does",
    unit: "R",
  },
} as const;
