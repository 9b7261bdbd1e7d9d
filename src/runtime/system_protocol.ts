/** What an actor may ask the supervisor: the peer named `system`. */

import type { LogFields, LogLevel } from "../models/logger.ts";
import type { Result } from "../models/result.ts";
import type { ActorStatus } from "./actor.ts";
import type { JobError, JobReport } from "./scheduler/job.ts";
import type { SchedulerStatus } from "./scheduler/scheduler.ts";

/** One child as the supervisor sees it. */
export interface ChildStatus {
  readonly name: string;
  readonly state: "starting" | "running" | "backing_off" | "failed" | "stopping" | "stopped";
  readonly restarts: number;
  readonly lastError: string | null;
  readonly upMs: number;
  /** Newest last, bounded. */
  readonly history: readonly RestartRecord[];
  readonly mailbox: { readonly waiting: number; readonly coalesced: number };
  /** What the actor last said of itself; null before its first heartbeat. */
  readonly actor: ActorStatus | null;
}

export interface RestartRecord {
  readonly atMs: number;
  readonly cause: "requested" | "crashed" | "hung" | "start_failed";
  readonly error: string;
  /** How long the actor was away; null while it is. */
  readonly downMs: number | null;
}

export interface SystemSnapshot {
  readonly state: "starting" | "running" | "degraded" | "stopping";
  readonly startedMs: number;
  readonly children: readonly ChildStatus[];
  /** The scheduler's counts and jobs; null in a system without one. */
  readonly scheduler: SchedulerStatus | null;
}

/** One line of the log, as the log file has it: without secrets, floods collapsed. */
export interface LogLine {
  /** Numbered from 1 since the program started, without a gap. */
  readonly seq: number;
  readonly timeMs: number;
  readonly level: LogLevel;
  /** The actor that logged it, or `system`. */
  readonly source: string;
  readonly code: string;
  readonly message: string;
  readonly fields: LogFields;
  /** So many more like it were not shown; null for a line that stands for itself. */
  readonly repeats: number | null;
}

/**
 * Which lines: after `afterSeq` oldest first, or (null) the newest; at most `limit`, always in the
 * order of time.
 */
export interface LogTailWanted {
  readonly afterSeq: number | null;
  readonly limit: number;
  /** The least important level. */
  readonly level: LogLevel;
  /** Null for every source. */
  readonly source: string | null;
}

export interface LogTail {
  readonly lines: readonly LogLine[];
  /** Of the newest line there is, whether it is among `lines` or not; 0 before the first. */
  readonly newestSeq: number;
  /** Lines after `afterSeq` that are not kept any more. */
  readonly missed: number;
}

/** What may be done with jobs from outside; the scheduler does it. */
export interface JobControl {
  /** Resolves when the run is over. */
  runJobNow(name: string): Promise<Result<JobReport, JobError>>;
  pauseJob(name: string): Result<void, JobError>;
  resumeJob(name: string): Result<void, JobError>;
}

export type RestartError = { readonly code: "actor_unknown"; readonly actor: string };

export type SystemProtocol = {
  tell: never;
  ask: {
    /** Asks every running child for its status first, within a short deadline. */
    snapshot: { request: Record<never, never>; reply: SystemSnapshot };
    /**
     * On request; it happens a moment after the answer, so that the actor that asks may name
     * itself.
     */
    restart_actor: { request: { readonly actor: string }; reply: Result<null, RestartError> };
    /** Answers when the run is over. */
    run_job: { request: { readonly job: string }; reply: Result<JobReport, JobError> };
    pause_job: { request: { readonly job: string }; reply: Result<null, JobError> };
    resume_job: { request: { readonly job: string }; reply: Result<null, JobError> };
    log_tail: { request: LogTailWanted; reply: LogTail };
  };
};
