/** The commands and options of the command line: the single source of its parser and its help. */

export const commands = {
  run: "Run the bridge (also without any command)",
  demo: "Run it with a simulated terminal inside, in a data folder of its own",
  doctor:
    "Check settings, ports, disk, terminals, Expert Advisor and servers, with a remedy for each",
  "install-ea":
    "Copy the Expert Advisor into MetaTrader, compile it, and give it the link's settings",
  "start-terminal": "Start MetaTrader with the account of the settings and the Expert Advisor",
  autostart: "Start the bridge at log-on: autostart on, off or status",
  version: "Print the version",
  help: "Print this help",
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
    commands: ["run", "demo", "doctor", "install-ea", "start-terminal"],
  },
  "data-dir": {
    value: "DIR",
    meaning: "Keep data and logs in DIR",
    commands: ["run", "demo", "doctor"],
  },
  symbols: {
    value: "LIST",
    meaning: "Use these symbols instead of the configured ones, such as EURUSD,BTCUSD",
    commands: ["run", "demo"],
  },
  mode: {
    value: "MODE",
    meaning: "safety logs signals only, paper fills them at a simulated broker; live is a setting",
    commands: ["run", "demo"],
  },
  for: {
    value: "SECONDS",
    meaning: "Stop by itself after so many seconds",
    commands: ["run", "demo"],
  },
  replay: {
    value: "FILE",
    meaning:
      "Play bars or ticks of FILE (CSV) instead of random prices; may be given several times",
    commands: ["demo"],
    isRepeatable: true,
  },
  speed: {
    value: "N",
    meaning: "Play N times as fast as real time (a replay: 1, random prices: 120), or max",
    commands: ["demo"],
  },
  terminal: {
    value: "DIR",
    meaning: "The terminal in this folder (of its program or its data) instead of those found",
    commands: ["install-ea", "start-terminal"],
  },
  json: {
    value: null,
    meaning: "Print the result as JSON",
    commands: ["doctor"],
  },
  "with-servers": {
    value: null,
    meaning: "Use the configured PostgreSQL and Redis too, apart from real data",
    commands: ["demo"],
  },
  "no-watchdog": {
    value: null,
    meaning: "Do without the second process that starts the bridge again after a crash",
    commands: ["run", "demo"],
  },
  help: {
    value: null,
    meaning: "Print this help",
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
