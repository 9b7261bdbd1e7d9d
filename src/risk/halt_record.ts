/**
 * A halt as one line of text that a terminal keeps with its halt flag: enough to restore the halt
 * after a restart of the bridge, even if it could not be stored.
 */

import {
  type Halt,
  type HaltCause,
  haltCauses,
  haltEndings,
  haltPolicies,
  type HaltScope,
  haltScopes,
  type TerminalId,
  unixMs,
} from "../models/mod.ts";

const day = /^\d{4}-\d{2}-\d{2}$/;

export function haltRecord(halt: Halt): string {
  const { scope, cause, policy, ends, startedMs, brokerDay, id } = halt;
  return [scope, cause, policy, ends, startedMs, brokerDay, id].join(" ");
}

/**
 * Which of an account's halts its terminal keeps: first one that is not stored; then a halt of all
 * accounts, because it also holds where nothing else is halted; then one that a person began,
 * because the figures show a broken limit again; then one that flattens.
 */
export function keptHalt(
  halts: readonly Halt[],
  isWritten: (halt: Halt) => boolean,
): Halt | null {
  const rank = (halt: Halt) =>
    (isWritten(halt) ? 0 : 8) + (halt.scope === "all" ? 4 : 0) + (isLimit(halt.cause) ? 0 : 2) +
    (halt.policy === "flatten" ? 1 : 0);
  return halts.toSorted((one, other) => rank(other) - rank(one))[0] ?? null;
}

function isLimit(cause: HaltCause): boolean {
  return cause === "daily_loss" || cause === "drawdown";
}

/** The reason of a halt that the bridge did not begin. */
export function adoptedReason(reason: string): string {
  return `The terminal was halted (${reason})`;
}

/** Whether a flag without a record belongs to one of these halts, or was adopted before. */
export function isKnownFlag(reason: string, halts: readonly Halt[]): boolean {
  const texts = [reason, adoptedReason(reason)];
  return halts.some((halt) => texts.includes(halt.reason));
}

/** Null when it is not a record of a halt of this terminal. */
export function haltOfRecord(
  record: string,
  { terminal, reason }: Pick<Halt, "terminal" | "reason">,
): Halt | null {
  const [scopeText, causeText, policyText, endsText, started, brokerDay = "", ...rest] = record
    .split(" ");
  const id = rest.join(" ");
  const scope = oneOf<HaltScope>(haltScopes, scopeText);
  const cause = oneOf<HaltCause>(haltCauses, causeText);
  const policy = oneOf(haltPolicies, policyText);
  const ending = oneOf(haltEndings, endsText);
  const startedMs = Number(started);
  if (scope === null || cause === null || policy === null || ending === null) return null;
  if (!Number.isSafeInteger(startedMs) || !day.test(brokerDay)) return null;
  if (!id.startsWith(prefixOf(terminal))) return null;
  const begun = { id, terminal, scope, cause, policy, ends: ending, reason, brokerDay };
  return { ...begun, startedMs: unixMs(startedMs), flatMs: null, endedMs: null, endedBy: null };
}

/** The id of a halt begins with its account. */
function prefixOf(terminal: TerminalId): string {
  return `${terminal}/`;
}

function oneOf<T extends string>(all: readonly T[], text: string | undefined): T | null {
  return all.find((one) => one === text) ?? null;
}
