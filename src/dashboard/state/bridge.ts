/**
 * What the page knows about the bridge: the status every two seconds; everything that changes
 * faster comes through the stream.
 */

import { signal } from "@preact/signals";
import type { StatusDocument } from "../../http/status_document.ts";
import type { StreamPrice } from "../../http/stream/messages.ts";
import { readStatus } from "./api.ts";
import { every, now } from "./browser_clock.ts";
import { followStream } from "./stream.ts";

const statusPeriodMs = 2_000;

export const status = signal<StatusDocument | null>(null);
/** Null while the bridge answers, else since when it does not. */
export const awaySinceMs = signal<number | null>(null);
/** Latest accepted quote of each symbol, by `terminal symbol`. */
export const quotes = signal<ReadonlyMap<string, StreamPrice>>(new Map());

export function quoteKey({ terminal, symbol }: Pick<StreamPrice, "terminal" | "symbol">): string {
  return `${terminal} ${symbol}`;
}

export function keepFresh(): void {
  every(statusPeriodMs, () => void renew());
  followStream({ prices: takeQuotes });
}

async function renew(): Promise<void> {
  const answer = await readStatus<StatusDocument>();
  if (answer.ok) {
    status.value = answer.value;
    awaySinceMs.value = null;
  } else if (answer.problem.status === 0) awaySinceMs.value ??= now.value;
}

function takeQuotes(changes: readonly StreamPrice[]): void {
  const next = new Map(quotes.value);
  for (const quote of changes) next.set(quoteKey(quote), quote);
  quotes.value = next;
}
