/** The commands and options of the command line: the single source of its parser and its help. */

export const commands = {
  run: "Run the bridge (the default when no command is given)",
  demo: "Try it: run with a built-in simulated terminal, in a separate data folder",
  doctor:
    "Check settings, ports, disk, terminals, Expert Advisor and servers, and say how to fix problems",
  "install-ea": "Copy the Expert Advisor into MetaTrader, compile it and write its settings",
  "start-terminal": "Start MetaTrader with the configured account and the Expert Advisor",
  mirror:
    "mirror check: compare the copy on PostgreSQL with the store, and write again what differs",
  report: "Show a report of trading: one of the bridge (JSON), or of MetaTrader's tester (HTML)",
  autostart: "Start the bridge at log-on: autostart on, off or status",
  version: "Print the version",
  help: "Print help, or help for one command: help demo",
} as const;

export type CommandName = keyof typeof commands;

const everyCommand = Object.keys(commands) as readonly CommandName[];

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
    commands: ["run", "demo", "doctor", "install-ea", "start-terminal", "mirror"],
  },
  "data-dir": {
    value: "DIR",
    meaning: "Keep data and logs in DIR",
    commands: ["run", "demo", "doctor", "install-ea", "mirror"],
  },
  symbols: {
    value: "LIST",
    meaning: "Use these symbols instead of the configured ones, such as EURUSD,BTCUSD",
    commands: ["run", "demo"],
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
  symbol: {
    value: "NAME",
    meaning: "The symbol of the --replay file, when its name does not tell it",
    commands: ["demo"],
    isRepeatable: true,
  },
  timeframe: {
    value: "TIMEFRAME",
    meaning: "The timeframe of the bars in the --replay file, such as M15",
    commands: ["demo"],
    isRepeatable: true,
  },
  zone: {
    value: "ZONE",
    meaning:
      "The clock of the times in the --replay file: UTC, broker, +02:00, or America/New_York",
    commands: ["demo"],
    isRepeatable: true,
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
    meaning: "The form of the report: html (the default), md, csv (trades only) or json",
    commands: ["report"],
  },
  out: {
    value: "FILE",
    meaning: "Write to FILE; else HTML is written beside the report, other forms are printed",
    commands: ["report"],
  },
  json: {
    value: null,
    meaning: "Print the result as JSON",
    commands: ["doctor", "mirror"],
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
