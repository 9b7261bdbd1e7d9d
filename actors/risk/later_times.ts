/**
 * Brings an account back that an earlier run had moved into the future, after a quote with a wrong
 * time: its day would never end, nor would a halt that lasts until the next one.
 */

import { type BrokerMs, brokerMs, type TerminalId } from "../../src/models/mod.ts";
import { dayMs } from "../../src/models/time.ts";
import type { PresentDays } from "../../src/risk/broker_day.ts";
import type { VenuePeer } from "../../src/venue/venue.ts";
import type { RiskContext } from "./risk_context.ts";
import { storeTimeoutMs, venueTimeoutMs } from "./timeouts.ts";

/** Null when the venue does not reply. */
export async function brokerTime(terminal: TerminalId, venue: VenuePeer): Promise<BrokerMs | null> {
  const taken = await venue.ask("snapshot", { terminal }, { timeoutMs: venueTimeoutMs });
  return taken.ok ? taken.value.takenBrokerMs : null;
}

/** What is stored; if the store fails, it is done at the next start. */
export async function bringBack(
  { terminal, heardMs, days }: {
    readonly terminal: TerminalId;
    /** The broker's time. */
    readonly heardMs: BrokerMs;
    readonly days: PresentDays;
  },
  { database, clock, log }: RiskContext,
): Promise<void> {
  const endBrokerMs = brokerMs(Date.parse(days.latestDay) + dayMs);
  const present = { terminal, ...days, brokerMs: heardMs, endBrokerMs, utcMs: clock.nowMs() };
  const done = await database.ask("bring_back", present, { timeoutMs: storeTimeoutMs });
  if (done.ok) log.warning("account_brought_back", { terminal, ...done.value });
}
