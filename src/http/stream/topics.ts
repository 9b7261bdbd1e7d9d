/**
 * What a client of the stream may hear. A state has a newest value for each key, and only that one counts: a slow client
 * skips the ones between. An event is told to everybody who listens, each once and in order.
 */

export const streamTopics = [
  "prices",
  "account",
  "positions",
  "orders",
  "deals",
  "signals",
  "risk",
  "system",
  "log",
] as const;
export type StreamTopic = typeof streamTopics[number];

/** Heard by a client that names none. */
export const usualTopics: readonly StreamTopic[] = streamTopics.filter((topic) => topic !== "log");

export interface Subscription {
  readonly topics: ReadonlySet<StreamTopic>;
  /** Of prices only; null for all. */
  readonly symbols: ReadonlySet<string> | null;
}

/** The newest value of one thing. */
export interface StateChange {
  readonly topic: StreamTopic;
  /** Of the price; null for everything else. */
  readonly symbol: string | null;
}

export function isWanted({ topics, symbols }: Subscription, change: StateChange): boolean {
  return topics.has(change.topic) &&
    (change.symbol === null || symbols === null || symbols.has(change.symbol));
}

/** The same text for subscriptions that hear the same. */
export function subscriptionKey({ topics, symbols }: Subscription): string {
  return `${[...topics].sort().join()}/${symbols === null ? "*" : [...symbols].sort().join()}`;
}
