/**
 * The self-test of a terminal: a script checks there what the Expert Advisor relies on, and the
 * bridge keeps its latest result.
 */

import type { TerminalId } from "./ids.ts";
import type { UnixMs } from "./time.ts";

/** `unchecked`: the script could not find out. */
export const checkResults = ["pass", "fail", "unchecked"] as const;
export type CheckResult = typeof checkResults[number];

export interface Assumption {
  readonly title: string;
  /** What it means when it is not so. */
  readonly failure: string;
  /** Without it the Expert Advisor must not trade; otherwise it copes. */
  readonly isVital: boolean;
}

const unfit = "do not trade with this build of MetaTrader, and report it";

/** What the Expert Advisor relies on, by the name that the script sends. */
export const assumptions = {
  text_end: {
    title: "Text beyond its end",
    failure: `Messages of the bridge can be misread: ${unfit}`,
    isVital: true,
  },
  utf8: {
    title: "Letters of other alphabets",
    failure: `Names of symbols and accounts can be misread: ${unfit}`,
    isVital: true,
  },
  array_copy: {
    title: "Copied arrays",
    failure: `Messages can be damaged: ${unfit}`,
    isVital: true,
  },
  array_swap: {
    title: "Swapped arrays",
    failure: `Messages can be damaged: ${unfit}`,
    isVital: true,
  },
  row_bytes: {
    title: "Rows of prices",
    failure: `Prices can be misread: ${unfit}`,
    isVital: true,
  },
  file_read_write: {
    title: "Files",
    failure: "The intent log cannot be trusted, so do not trade: free space on the disk, exclude " +
      "the terminal's folder from the virus scanner, then run the script again",
    isVital: true,
  },
  file_replace: {
    title: "Replaced files",
    failure: "The files of the Expert Advisor cannot be compacted and grow: exclude the " +
      "terminal's folder from the virus scanner, then run the script again",
    isVital: false,
  },
  exclusive_file: {
    title: "Locked files",
    failure: "A second copy of the Expert Advisor is not kept out: put it on one chart only",
    isVital: false,
  },
  server_time: {
    title: "Server time",
    failure: "The clock of this computer is wrong: let Windows set the time from the internet, " +
      "then run the script again",
    isVital: false,
  },
  timer: {
    title: "Timer",
    failure: "The Expert Advisor reacts later than it should: close other programs, or use a " +
      "faster machine",
    isVital: false,
  },
  timer_period: {
    title: "Timer of the Expert Advisor",
    failure: "Orders wait longer than they should: set InpTimerMs to 10, close other programs, " +
      "or use a faster machine",
    isVital: false,
  },
  socket_connect: {
    title: "Connection",
    failure: "The first attempt to connect failed: look for a firewall or virus scanner that " +
      "delays connections of the terminal",
    isVital: false,
  },
  socket_idle: {
    title: "Waiting for data",
    failure: "Each look at the connection takes up to 10 ms longer; nothing is lost",
    isVital: false,
  },
  socket_read_timeout: {
    title: "Read timeout",
    failure: "Reading can block the Expert Advisor, or end its connection: expect pauses, and " +
      "report it",
    isVital: false,
  },
  socket_send: {
    title: "Sending",
    failure: "Sending can block the Expert Advisor: expect pauses, and report it",
    isVital: false,
  },
  socket_read: {
    title: "Reading",
    failure: `The Expert Advisor cannot read what the bridge sends: ${unfit}`,
    isVital: true,
  },
  socket_short_reads: {
    title: "Short waits for data",
    failure: "Orders wait for the next timer event, up to 16 ms: nothing to do, the Expert " +
      "Advisor notices it by itself",
    isVital: false,
  },
  unloaded_history: {
    title: "History of a new symbol",
    failure: "The first read of a symbol blocks the Expert Advisor, and orders wait meanwhile: " +
      "add the symbols to Market Watch before the bridge starts, and expect pauses",
    isVital: false,
  },
  calendar: {
    title: "Economic calendar",
    failure: "This terminal has no economic calendar: the bridge knows no events of it",
    isVital: false,
  },
  closed_market: {
    title: "Order check, closed market",
    failure: "The terminal's own check accepts an order while the market is closed: the bridge " +
      "goes by the trading sessions of the symbol, and the broker can still refuse",
    isVital: false,
  },
} as const satisfies Readonly<Record<string, Assumption>>;

/** Undefined for the name of another version's script. */
export function assumptionNamed(name: string): Assumption | undefined {
  return Object.hasOwn(assumptions, name)
    ? assumptions[name as keyof typeof assumptions]
    : undefined;
}

export interface CheckedAssumption {
  readonly assumption: string;
  readonly result: CheckResult;
  /** What the script saw. */
  readonly detail: string;
}

/** The latest self-test of a terminal. */
export interface TerminalCheck {
  readonly terminal: TerminalId;
  /** The terminal's build. */
  readonly build: number;
  /** When the bridge received it. */
  readonly checkedMs: UnixMs;
  readonly results: readonly CheckedAssumption[];
}
