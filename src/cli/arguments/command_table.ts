/** The commands and options of the command line: the single source of its parser and its help. */

export const commands = {
  run: "Run the bridge (the default when no command is given)",
  demo: "Try it: run with a built-in simulated terminal, in a separate data folder",
  doctor:
    "Check settings, ports, disk, terminals, Expert Advisor and servers, and say how to fix problems",
  "install-ea": "Copy the Expert Advisor into MetaTrader, compile it and write its settings",
  "start-terminal": "Start MetaTrader with the configured account and the Expert Advisor",
  reload: "Let the running bridge read the accounts in .env again, without a restart of the others",
  mirror:
    "mirror check: compare the copy on PostgreSQL with the store, and write again what differs",
  fleet:
    "Show all bridges of one PostgreSQL or Redis: fleet; or halt them: fleet halt NAME, fleet halt --all",
  backtest:
    "Try strategies on past prices and write a report: backtest breakout --prices EURUSD_H1.csv",
  "new-strategy":
    "Make an example in the folder strategies, with the types for an editor: new-strategy my_idea",
  "check-strategy":
    "Try a strategy's file: what is wrong with it, what it would have done: check-strategy my_idea",
  report: "Show a report of trading: one of the bridge (JSON), or of MetaTrader's tester (HTML)",
  history:
    "Past prices for backtests: history list, check, fetch SYMBOL, import FILE, export SYMBOL or remove SYMBOL",
  mcp:
    "Let an assistant use the running bridge (Model Context Protocol, on standard input and output)",
  autostart: "Start the bridge at log-on: autostart on, off or status",
  version: "Print the version",
  help: "Print help, or help for one command: help demo",
} as const;

export type CommandName = keyof typeof commands;

const everyCommand = Object.keys(commands) as readonly CommandName[];

/** Commands that read files of prices. */
const readingFiles = ["demo", "backtest", "history", "check-strategy"] as const;
/** Commands that write files. */
const writingFiles = ["report", "backtest", "history"] as const;

export interface Option {
  /** The name of the option's value in the help; null for a flag. */
  readonly value: string | null;
  readonly meaning: string;
  /** The commands that accept the option. */
  readonly commands: readonly CommandName[];
  readonly isRepeatable?: true;
}

export const options = {
  "env-file": {
    value: "FILE",
    meaning: "Read the settings from FILE instead of .env",
    commands: [
      "run",
      "demo",
      "doctor",
      "install-ea",
      "start-terminal",
      "reload",
      "mirror",
      "fleet",
      "mcp",
      "backtest",
      "history",
      "new-strategy",
      "check-strategy",
    ],
  },
  "data-dir": {
    value: "DIR",
    meaning: "Keep data and logs in DIR",
    commands: [
      ...["run", "demo", "doctor", "install-ea", "reload", "mirror", "fleet", "mcp"] as const,
      ...["backtest", "history"] as const,
    ],
  },
  symbols: {
    value: "LIST",
    meaning:
      "Use these symbols instead of the configured ones, such as EURUSD,BTCUSD (backtest: of the history)",
    commands: ["run", "demo", "backtest"],
  },
  mode: {
    value: "MODE",
    meaning:
      "safety only logs signals, paper trades them on a simulated account; live is set in .env",
    commands: ["run", "demo"],
  },
  for: {
    value: "SECONDS",
    meaning: "Stop automatically after this many seconds",
    commands: ["run", "demo"],
  },
  replay: {
    value: "FILE",
    meaning:
      "Play bars or ticks from FILE (CSV, JSON, zip) instead of random prices; can be given several times",
    commands: ["demo"],
    isRepeatable: true,
  },
  "one-account": {
    value: null,
    meaning: "Play all --replay files on one account, instead of an account for each file",
    commands: ["demo"],
  },
  prices: {
    value: "FILE",
    meaning:
      "The past prices to try it on: bars or ticks (CSV, JSON, zip), a file for each symbol; can be given several times (check-strategy: generated when left out)",
    commands: ["backtest", "check-strategy"],
    isRepeatable: true,
  },
  on: {
    value: "TIMEFRAME",
    meaning: "The timeframe on which the strategy decides (default: that of the file; of ticks M1)",
    commands: ["backtest", "check-strategy"],
  },
  model: {
    value: "MODEL",
    meaning:
      "How a bar is played: ohlc (the default), open (prices at the open only), generated (ticks), " +
      "or real (ticks of the history)",
    commands: ["backtest"],
  },
  deposit: {
    value: "AMOUNT",
    meaning: "The balance to begin with (default 10000)",
    commands: ["backtest"],
  },
  currency: {
    value: "NAME",
    meaning: "The currency of the account (default USD)",
    commands: ["backtest"],
  },
  leverage: {
    value: "N",
    meaning: "The leverage of the account (default 100)",
    commands: ["backtest"],
  },
  netting: {
    value: null,
    meaning: "One position for each symbol, instead of a hedging account",
    commands: ["backtest"],
  },
  risk: {
    value: "PERCENT",
    meaning: "What an entry may lose at its stop, in percent, instead of RISK_PER_TRADE",
    commands: ["backtest"],
  },
  "no-limits": {
    value: null,
    meaning: "Without the limits and checks of the settings: entries are only sized by --risk",
    commands: ["backtest"],
  },
  spread: {
    value: "POINTS",
    meaning: "The same spread everywhere, in points, instead of that of the file",
    commands: ["backtest"],
  },
  commission: {
    value: "AMOUNT",
    meaning:
      "What each deal costs for a lot, in the currency of the account (default: a typical broker's)",
    commands: ["backtest"],
  },
  delay: {
    value: "MS",
    meaning: "How long requests take to reach the broker: 200, or a random time of 50-400",
    commands: ["backtest"],
  },
  check: {
    value: null,
    meaning: "Make 200 decisions once more over shortened data, to find out whether it looks ahead",
    commands: ["backtest"],
  },
  symbol: {
    value: "NAME",
    meaning: "The symbol of the file of prices, when its name does not tell it",
    commands: readingFiles,
    isRepeatable: true,
  },
  timeframe: {
    value: "TIMEFRAME",
    meaning:
      "The timeframe of the bars in the file of prices, or of the history (or ticks), such as M15",
    commands: readingFiles,
    isRepeatable: true,
  },
  zone: {
    value: "ZONE",
    meaning:
      "The clock of the times in the file of prices: UTC, broker, +02:00, or America/New_York",
    commands: readingFiles,
    isRepeatable: true,
  },
  source: {
    value: "NAME",
    meaning: "Where the history is from: a broker's server, or a name of yours (imports: files)",
    commands: ["history", "backtest"],
  },
  terms: {
    value: "usual",
    meaning: "Take the contract, steps and swap of a typical broker, not those of the history",
    commands: ["backtest"],
  },
  from: {
    value: "DAY",
    meaning: "The first day, such as 2020-01-31, in the time of the history",
    commands: ["history", "backtest"],
  },
  to: {
    value: "DAY",
    meaning: "The day before which it ends",
    commands: ["history", "backtest"],
  },
  digits: {
    value: "N",
    meaning: "The decimals of imported prices (default: as many as the file has)",
    commands: ["history"],
  },
  "on-conflict": {
    value: "POLICY",
    meaning: "When an imported row differs from a stored one: keep the stored (default) or replace",
    commands: ["history"],
  },
  crossed: {
    value: "POLICY",
    meaning: "Imported quotes whose bid is above their ask: drop (default) or keep",
    commands: ["history"],
  },
  speed: {
    value: "N",
    meaning: "Play N times faster than real time, or max (default: replay 1, random prices 120)",
    commands: ["demo"],
  },
  terminal: {
    value: "DIR",
    meaning: "Use the terminal in this folder (program or data folder) instead of those found",
    commands: ["install-ea", "start-terminal"],
  },
  compare: {
    value: "OTHER",
    meaning: "Show OTHER, a second report, beside it, with the differences",
    commands: ["report"],
  },
  format: {
    value: "FORM",
    meaning:
      "The form of the report: html (the default), md, csv (trades only) or json; of exported " +
      "history: csv or parquet (default: as the name of the file ends)",
    commands: writingFiles,
  },
  out: {
    value: "FILE",
    meaning:
      "Write the report to FILE; else HTML is written to a file of its own, other forms are printed",
    commands: writingFiles,
  },
  json: {
    value: null,
    meaning: "Print the result as JSON",
    commands: ["doctor", "mirror", "history", "fleet"],
  },
  watch: {
    value: null,
    meaning: "Show it again every three seconds, until Ctrl+C",
    commands: ["fleet"],
  },
  serve: {
    value: null,
    meaning: "Serve the fleet page at FLEET_HOST and FLEET_PORT, until Ctrl+C",
    commands: ["fleet"],
  },
  all: {
    value: null,
    meaning: "Halt every bridge, also those that are down until the halt expires",
    commands: ["fleet"],
  },
  flatten: {
    value: null,
    meaning: "Also cancel pending orders and close positions, instead of only blocking new trades",
    commands: ["fleet"],
  },
  reason: {
    value: "TEXT",
    meaning: "Why, for the log and the dashboards of the bridges",
    commands: ["fleet"],
  },
  expires: {
    value: "HOURS",
    meaning: "How long a bridge that is down can still carry the halt out (default 24, up to 168)",
    commands: ["fleet"],
  },
  "with-servers": {
    value: null,
    meaning: "Also use the configured PostgreSQL and Redis, separate from real data",
    commands: ["demo"],
  },
  "no-watchdog": {
    value: null,
    meaning: "Don't restart automatically after a crash",
    commands: ["run", "demo"],
  },
  help: {
    value: null,
    meaning: "Print help for the command",
    commands: everyCommand,
  },
  version: {
    value: null,
    meaning: "Print the version",
    commands: everyCommand,
  },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

/**
 * The option with that name; typed more widely than the table, for code that treats all options
 * alike.
 */
export function optionOf(name: OptionName): Option {
  return options[name];
}
