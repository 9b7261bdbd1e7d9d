/**
 * How the program ends: the single source of the exit codes, their table in docs/commands.md, and
 * what a watchdog or service manager may conclude. Codes keep their meanings forever.
 */

export interface ExitCode {
  readonly code: number;
  /** A sentence without a full stop. */
  readonly meaning: string;
  /** Whether restarting can help although nothing has changed. */
  readonly isRestartUseful: boolean;
}

export const exitCodes = {
  ok: {
    code: 0,
    meaning: "Stopped as requested: Ctrl+C, a stop signal, or the time of --for is over",
    isRestartUseful: false,
  },
  unexpected: {
    code: 1,
    meaning: "Unexpected error; see the log for details",
    isRestartUseful: true,
  },
  usage: {
    code: 2,
    meaning: "The command line is wrong",
    isRestartUseful: false,
  },
  configuration: {
    code: 3,
    meaning: "The configuration is wrong; every error is printed",
    isRestartUseful: false,
  },
  port_taken: {
    code: 4,
    meaning: "A port is in use, often by a second bridge; change MT5_LINK_PORT or HTTP_PORT",
    isRestartUseful: false,
  },
  already_running: {
    code: 5,
    meaning: "Another bridge is already using this data folder",
    isRestartUseful: false,
  },
  replay_unusable: {
    code: 6,
    meaning: "A --replay file cannot be used as it is; the message says why",
    isRestartUseful: false,
  },
  stop_forced: {
    code: 7,
    meaning: "Ended before everything had stopped: a second Ctrl+C, or stopping took too long",
    isRestartUseful: true,
  },
  actor_hung: {
    code: 8,
    meaning: "Part of the bridge hung and could only be ended with the process",
    isRestartUseful: true,
  },
  set_up_failed: {
    code: 9,
    meaning: "A set-up command failed; it says why and what to do",
    isRestartUseful: false,
  },
  doctor_found: {
    code: 10,
    meaning: "The doctor found at least one failed check",
    isRestartUseful: false,
  },
  mirror_differed: {
    code: 11,
    meaning: "mirror check found differences; it says which, and has mended what it could",
    isRestartUseful: false,
  },
  mirror_unchecked: {
    code: 12,
    meaning: "mirror check could not compare or mend everything; it says why and what to do",
    isRestartUseful: false,
  },
  backtest_failed: {
    code: 15,
    meaning: "backtest could not run to its end; it says why and what to do",
    isRestartUseful: false,
  },
  report_failed: {
    code: 13,
    meaning: "report could not read or write a file; it says which, why and what to do",
    isRestartUseful: false,
  },
  not_started: {
    code: 14,
    meaning: "The time of --for was over before the bridge had started",
    isRestartUseful: false,
  },
  history_failed: {
    code: 16,
    meaning: "history could not read, store or write something; it says what, why and what to do",
    isRestartUseful: false,
  },
  strategy_faulty: {
    code: 17,
    meaning:
      "check-strategy found that the strategy cannot run, or looks ahead, or has no prices; it says where",
    isRestartUseful: false,
  },
  fleet_failed: {
    code: 18,
    meaning: "fleet could not reach a server, send the halt or serve its page; it says why",
    isRestartUseful: false,
  },
} as const satisfies Record<string, ExitCode>;

export type ExitReason = keyof typeof exitCodes;
