/**
 * A halt as one line of text that a terminal keeps with its halt flag: what is needed to know it
 * again in another life of the bridge, also when it could not be written down.
 */

import {
  type Halt,
  type HaltCause,
  haltCauses,
  type HaltScope,
  haltScopes,
  type TerminalId,
  unixMs,
} from "../models/mod.ts";

const policies = ["block", "flatten"] as const;
const ends = ["next_day", "by_hand"] as const;
const day = /^\d{4}-\d{2}-\d{2}$/;

export function haltRecord(halt: Halt): string {
  const { scope, cause, policy, ends, startedMs, brokerDay, id } = halt;
  return [scope, cause, policy, ends, startedMs, brokerDay, id].join(" ");
}

/** Null when it is no record of a halt of this terminal. */
export function haltOfRecord(
  record: string,
  { terminal, reason }: Pick<Halt, "terminal" | "reason">,
): Halt | null {
  const [scopeText, causeText, policyText, endsText, started, brokerDay = "", ...rest] = record
    .split(" ");
  const id = rest.join(" ");
  const scope = oneOf<HaltScope>(haltScopes, scopeText);
  const cause = oneOf<HaltCause>(haltCauses, causeText);
  const policy = oneOf(policies, policyText);
  const ending = oneOf(ends, endsText);
  const startedMs = Number(started);
  if (scope === null || cause === null || policy === null || ending === null) return null;
  if (!Number.isSafeInteger(startedMs) || !day.test(brokerDay)) return null;
  if (!id.startsWith(prefixOf(terminal))) return null;
  const begun = { id, terminal, scope, cause, policy, ends: ending, reason, brokerDay };
  return { ...begun, startedMs: unixMs(startedMs), flatMs: null, endedMs: null, endedBy: null };
}

/** Every id of a halt begins with its account. */
function prefixOf(terminal: TerminalId): string {
  return `${terminal}/`;
}

function oneOf<T extends string>(all: readonly T[], text: string | undefined): T | null {
  return all.find((one) => one === text) ?? null;
}
