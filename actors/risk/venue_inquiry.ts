/** Reads an account from a venue: its figures, what is open, and the deals since a given time. */

import type {
  AccountMetrics,
  BrokerMs,
  TerminalId,
  VenueDeal,
  VenueSnapshot,
} from "../../src/models/mod.ts";
import { dealSettlesMs } from "../../src/risk/day/day_ledger.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";

/** An account message with the venue's time and the steady time of its arrival. */
export interface AccountReading {
  readonly account: AccountMetrics;
  readonly brokerMs: BrokerMs;
  readonly arrivedSteadyMs: number;
}

export interface VenueTruth {
  readonly snapshot: VenueSnapshot;
  readonly deals: readonly VenueDeal[];
  /** True when no deal is so recent that the snapshot may lack it. */
  readonly isSettled: boolean;
}

/**
 * Null when the venue does not reply. The deals are requested last, so that they include every deal
 * the snapshot reflects.
 */
export async function askVenue(
  venue: VenuePeer,
  { terminal, fromBrokerMs, timeoutMs }: {
    readonly terminal: TerminalId;
    readonly fromBrokerMs: (snapshot: VenueSnapshot) => BrokerMs;
    readonly timeoutMs: number;
  },
): Promise<VenueTruth | null> {
  const taken = await venue.ask("snapshot", { terminal }, { timeoutMs });
  if (!taken.ok) return null;
  const snapshot = taken.value;
  const from = fromBrokerMs(snapshot);
  const request = { terminal, fromBrokerMs: from, toBrokerMs: null };
  const listed = await venue.ask("deals", request, { timeoutMs });
  if (!listed.ok) return null;
  const deals = listed.value;
  const newestMs = deals.reduce((newest, { brokerMs }) => Math.max(newest, brokerMs), 0);
  return { snapshot, deals, isSettled: newestMs <= snapshot.takenBrokerMs - dealSettlesMs };
}
