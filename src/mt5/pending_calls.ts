/**
 * Calls in flight to one terminal: each is settled exactly once, by its reply, its deadline or the
 * end of the connection. Pure: the caller sends and passes the time in.
 */

import { err, ok, type Result } from "../models/result.ts";
import type { WireReply } from "./wire.ts";

/** The most calls in flight: room for fetching every symbol of a large list. */
export const callsInFlightMax = 256;
/** The most of them that read prices, so that a trading call always finds room. */
const priceCallsMax = 192;
/** Ended calls that are remembered to recognise late replies. */
const rememberedMax = 1_024;

/** Why a call has no reply; the terminal may have acted nevertheless. */
export type CallEnd = "timeout" | "disconnected";

/** Calls about the account (trading and its queries) have priority over those that read prices. */
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

  /** `session` makes ids differ from those before a restart of the bridge. */
  constructor(session: string) {
    this.#session = session;
  }

  /** The id to send, or null when too many calls are in flight. `settle` is called once. */
  open(lane: CallLane, dueMs: number, settle: Pending["settle"]): string | null {
    const most = lane === "prices" ? priceCallsMax : callsInFlightMax;
    if (this.#pending.size >= most) return null;
    this.#lastNumber += 1;
    const id = `${this.#session}-${this.#lastNumber}`;
    this.#pending.set(id, { lane, dueMs, settle });
    return id;
  }

  /** The call was not sent; `settle` is not called. */
  cancel(id: string): void {
    this.#pending.delete(id);
  }

  /**
   * Settles a call by its reply. False when no call waits for it: it is late, duplicated or
   * unknown.
   */
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

  /** The connection has ended: no reply will arrive. */
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

  /** Whether a call about the account is in flight. */
  get isAccountAsked(): boolean {
    return this.#pending.values().some(({ lane }) => lane === "account");
  }

  /** Replies to calls that had already ended, including duplicates. */
  get lateReplies(): number {
    return this.#lateReplies;
  }

  /** Replies to calls that were never made or are no longer remembered. */
  get unknownReplies(): number {
    return this.#unknownReplies;
  }
}
