/**
 * How the program ends: the one source of the codes, their table in docs/commands.md, and what a watchdog or
 * service manager may conclude. Codes keep their meanings for ever.
 */

export interface ExitCode {
  readonly code: number;
  /** A sentence without a full stop. */
  readonly meaning: string;
  /** Whether starting again, with nothing changed, can end otherwise. */
  readonly isRestartUseful: boolean;
}

export const exitCodes = {
  ok: {
    code: 0,
    meaning: "Ended as asked: Ctrl+C, a stop signal, or the time of --for is over",
    isRestartUseful: false,
  },
  unexpected: {
    code: 1,
    meaning: "An unexpected error; the log has its details",
    isRestartUseful: true,
  },
  usage: {
    code: 2,
    meaning: "The command line is wrong",
    isRestartUseful: false,
  },
  configuration: {
    code: 3,
    meaning: "The configuration is wrong; every mistake is printed",
    isRestartUseful: false,
  },
  port_taken: {
    code: 4,
    meaning: "A port is taken, often by a second bridge; change MT5_LINK_PORT or HTTP_PORT",
    isRestartUseful: false,
  },
  already_running: {
    code: 5,
    meaning: "A bridge runs on this data folder already; it says where its page is",
    isRestartUseful: false,
  },
  replay_unusable: {
    code: 6,
    meaning: "A file of --replay is missing or holds no prices",
    isRestartUseful: false,
  },
  stop_forced: {
    code: 7,
    meaning: "Ended before everything was stopped: a second Ctrl+C, or stopping took too long",
    isRestartUseful: true,
  },
  actor_hung: {
    code: 8,
    meaning: "An actor stood still, and only the end of the process ends its thread",
    isRestartUseful: true,
  },
  set_up_failed: {
    code: 9,
    meaning: "A set-up command could not do its work; it says why and what to do",
    isRestartUseful: false,
  },
  doctor_found: {
    code: 10,
    meaning: "The doctor found at least one failure",
    isRestartUseful: false,
  },
} as const satisfies Record<string, ExitCode>;

export type ExitReason = keyof typeof exitCodes;
