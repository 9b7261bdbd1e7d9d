/**
 * What the page knows about the bridge: the status every two seconds; everything that changes
 * faster comes through the stream.
 */

import { computed, signal } from "@preact/signals";
import type { StatusDocument } from "../../http/status_document.ts";
import type { StreamPrice } from "../../http/stream/messages.ts";
import { readStatus } from "./api.ts";
import { every, steadyNow, thisMoment } from "./browser_clock.ts";
import { isOutdated, type LastAnswer, noAnswerYet, withReply } from "./last_answer.ts";
import { followStream } from "./stream.ts";

const periodMs = 2_000;

export const lastStatus = signal<LastAnswer<StatusDocument>>(noAnswerYet);

export const status = computed(() => lastStatus.value.value);

/** The bridge does not answer: everything on the page is from before. */
export interface Away {
  /** Since the last answer. */
  readonly forMs: number;
  readonly sinceUtcMs: number;
}

/** Null while the bridge answers, and before its first answer. */
export const away = computed((): Away | null => {
  const last = lastStatus.value;
  const steadyMs = steadyNow.value;
  if (last.at === null || !isOutdated(last, { steadyMs, periodMs })) return null;
  return { forMs: Math.max(0, steadyMs - last.at.steadyMs), sinceUtcMs: last.at.utcMs };
});

/** How long ago the status was true. */
export const statusAgeMs = computed(() => {
  const { at } = lastStatus.value;
  return at === null ? 0 : Math.max(0, steadyNow.value - at.steadyMs);
});

/** Latest accepted quote of each symbol, by `terminal symbol`; none while there is no stream. */
export const quotes = signal<ReadonlyMap<string, StreamPrice>>(new Map());

export function quoteKey({ terminal, symbol }: Pick<StreamPrice, "terminal" | "symbol">): string {
  return `${terminal} ${symbol}`;
}

export function keepFresh(): void {
  every(periodMs, renew);
  followStream({ prices: takeQuotes, lost: () => quotes.value = new Map() });
}

async function renew(): Promise<void> {
  const reply = await readStatus<StatusDocument>();
  lastStatus.value = withReply(lastStatus.value, reply, thisMoment());
}

function takeQuotes(changes: readonly StreamPrice[]): void {
  const next = new Map(quotes.value);
  for (const quote of changes) next.set(quoteKey(quote), quote);
  quotes.value = next;
}
