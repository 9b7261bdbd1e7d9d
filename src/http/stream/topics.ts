/**
 * The topics a client can subscribe to. A state has a current value for each key, and only that one
 * matters: a slow client skips the values in between. An event is sent to every subscriber, exactly
 * once and in order.
 */

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

/** The topics of a client that names none. */
export const usualTopics: readonly StreamTopic[] = streamTopics.filter((topic) => topic !== "log");

export interface Subscription {
  readonly topics: ReadonlySet<StreamTopic>;
  /** Applies to prices only; null for all. */
  readonly symbols: ReadonlySet<string> | null;
}

/** The new value of one state. */
export interface StateChange {
  readonly topic: StreamTopic;
  /** The symbol of a price; null for all other states. */
  readonly symbol: string | null;
}

export function isWanted({ topics, symbols }: Subscription, change: StateChange): boolean {
  return topics.has(change.topic) &&
    (change.symbol === null || symbols === null || symbols.has(change.symbol));
}

/** The same text for subscriptions that receive the same messages. */
export function subscriptionKey({ topics, symbols }: Subscription): string {
  return `${[...topics].sort().join()}/${symbols === null ? "*" : [...symbols].sort().join()}`;
}
