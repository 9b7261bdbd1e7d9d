/**
 * The halts of an account as one line of text that its terminal keeps with its halt flag: enough to
 * restore them after a restart of the bridge, even if they could not be stored.
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
} from "../../models/mod.ts";
import { haltRecordMax } from "../../venue/venue_events.ts";
import { reasonLine, reasonStart } from "./reason_line.ts";

const day = /^\d{4}-\d{2}-\d{2}$/;

/** What a terminal keeps: the reason of the first halt, and the record of all. */
export interface HaltNote {
  readonly reason: string;
  readonly record: string;
}

/** Neither is part of a halt's own fields: a server's name has no colon. */
const betweenHalts = " :: ";
const beforeReason = " : ";

/** Leaves room for every kind of halt that an account can have at once. */
const reasonMax = 100;

/**
 * Null without halts. Of halts that differ in nothing but their time one is kept, because they
 * block, close and end alike. The first is one that is not stored, if there is any; then one of all
 * accounts, because it also holds where nothing else is halted; then one that a person began,
 * because the figures show a broken limit again; then one that flattens. They all fit, and if they
 * did not, the last ones would be left out.
 */
export function haltNote(
  halts: readonly Halt[],
  isWritten: (halt: Halt) => boolean,
): HaltNote | null {
  const rank = (halt: Halt) =>
    (isWritten(halt) ? 0 : 8) + (halt.scope === "all" ? 4 : 0) + (isLimit(halt.cause) ? 0 : 2) +
    (halt.policy === "flatten" ? 1 : 0);
  const sorted = halts.toSorted((one, other) => rank(other) - rank(one));
  const [first, ...others] = sorted.filter((halt, index) =>
    sorted.findIndex((one) => kindOf(one) === kindOf(halt)) === index
  );
  if (first === undefined) return null;
  const record = others.reduce((line, halt) => {
    const longer = `${line}${betweenHalts}${recordOf(halt)}${beforeReason}${reasonOf(halt)}`;
    return longer.length > haltRecordMax ? line : longer;
  }, recordOf(first));
  return { reason: reasonLine(first.reason), record };
}

function kindOf({ scope, cause, policy, ends, brokerDay }: Halt): string {
  return [scope, cause, policy, ends === "next_day" ? brokerDay : ends].join(" ");
}

function recordOf(halt: Halt): string {
  const { scope, cause, policy, ends, startedMs, brokerDay, id } = halt;
  return [scope, cause, policy, ends, startedMs, brokerDay, id].join(" ");
}

function reasonOf({ reason }: Halt): string {
  return reasonStart(reason, reasonMax).replaceAll(/:{2,}/g, ":");
}

function isLimit(cause: HaltCause): boolean {
  return cause === "daily_loss" || cause === "drawdown" || cause === "group_loss";
}

/** The reason of a halt that the bridge did not begin. */
export function adoptedReason(reason: string): string {
  return `The terminal was halted (${reason})`;
}

/** Whether a flag without a record belongs to one of these halts, or was adopted before. */
export function isKnownFlag(reason: string, halts: readonly Halt[]): boolean {
  const texts = [reason, adoptedReason(reason)];
  return halts.some((halt) => texts.includes(reasonLine(halt.reason)));
}

/** Those of this terminal that a record holds; none when it is no such record. */
export function haltsOfNote(
  { reason, record }: HaltNote,
  terminal: TerminalId,
): Halt[] {
  return record.split(betweenHalts).flatMap((text, index) => {
    const end = index === 0 ? -1 : text.indexOf(beforeReason);
    const ownReason = end < 0 ? reason : text.slice(end + beforeReason.length);
    const own = end < 0 ? text : text.slice(0, end);
    return haltOfRecord(own, { terminal, reason: ownReason }) ?? [];
  });
}

/** Null when it is not the record of a halt of this terminal. */
function haltOfRecord(
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
