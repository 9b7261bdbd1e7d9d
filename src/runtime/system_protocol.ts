/** Requests that an actor may send to the supervisor, the peer named `system`. */

import type { LogFields, LogLevel } from "../models/logger.ts";
import type { Result } from "../models/result.ts";
import type { ActorStatus } from "./actor.ts";
import type { ReloadAnswer } from "./reload_protocol.ts";
import type { JobError, JobReport, SchedulerStatus } from "./scheduler_status.ts";

export const childStates = [
  "starting",
  "running",
  "backing_off",
  "failed",
  "stopping",
  "stopped",
] as const;

/** Why a child is restarted. */
export const restartCauses = ["requested", "crashed", "hung", "start_failed"] as const;
export type RestartCause = typeof restartCauses[number];

export const systemStates = ["starting", "running", "degraded", "stopping"] as const;

/** One child as the supervisor sees it. */
export interface ChildStatus {
  readonly name: string;
  readonly state: typeof childStates[number];
  readonly restarts: number;
  readonly lastError: string | null;
  readonly upMs: number;
  /** Newest last, bounded. */
  readonly history: readonly RestartRecord[];
  readonly mailbox: { readonly waiting: number; readonly coalesced: number };
  /** The actor's last status report; null before its first heartbeat. */
  readonly actor: ActorStatus | null;
}

export interface RestartRecord {
  readonly atMs: number;
  readonly cause: RestartCause;
  readonly error: string;
  /** How long the actor was down; null while it still is. */
  readonly downMs: number | null;
}

export interface SystemSnapshot {
  readonly state: typeof systemStates[number];
  readonly startedMs: number;
  readonly children: readonly ChildStatus[];
  /** The scheduler's counts and jobs; null in a system without one. */
  readonly scheduler: SchedulerStatus | null;
}

/** One log line as in the log file: without secrets, repeated lines collapsed. */
export interface LogLine {
  /** Numbered from 1 since the program started, without gaps. */
  readonly seq: number;
  readonly timeMs: number;
  readonly level: LogLevel;
  /** The actor that logged it, or `system`. */
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly fields: LogFields;
  /** How many similar lines this one replaces; null for a single line. */
  readonly repeats: number | null;
}

/**
 * Which lines: those after `afterSeq`, oldest first, or (null) the newest; at most `limit`, in
 * chronological order.
 */
export interface LogTailWanted {
  readonly afterSeq: number | null;
  readonly limit: number;
  /** The lowest level to include. */
  readonly level: LogLevel;
  /** Null for every source. */
  readonly source: string | null;
}

export interface LogTail {
  readonly lines: readonly LogLine[];
  /** Sequence number of the newest line, even if it is not in `lines`; 0 before the first. */
  readonly newestSeq: number;
  /** Lines after `afterSeq` that are no longer kept. */
  readonly missed: number;
}

/** Control of the scheduler's jobs from outside. */
export interface JobControl {
  /** Resolves when the run has ended. */
  runJobNow(name: string): Promise<Result<JobReport, JobError>>;
  pauseJob(name: string): Result<void, JobError>;
  resumeJob(name: string): Result<void, JobError>;
}

export type RestartError =
  | { readonly code: "actor_unknown"; readonly actor: string }
  /** It is starting, restarting or stopping: a further restart would add nothing. */
  | { readonly code: "actor_not_running"; readonly actor: string };

export type SystemProtocol = {
  tell: never;
  ask: {
    /** Asks every running child for its status first, within a short deadline. */
    snapshot: { request: Record<never, never>; reply: SystemSnapshot };
    /** Restarts an actor shortly after the reply, so that an actor may request its own restart. */
    restart_actor: { request: { readonly actor: string }; reply: Result<null, RestartError> };
    /** Replies when the run has ended. */
    run_job: { request: { readonly job: string }; reply: Result<JobReport, JobError> };
    pause_job: { request: { readonly job: string }; reply: Result<null, JobError> };
    resume_job: { request: { readonly job: string }; reply: Result<null, JobError> };
    /** Reads the settings again; accounts are added, removed and changed at once. */
    reload_settings: { request: Record<never, never>; reply: ReloadAnswer };
    log_tail: { request: LogTailWanted; reply: LogTail };
  };
};
