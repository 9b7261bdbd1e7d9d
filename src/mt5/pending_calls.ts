/**
 * Calls under way to one terminal: each is settled exactly once, by its reply, its deadline or the
 * end of the connection. Pure: the caller sends, keeps time and says when.
 */

import { err, ok, type Result } from "../models/result.ts";
import type { WireReply } from "./wire.ts";

/** Calls under way at once: a fetch of every symbol of a large list, and then some. */
export const callsInFlightMax = 256;
/** Those that read prices may have so many of them: a call that trades always finds room. */
const priceCallsMax = 192;
/** Ended calls whose late replies are still recognised as such. */
const rememberedMax = 1_024;

/** Why a call has no reply: the terminal may have acted all the same. */
export type CallEnd = "timeout" | "disconnected";

/**
 * Calls about the account (trades, and what is asked to know of them) come before those that read
 * prices.
 */
export type CallLane = "account" | "prices";

interface Pending {
  readonly lane: CallLane;
  readonly dueMs: number;
  readonly settle: (outcome: Result<WireReply, CallEnd>) => void;
}

export class PendingCalls {
  readonly #session: string;
  readonly #pending = new Map<string, Pending>();
  readonly #ended = new Set<string>();
  #lastNumber = 0;
  #lateReplies = 0;
  #unknownReplies = 0;

  /** `session` makes the ids of one life of the bridge differ from those of the last. */
  constructor(session: string) {
    this.#session = session;
  }

  /** The id to send, or null when too many are under way. `settle` is called once. */
  open(lane: CallLane, dueMs: number, settle: Pending["settle"]): string | null {
    const most = lane === "prices" ? priceCallsMax : callsInFlightMax;
    if (this.#pending.size >= most) return null;
    this.#lastNumber += 1;
    const id = `${this.#session}-${this.#lastNumber}`;
    this.#pending.set(id, { lane, dueMs, settle });
    return id;
  }

  /** It was not sent after all; it is settled by nobody. */
  cancel(id: string): void {
    this.#pending.delete(id);
  }

  /** A reply has come. False when no call waits for it: it is late, or a repeat, or nobody's. */
  take(reply: WireReply): boolean {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) {
      if (this.#ended.has(reply.id)) this.#lateReplies += 1;
      else this.#unknownReplies += 1;
      return false;
    }
    this.#end(reply.id);
    pending.settle(ok(reply));
    return true;
  }

  /** Ends the calls whose deadline has passed. */
  expire(nowMs: number): void {
    this.#endAll("timeout", ({ dueMs }) => dueMs <= nowMs);
  }

  /** The connection is over: no reply will come. */
  disconnect(): void {
    this.#endAll("disconnected", () => true);
  }

  #endAll(reason: CallEnd, isOver: (pending: Pending) => boolean): void {
    const over = [...this.#pending].filter(([, pending]) => isOver(pending));
    for (const [id, { settle }] of over) {
      this.#end(id);
      settle(err(reason));
    }
  }

  #end(id: string): void {
    this.#pending.delete(id);
    this.#ended.add(id);
    const [oldest] = this.#ended;
    if (oldest !== undefined && this.#ended.size > rememberedMax) this.#ended.delete(oldest);
  }

  /** Is a call about the account under way? */
  get isAccountAsked(): boolean {
    return this.#pending.values().some(({ lane }) => lane === "account");
  }

  /** Replies to calls that had ended, repeats among them. */
  get lateReplies(): number {
    return this.#lateReplies;
  }

  /** Replies to calls never made (or made so long ago that they are forgotten). */
  get unknownReplies(): number {
    return this.#unknownReplies;
  }
}
