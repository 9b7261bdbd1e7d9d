/** Messages of the stream to its clients; `docs/api.md` describes them. */

import type { StreamTopic, Subscription } from "./topics.ts";

/** The newest price of a symbol, a change of the topic `prices`. */
export type StreamPrice = {
  readonly terminal: string;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly brokerMs: number;
  readonly utcMs: number;
};

/** The newest value of something, with its topic. */
export type StreamChange =
  | { readonly topic: "prices" } & StreamPrice
  | { readonly topic: Exclude<StreamTopic, "prices"> };

/** What a client is subscribed to from now on. */
interface Scope {
  readonly topics: readonly StreamTopic[];
  /** Null for all. */
  readonly symbols: readonly string[] | null;
}

/** The first message. */
export interface StreamHello extends Scope {
  readonly type: "hello";
  readonly stream: string;
  readonly seq: number;
  readonly resumed: boolean;
  readonly nowMs: number;
  readonly heartbeatMs: number;
}

interface Changes {
  readonly changes: readonly StreamChange[];
}

export type StreamMessage =
  | StreamHello & Changes
  | { readonly type: "subscribed" } & Scope & Changes
  | { readonly type: "changes"; readonly seq: number } & Changes
  | {
    readonly type: "event";
    readonly seq: number;
    readonly topic: StreamTopic;
    readonly event: Readonly<Record<string, unknown>>;
  }
  | { readonly type: "heartbeat" | "pong"; readonly nowMs: number };

export function scopeOf({ topics, symbols }: Subscription): Scope {
  return { topics: [...topics], symbols: symbols === null ? null : [...symbols] };
}

/** The text of a message; `changes` are objects as JSON, separated by commas. */
export function withChanges(
  head: StreamHello | { readonly type: "subscribed" } & Scope,
  changes: string,
): string {
  return `${JSON.stringify(head).slice(0, -1)},"changes":[${changes}]}`;
}
