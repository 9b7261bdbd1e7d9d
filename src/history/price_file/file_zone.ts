/** The zone that a trader names for the times of a file. */

import { hourMs } from "../../models/time.ts";
import { statedOffsetMs } from "./time_text.ts";

export type FileZone =
  | { readonly kind: "broker" }
  | { readonly kind: "fixed"; readonly offsetMs: number }
  /** A name of the IANA database, with daylight saving. */
  | { readonly kind: "named"; readonly name: string };

/** `broker`, `UTC`, `+02:00`, `UTC+2`, `America/New_York`; null for anything else. */
export function parseFileZone(text: string): FileZone | null {
  const plain = text.trim();
  if (/^broker$/i.test(plain)) return { kind: "broker" };
  if (/^(?:utc|gmt|z)$/i.test(plain)) return { kind: "fixed", offsetMs: 0 };
  const offset = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(plain);
  if (offset !== null) {
    const [, sign, hours = "", minutes = "00"] = offset;
    if (Number(hours) > 14 || Number(minutes) > 59) return null;
    const offsetMs = statedOffsetMs(`${sign}${hours.padStart(2, "0")}${minutes}`);
    return { kind: "fixed", offsetMs };
  }
  return isZoneName(plain) ? { kind: "named", name: plain } : null;
}

function isZoneName(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

/**
 * Converts local times of a named zone to UTC. When clocks go back an hour comes twice; such a time
 * is taken as the earlier one.
 */
export class LocalToUtc {
  readonly #name: string;
  #hour = -1;
  #offsetMs = 0;

  constructor(name: string) {
    this.#name = name;
  }

  utcMs(localMs: number): number {
    // Zones change their offset at full hours: one look-up serves all times of the hour.
    const hour = Math.floor(localMs / hourMs);
    if (hour !== this.#hour) {
      this.#hour = hour;
      const text = new Date(hour * hourMs).toISOString().slice(0, -1);
      const instant = Temporal.PlainDateTime.from(text).toZonedDateTime(this.#name);
      this.#offsetMs = instant.offsetNanoseconds / 1_000_000;
    }
    return localMs - this.#offsetMs;
  }
}
