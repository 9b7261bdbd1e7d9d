/**
 * A halt that a terminal has begun by itself, while the bridge was silent, as the bridge adopts it:
 * its own limit and policy, and the end that the settings give such a halt. Pure.
 */

import {
  brokerMs,
  guardCauses,
  type Halt,
  type HaltPolicy,
  type TerminalId,
  unixMs,
} from "../../models/mod.ts";
import type { VenueHalt } from "../../venue/venue_events.ts";
import { brokerDayOf } from "../day/broker_day.ts";
import { haltEnds } from "./halt_decision.ts";
import type { RiskPolicy } from "../risk_policy.ts";

/**
 * `guard daily_loss close 1772445600000 1772409600000`: cause, policy, begin in UTC, day. After
 * the record of another halt it has a reason of its own.
 */
const record = /(?:^| :: )guard ([a-z_]+) (block|close) (\d{1,15}) (\d{1,15})(?:$| : (.*)$)/;

/** Null when the flag was not set by the terminal itself. */
export function guardHalt(
  flag: VenueHalt,
  { terminal, policy }: { readonly terminal: TerminalId; readonly policy: RiskPolicy },
): Halt | null {
  const [, causeText, policyText, started, dayFrom, ownReason] = record.exec(flag.record) ?? [];
  const cause = guardCauses.find((one) => one === causeText);
  if (cause === undefined) return null;
  const halted: HaltPolicy = policyText === "close" ? "flatten" : "block";
  return {
    // The same flag, reported again, is the same halt.
    id: `${terminal}/${cause}/${started}-guard`,
    terminal,
    scope: "account",
    cause,
    policy: halted,
    ends: haltEnds(cause, policy),
    reason: ownReason ?? flag.reason,
    startedMs: unixMs(Number(started)),
    brokerDay: brokerDayOf(brokerMs(Number(dayFrom))),
    flatMs: null,
    endedMs: null,
    endedBy: null,
  };
}
