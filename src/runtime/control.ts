/** Messages between the supervisor and a worker over the worker's own channel. */

import type { LogRecord } from "../models/logger.ts";
import type { ActorStatus } from "./actor.ts";
import type { DeclaredPeers } from "./declared_peers.ts";

/** How a drill makes an actor fail, to show that the system survives it. */
export type Drill = "crash" | "hang";

export type HostCommand =
  /** `ports` lead to the peers that are alive, `system` always among them. */
  | {
    readonly kind: "start";
    readonly name: string;
    readonly config: unknown;
    readonly peers: DeclaredPeers;
    readonly ports: Readonly<Record<string, MessagePort>>;
  }
  /** A peer has been started (again). */
  | { readonly kind: "connect"; readonly peer: string; readonly port: MessagePort }
  /**
   * A peer has ended; it had taken the messages up to `takenSeq`, even if its receipts were lost.
   */
  | { readonly kind: "disconnect"; readonly peer: string; readonly takenSeq: number }
  /** The configuration has changed. */
  | { readonly kind: "configure"; readonly config: unknown }
  | { readonly kind: "ping" }
  | { readonly kind: "drill"; readonly drill: Drill }
  | { readonly kind: "stop" };

/** By peer, the sequence number of the last message taken since the actor started. */
export type TakenSeqs = Readonly<Record<string, number>>;

export interface MailboxCount {
  readonly waiting: number;
  readonly coalesced: number;
}

export type HostReport =
  | { readonly kind: "started" }
  | { readonly kind: "configured" }
  | {
    readonly kind: "pong";
    readonly status: ActorStatus;
    /** Messages received but not handled yet. */
    readonly inbox: number;
    /** Messages of this actor queued for others. */
    readonly outboxes: Readonly<Record<string, MailboxCount>>;
  }
  | { readonly kind: "log"; readonly record: LogRecord }
  | {
    readonly kind: "failed";
    readonly cause: "crashed" | "start_failed";
    readonly error: string;
    /** The last message taken from each peer; this report may arrive before its receipt. */
    readonly takenSeqs: TakenSeqs;
  }
  | { readonly kind: "stopped" };
