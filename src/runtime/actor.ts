/**
 * What an actor is, seen from its own code: a function from a context to a behaviour. The host
 * (`actor_host.ts`) feeds it its mailbox; it is otherwise ignorant of being supervised.
 */

import type { Logger } from "../models/logger.ts";
import type { Answer } from "./answer.ts";
import type { Clock } from "./clock.ts";
import type { NoPeers, Protocol, ProtocolMap, Question, ReplyOf, RequestOf } from "./protocol.ts";
import type { Random } from "./random.ts";

/** How a message that has to wait may be merged with a later one of the same key. */
export interface Coalesce<Message> {
  /** Messages of the same key are merged. */
  readonly key: string;
  /** Makes one message of two; `earlier` was told first. Must bound what it keeps. */
  merge(earlier: Message, later: Message): Message;
}

/** How long to wait for an answer. */
export interface AskOptions {
  /** Deadline for the answer, counted from the call. */
  readonly timeoutMs: number;
}

/**
 * Another actor. Survives the other's restarts: what waits in its mailbox is delivered to the new
 * one.
 */
export interface Peer<P extends Protocol> {
  /**
   * Delivers in order. Never blocks: waits in a bounded mailbox while the peer is slow or away,
   * where a message with `coalesce` merges with a waiting one of its key. Throws a `RangeError`
   * when the mailbox is full and nothing can be merged; a producer that may be faster than its peer
   * awaits `drained()` first. A message whose handling crashes the peer is not delivered again,
   * those behind it are.
   */
  tell(message: P["tell"], coalesce?: Coalesce<P["tell"]>): void;
  /**
   * Asks and waits for the answer, until the deadline or the peer's restart: the `Result` that the
   * peer replies, a reply of another kind as its value, or why there is none. Never throws.
   */
  ask<Q extends Question<P>>(
    question: Q,
    request: RequestOf<P, Q>,
    options: AskOptions,
  ): Promise<Answer<ReplyOf<P, Q>>>;
  /** Resolves when the mailbox has room again (at once when it has). */
  drained(): Promise<void>;
  /**
   * Messages told and not yet taken: a few while the peer keeps up, more while it is slow or away.
   */
  readonly waiting: number;
}

/** Plain data for the status page. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [key: string]: Json;
};

/** What an actor says of itself; shown at `/status` under its name. */
export interface ActorStatus {
  /** The state of its machine, such as `open` or `degraded`. */
  readonly state: string;
  /** Ready to do its job? A degraded actor makes the system `degraded`. */
  readonly health: "ok" | "degraded";
  /** Why it is degraded, in words for the trader. */
  readonly reason?: string;
  /** More for the status page, such as counts of what it holds. */
  readonly detail: { readonly [key: string]: Json };
  /**
   * Totals since this life of the actor began, such as `ticks`; `/status` shows them of all actors
   * together under `counters`, so the names (camelCase) must be unique in the system.
   */
  readonly counters?: { readonly [name: string]: number };
}

/** The running half of an actor. */
export interface Behaviour<P extends Protocol> {
  /** Handles one event; the next one waits until this is done. A throw crashes the actor. */
  onTell?(message: P["tell"]): void | Promise<void>;
  /** Answers questions; several may be under way at once. A throw crashes the actor. */
  readonly onAsk: {
    readonly [Q in Question<P>]: (
      request: RequestOf<P, Q>,
    ) => ReplyOf<P, Q> | Promise<ReplyOf<P, Q>>;
  };
  /** Called on each heartbeat and for the status page: must be cheap. */
  status(): ActorStatus;
  /** A peer (named in `talksTo` of this or of the peer's child spec) has started again. */
  onPeerRestarted?(peer: string): void;
  /** Finishes what is under way; the supervisor kills the actor when its shutdown time is over. */
  stop?(): void | Promise<void>;
}

/**
 * What an actor is given when it starts. `Peers` maps the names of the actors that it asks and
 * tells to their protocols; `OptionalPeers` those that not every tree has. Both stand in its child
 * specification, as `talksTo` and `mayTalkTo`.
 */
export interface ActorContext<
  Config,
  Peers extends ProtocolMap = NoPeers,
  OptionalPeers extends ProtocolMap = NoPeers,
> {
  /** Its name in the tree. */
  readonly name: string;
  /** What its specification hands to it. */
  readonly config: Config;
  /** Logs under the actor's name. */
  readonly log: Logger;
  /** Time, which an actor reads nowhere else. */
  readonly clock: Clock;
  /** Randomness, which an actor takes from nowhere else. */
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

/** An actor's code: called anew at each start, with nothing left over from the last life. */
export type ActorStart<
  P extends Protocol,
  Config,
  Peers extends ProtocolMap = NoPeers,
  OptionalPeers extends ProtocolMap = NoPeers,
> = (
  context: ActorContext<Config, Peers, OptionalPeers>,
) => Behaviour<P> | Promise<Behaviour<P>>;
