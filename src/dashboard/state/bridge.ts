/**
 * What the page knows about the bridge: the status every two seconds; everything that changes
 * faster comes through the stream.
 */

import { signal } from "@preact/signals";
import { readStatus } from "./api.ts";
import { every, now } from "./browser_clock.ts";
import { followStream } from "./stream.ts";
import type { Quote, Status } from "./types.ts";

const statusPeriodMs = 2_000;

export const status = signal<Status | null>(null);
/** Null while the bridge answers, otherwise when it stopped answering. */
export const awaySinceMs = signal<number | null>(null);
/** The latest accepted quote of each symbol, by `terminal symbol`. */
export const quotes = signal<ReadonlyMap<string, Quote>>(new Map());

export function quoteKey({ terminal, symbol }: Pick<Quote, "terminal" | "symbol">): string {
  return `${terminal} ${symbol}`;
}

export function keepFresh(): void {
  every(statusPeriodMs, () => void renew());
  followStream({ prices: takeQuotes });
}

async function renew(): Promise<void> {
  const answer = await readStatus<Status>();
  if (answer.ok) {
    status.value = answer.value;
    awaySinceMs.value = null;
  } else if (answer.problem.status === 0) awaySinceMs.value ??= now.value;
}

function takeQuotes(changes: readonly Quote[]): void {
  const next = new Map(quotes.value);
  for (const quote of changes) next.set(quoteKey(quote), quote);
  quotes.value = next;
}
