/** What an actor may ask the supervisor: the peer named `system`. */

import type { ActorStatus } from "./actor.ts";
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
  readonly cause: "crashed" | "hung" | "start_failed";
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

export type SystemProtocol = {
  tell: never;
  ask: {
    /** Asks every running child for its status first, within a short deadline. */
    snapshot: { request: Record<never, never>; reply: SystemSnapshot };
  };
};
