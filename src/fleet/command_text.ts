/**
 * Commands and answers as texts with a signature: HMAC-SHA256 with FLEET_TOKEN over the text as it
 * is stored. The text says what it is and for which fleet, so that none passes for another. Pure.
 */

import { createHmac } from "node:crypto";
import { z } from "zod";
import { type FleetCommand, type FleetOutcome, fleetOutcomes } from "../models/fleet.ts";
import { haltPolicies } from "../models/halt.ts";
import { err, ok, type Result } from "../models/result.ts";
import { isSameSecret } from "../runtime/same_secret.ts";
import { fleetTextMax } from "./fleet_report.ts";

/** A text as it is stored, with its signature; empty for none. */
export interface Signed {
  readonly text: string;
  readonly signature: string;
}

/** Longer ones are not read. */
const lengthMax = 2_000;

const commandKind = "mt5-bridge fleet command 1";
const answerKind = "mt5-bridge fleet answer 1";

const time = z.number().int().min(0);

const command = z.object({
  kind: z.literal(commandKind),
  fleet: z.string(),
  id: z.string().regex(/^[a-z0-9-]{8,32}$/),
  target: z.string().min(1).max(60),
  policy: z.enum(haltPolicies),
  reason: z.string().max(fleetTextMax),
  issuedMs: time,
  expiresMs: time,
});

const answer = z.object({
  kind: z.literal(answerKind),
  fleet: z.string(),
  command: z.string(),
  bridge: z.string(),
  state: z.enum(fleetOutcomes),
  reason: z.string().max(fleetTextMax),
});

/** What a bridge says of a command. */
export interface WrittenAnswer {
  readonly command: string;
  readonly bridge: string;
  readonly state: FleetOutcome;
  readonly reason: string;
}

/** Why a text is not believed. */
export type TextFault = "bad_signature" | "unreadable" | "other_fleet";

export function signedCommand(what: FleetCommand, fleet: string, secret: string): Signed {
  return signed({ kind: commandKind, fleet, ...what }, secret);
}

export function readCommand(
  sent: Signed,
  fleet: string,
  secret: string,
): Result<FleetCommand, TextFault> {
  const read = readSigned(sent, command, secret);
  if (!read.ok) return read;
  const { kind: _, fleet: meant, ...what } = read.value;
  return meant === fleet ? ok(what) : err("other_fleet");
}

/** Without a secret it is not signed, and whoever reads it can see that. */
export function signedAnswer(what: WrittenAnswer, fleet: string, secret: string): Signed {
  const reason = what.reason.slice(0, fleetTextMax);
  return signed({ kind: answerKind, fleet, ...what, reason }, secret);
}

export function readAnswer(
  sent: Signed,
  fleet: string,
  secret: string,
): Result<WrittenAnswer, TextFault> {
  const read = readSigned(sent, answer, secret);
  if (!read.ok) return read;
  const { kind: _, fleet: meant, ...what } = read.value;
  return meant === fleet ? ok(what) : err("other_fleet");
}

function signed(content: object, secret: string): Signed {
  const text = JSON.stringify(content);
  return { text, signature: secret === "" ? "" : signatureOf(text, secret) };
}

function readSigned<T>(
  { text, signature }: Signed,
  schema: z.ZodType<T>,
  secret: string,
): Result<T, TextFault> {
  if (text.length > lengthMax) return err("unreadable");
  if (secret === "" || !isSameSecret(signature, signatureOf(text, secret))) {
    return err("bad_signature");
  }
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? ok(parsed.data) : err("unreadable");
  } catch {
    return err("unreadable");
  }
}

function signatureOf(text: string, secret: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}
