/**
 * The stored ticks that a restored account has not seen: its state is stored when something happens
 * to it, the ticks are stored all the time. Without them it would go on with old prices, and a stop
 * that was reached just before a crash would be filled at the next price.
 */

import { shortStoreTimeoutMs } from "../../src/database/store_timeouts.ts";
import {
  type BrokerMs,
  brokerMs,
  ok,
  type Result,
  type TerminalId,
  type TickBatch,
} from "../../src/models/mod.ts";
import type { StoreError } from "../../src/database/store_error.ts";
import type { AskError } from "../../src/runtime/protocol.ts";
import { retry } from "../../src/runtime/retry.ts";
import { readBackoff, type StoreReading } from "./stored_account.ts";

/** One reading: some thousand ticks of a busy terminal. */
const portionMs = 600_000;

/** Ticks of different symbols may arrive a little out of their order. */
const overlapMs = 60_000;

/** Two weeks: what an account has not seen for longer is a gap, as after an absence. */
const portionsMax = 2_016;

const options = { timeoutMs: shortStoreTimeoutMs };

export interface MissedTicks {
  /** The terminal whose prices the account has. */
  readonly terminal: TerminalId;
  /** The account's time. */
  readonly fromMs: BrokerMs;
  /** Later ticks have a wrong time. */
  readonly toMs: BrokerMs;
  /** Nothing waits for a price: only the latest ones are of use. */
  readonly isIdle: boolean;
  /** A repeated portion must change nothing. */
  readonly onTicks: (batches: readonly TickBatch[]) => void;
}

/** Hands them over portion by portion, the oldest first; tries until it has succeeded. */
export async function playMissedTicks(
  missed: MissedTicks,
  reading: StoreReading,
  signal: AbortSignal,
): Promise<void> {
  const { clock, random, log } = reading;
  await retry(() => playOnce(missed, reading, signal), {
    ...{ clock, random, backoff: readBackoff, signal },
    onFailure: ({ code }, attempt) => {
      const { terminal } = missed;
      if (attempt === 1) log.warning("paper_account_unread", { terminal, error: code });
    },
  });
}

async function playOnce(
  { terminal, fromMs, toMs, isIdle, onTicks }: MissedTicks,
  { database }: StoreReading,
  signal: AbortSignal,
): Promise<Result<null, StoreError | AskError>> {
  const edges = await database.ask("edges", { terminal }, options);
  if (!edges.ok) return edges;
  const lastMs = Math.max(...edges.value.ticks.map(({ lastBrokerMs }) => lastBrokerMs));
  const newestMs = Math.min(toMs, lastMs);
  const portions = isIdle ? 1 : portionsMax;
  const firstMs = Math.max(fromMs, newestMs - portions * portionMs) - overlapMs;
  for (let atMs = firstMs; atMs <= newestMs && !signal.aborted; atMs += portionMs) {
    const endMs = Math.min(atMs + portionMs, newestMs + 1);
    const wanted = { terminal, fromBrokerMs: brokerMs(atMs), toBrokerMs: brokerMs(endMs) };
    const read = await database.ask("ticks_between", wanted, options);
    if (!read.ok) return read;
    if (read.value.length > 0) onTicks(read.value);
  }
  return ok(null);
}
