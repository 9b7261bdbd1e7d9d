/**
 * Identifiers that link related records: intents, approvals, and the trace from a cause to its last
 * deal.
 */

import type { Brand } from "./brand.ts";
import type { SignalId } from "./signal.ts";
import type { Magic } from "./ticket.ts";
import { magicNumber } from "./ticket.ts";

/**
 * Identifies everything that one cause led to: signal, decision, intents, deals. The trace of a
 * signal is the signal's id; the trace of a command begins with `command/`, of a position rule with
 * `rule/`, of a halt with `halt/`.
 */
export type TraceId = Brand<string, "TraceId">;

/**
 * Identifies one request to a terminal: 12 characters of Crockford's base 32 (60 bits). It is
 * stored before the request is sent, carried in magic number and comment, and never reused.
 */
export type IntentId = Brand<string, "IntentId">;

/** Identifies a decision of the risk controller that approved an order. */
export type ApprovalId = Brand<string, "ApprovalId">;

export function traceOfSignal(signal: SignalId): TraceId {
  return signal as string as TraceId;
}

/** Who is behind it: the strategy of a signal, or how else it began. */
export function traceOrigin(trace: TraceId): string {
  if (trace.startsWith("command/")) return "API";
  if (trace.startsWith("halt/")) return "halt";
  if (trace.startsWith("limit/")) return "risk limit";
  return strategyOfTrace(trace) ?? trace;
}

/** The strategy whose signal it began with; null when it did not begin with one. */
export function strategyOfTrace(trace: TraceId): string | null {
  if (/^(?:command|rule|halt|limit)\//.test(trace)) return null;
  return trace.split("/").at(-2) ?? null;
}

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const idLength = 12;
const timeBits = 41n;
const randomBits = 19n;
/** 2020-01-01T00:00Z: counted from here, 41 bits of milliseconds last until 2089. */
const firstMs = 1_577_836_800_000n;

/**
 * The bridge's magic numbers start here, one for each possible intent. Manual trades have 0; other
 * programs use small numbers.
 */
export const firstMagic = 2n ** 62n;
/**
 * The number before those of the intents, in deals by which a terminal closes positions itself
 * while the bridge is gone.
 */
export const guardMagic = String(firstMagic - 1n);
const intents = 2n ** (timeBits + randomBits);

/**
 * A new id; `random` is in [0, 1). The same millisecond and random number give the same id, which
 * the journal refuses the second time.
 */
export function intentIdAt(nowMs: number, random: () => number): IntentId {
  const time = BigInt.asUintN(Number(timeBits), BigInt(Math.floor(nowMs)) - firstMs);
  const chance = BigInt(Math.floor(random() * 2 ** Number(randomBits)));
  return intentText((time << randomBits) | chance);
}

function intentText(number: bigint): IntentId {
  let text = "";
  for (let rest = number; text.length < idLength; rest >>= 5n) {
    text = alphabet[Number(rest & 31n)]! + text;
  }
  return text as IntentId;
}

/** The magic number that carries an intent. */
export function magicOfIntent(intent: IntentId): Magic {
  let number = 0n;
  for (const letter of intent) number = (number << 5n) | BigInt(alphabet.indexOf(letter));
  return magicNumber(firstMagic + number);
}

/** The intent that a magic number carries; null for a manual trade or one of another program. */
export function intentOfMagic(magic: Magic): IntentId | null {
  const number = BigInt(magic) - firstMagic;
  return number >= 0n && number < intents ? intentText(number) : null;
}

/** The comment of an order: visible to a person, and a second way to find the order. */
export function commentOfIntent(intent: IntentId): string {
  return `b3:${intent}`;
}
