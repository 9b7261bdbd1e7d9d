/**
 * The interface of an actor: a function from a context to a behaviour. The host (`actor_host.ts`)
 * feeds it messages; its code is not aware of supervision.
 */

import type { Logger } from "../models/logger.ts";
import type { Answer } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { NoPeers, Protocol, ProtocolMap, Question, ReplyOf, RequestOf } from "./protocol.ts";
import type { Random } from "./random.ts";

/** How a queued message is merged with a later one of the same key. */
export interface Coalesce<Message> {
  /** Messages of the same key are merged. */
  readonly key: string;
  /** Merges two messages; `earlier` was sent first. The result must be bounded in size. */
  merge(earlier: Message, later: Message): Message;
}

/** How long to wait for a reply. */
export interface AskOptions {
  /** Deadline for the reply, counted from the call. */
  readonly timeoutMs: number;
}

/** Another actor. Survives its restarts: queued messages are delivered to the new instance. */
export interface Peer<P extends Protocol> {
  /**
   * Delivers in order and never blocks: messages wait in a bounded mailbox while the peer is slow
   * or restarting, and one with `coalesce` merges with a queued one of its key. Throws a
   * `RangeError` when the mailbox is full and nothing can be merged; a producer that may be faster
   * than its peer awaits `drained()` first. A message that crashes the peer is not delivered again,
   * but those behind it are.
   */
  tell(message: P["tell"], coalesce?: Coalesce<P["tell"]>): void;
  /**
   * Sends a request and waits for the reply, until the deadline or the peer's restart. Resolves to
   * the `Result` that the peer replies, any other reply as an ok value, or an `AskError`. Never
   * throws.
   */
  ask<Q extends Question<P>>(
    question: Q,
    request: RequestOf<P, Q>,
    options: AskOptions,
  ): Promise<Answer<ReplyOf<P, Q>>>;
  /** Resolves when the mailbox has room (at once if it has). */
  drained(): Promise<void>;
  /**
   * Messages sent but not yet taken: a few while the peer keeps up, more while it is slow or
   * restarting.
   */
  readonly waiting: number;
}

/** Plain data for the status page. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [key: string]: Json;
};

/** An actor's report about itself; shown at `/status` under its name. */
export interface ActorStatus {
  /** The state of its machine, such as `open` or `degraded`. */
  readonly state: string;
  /** Whether it can do its job. A degraded actor makes the system `degraded`. */
  readonly health: "ok" | "degraded";
  /** Why it is degraded, in words for the trader. */
  readonly reason?: string;
  /** More for the status page, such as counts of what it holds. */
  readonly detail: { readonly [key: string]: Json };
  /**
   * Totals since the actor's last start, such as `ticks`. `/status` combines them for all actors
   * under `counters`, so the names (camelCase) must be unique in the system.
   */
  readonly counters?: { readonly [name: string]: number };
}

/** The running half of an actor. */
export interface Behaviour<P extends Protocol> {
  /** Handles one event; the next one waits until this is done. A throw crashes the actor. */
  onTell?(message: P["tell"]): void | Promise<void>;
  /** Answers requests; several may be in progress at once. A throw crashes the actor. */
  readonly onAsk: {
    readonly [Q in Question<P>]: (
      request: RequestOf<P, Q>,
    ) => ReplyOf<P, Q> | Promise<ReplyOf<P, Q>>;
  };
  /** Called on each heartbeat and for the status page, so it must be cheap. */
  status(): ActorStatus;
  /** Its configuration has changed; from here on the new one applies. */
  onConfig?(config: unknown): void | Promise<void>;
  /** A peer (named in `talksTo` of this or of the peer's child spec) has restarted. */
  onPeerRestarted?(peer: string): void;
  /** Finishes work in progress; the supervisor kills the actor after its shutdown time. */
  stop?(): void | Promise<void>;
}

/**
 * The context an actor receives when it starts. `Peers` maps the names of the actors it talks to to
 * their protocols, `OptionalPeers` those that not every tree has. The child specification lists
 * both, as `talksTo` and `mayTalkTo`.
 */
export interface ActorContext<
  Config,
  Peers extends ProtocolMap = NoPeers,
  OptionalPeers extends ProtocolMap = NoPeers,
> {
  /** Its name in the tree. */
  readonly name: string;
  /** The configuration from its specification. */
  readonly config: Config;
  /** Logs under the actor's name. */
  readonly log: Logger;
  /** The only source of time for an actor. */
  readonly clock: Clock;
  /** The only source of randomness for an actor. */
  readonly random: Random;
  /**
   * The actor of that name. Throws a `RangeError` when the child specification does not name it.
   */
  peer<Name extends keyof Peers & string>(name: Name): Peer<Peers[Name]>;
  /** The actor of that name, or null in a tree without it. Throws as `peer` does. */
  optionalPeer<Name extends keyof OptionalPeers & string>(
    name: Name,
  ): Peer<OptionalPeers[Name]> | null;
}

/** An actor's code: called at each start, without any state of an earlier run. */
export type ActorStart<
  P extends Protocol,
  Config,
  Peers extends ProtocolMap = NoPeers,
  OptionalPeers extends ProtocolMap = NoPeers,
> = (
  context: ActorContext<Config, Peers, OptionalPeers>,
) => Behaviour<P> | Promise<Behaviour<P>>;
