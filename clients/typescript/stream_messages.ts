/** The messages of the live stream; docs/api.md of the bridge describes them. */

export const streamTopics = [
  "prices",
  "account",
  "positions",
  "orders",
  "deals",
  "signals",
  "risk",
  "backtests",
  "history",
  "system",
  "log",
] as const;

export type StreamTopic = typeof streamTopics[number];

/** The newest price of a symbol. */
export interface PriceChange {
  readonly topic: "prices";
  readonly terminal: string;
  readonly symbol: string;
  readonly bid: number;
  readonly ask: number;
  readonly brokerMs: number;
  readonly utcMs: number;
}

/** The newest value of any other state, with fields of its own. */
export interface OtherChange {
  readonly topic: Exclude<StreamTopic, "prices">;
  readonly [field: string]: unknown;
}

/** What the client is subscribed to from now on, with the newest values. */
interface Scope {
  readonly topics: readonly StreamTopic[];
  /** Null for all. */
  readonly symbols: readonly string[] | null;
  readonly changes: readonly (PriceChange | OtherChange)[];
}

export interface StreamHello extends Scope {
  readonly type: "hello";
  readonly stream: string;
  readonly seq: number;
  /** The events since the last connection follow, and none is missing. */
  readonly resumed: boolean;
  readonly nowMs: number;
  readonly heartbeatMs: number;
}

/** What the bridge sends. */
export type StreamMessage =
  | StreamHello
  | { readonly type: "subscribed" } & Scope
  | { readonly type: "changes"; readonly seq: number; readonly changes: Scope["changes"] }
  | {
    readonly type: "event";
    readonly seq: number;
    readonly topic: StreamTopic;
    readonly event: Readonly<Record<string, unknown>>;
  }
  | { readonly type: "heartbeat"; readonly nowMs: number }
  | { readonly type: "pong"; readonly nowMs: number };

/** What a reader of the stream receives. */
export type StreamItem =
  | Exclude<StreamMessage, { readonly type: "heartbeat" | "pong" }>
  /** The connection is gone: the values are not the newest any more. It is opened again. */
  | { readonly type: "lost"; readonly reason: string; readonly retryMs: number }
  /** The connection is back, but events may be missing: read the lists again. */
  | { readonly type: "reset" };

/** Null for text that is no message of the stream. */
export function parsedMessage(text: unknown): StreamMessage | null {
  if (typeof text !== "string") return null;
  try {
    const message = JSON.parse(text);
    return typeof message?.type === "string" ? message : null;
  } catch {
    return null;
  }
}
