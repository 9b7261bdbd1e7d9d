/**
 * Whether a bridge carries out a command. All times are the server's: this machine's clock may be
 * wrong, and so may that of whoever has sent it. Pure.
 */

import { everyBridge, type FleetCommand } from "../models/fleet.ts";
import { readCommand, type Signed, type TextFault } from "./command_text.ts";

/** A longer one is not believed, whoever has signed it. */
export const commandLifeMaxMs = 7 * 86_400_000;

/** The server's clock may have been set back since. */
const aheadMaxMs = 60_000;

export type RefusedCommand = TextFault | "no_token" | "other_target" | "from_future" | "too_long";

export type CommandVerdict =
  | { readonly verdict: "carry_out"; readonly command: FleetCommand }
  | { readonly verdict: "expired"; readonly id: FleetCommand["id"] }
  /** `id` as it is signed; null when that is not known. */
  | {
    readonly verdict: "refused";
    readonly code: RefusedCommand;
    readonly id: FleetCommand["id"] | null;
  };

export interface Judging {
  readonly bridge: string;
  /** The fleet that the command has to be for. */
  readonly fleet: string;
  /** Empty: no command is carried out. */
  readonly secret: string;
  /** By the server's clock. */
  readonly nowMs: number;
}

export function commandVerdict(
  sent: Signed,
  { bridge, fleet, secret, nowMs }: Judging,
): CommandVerdict {
  if (secret === "") return refused("no_token", null);
  const read = readCommand(sent, fleet, secret);
  if (!read.ok) return refused(read.error, null);
  const { id, target, issuedMs, expiresMs } = read.value;
  if (target !== everyBridge && target !== bridge) return refused("other_target", id);
  if (issuedMs > nowMs + aheadMaxMs) return refused("from_future", id);
  if (expiresMs - issuedMs > commandLifeMaxMs) return refused("too_long", id);
  if (expiresMs <= nowMs) return { verdict: "expired", id };
  return { verdict: "carry_out", command: read.value };
}

function refused(code: RefusedCommand, id: FleetCommand["id"] | null): CommandVerdict {
  return { verdict: "refused", code, id };
}

/** For the trader. */
export const refusalTexts: Readonly<Record<RefusedCommand, string>> = {
  no_token: "FLEET_TOKEN is not set on this bridge",
  bad_signature: "The signature is wrong: it was not sent with this bridge's FLEET_TOKEN",
  unreadable: "It cannot be read: a newer version sent it, or it was damaged",
  other_fleet: "It was sent to another fleet",
  other_target: "It was sent to another bridge",
  from_future: "It is dated in the future: the server's clock was set back",
  too_long: "It would be valid for longer than seven days",
};
