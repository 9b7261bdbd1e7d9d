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
 * Converts local times of a named zone to UTC, in the order of the file. When clocks go back an
 * hour comes twice: the first time is the earlier one, also when there is no second one, and it
 * begins again where the times stop going on. A file with its newest rows first has the later one
 * first.
 */
export class LocalToUtc {
  readonly #name: string;
  #hour = -1;
  #firstOffsetMs = 0;
  #secondOffsetMs = 0;
  #lastMs = -Infinity;
  #isBackwards = false;
  #isFirst = true;

  constructor(name: string) {
    this.#name = name;
  }

  utcMs(localMs: number): number {
    // Zones change their offset at full hours: one look-up serves all times of the hour.
    const hour = Math.floor(localMs / hourMs);
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#isBackwards = localMs < this.#lastMs;
      this.#isFirst = !this.#isBackwards;
      this.#firstOffsetMs = this.#offsetMs("compatible");
      const later = this.#offsetMs("later");
      // Where clocks go forward, too, there are two ways to read a time, and its hour is missing.
      this.#secondOffsetMs = later < this.#firstOffsetMs ? later : this.#firstOffsetMs;
    } else if (this.#isBackwards ? localMs >= this.#lastMs : localMs <= this.#lastMs) {
      this.#isFirst = this.#isBackwards;
    }
    this.#lastMs = localMs;
    return localMs - (this.#isFirst ? this.#firstOffsetMs : this.#secondOffsetMs);
  }

  #offsetMs(disambiguation: "compatible" | "later"): number {
    const text = new Date(this.#hour * hourMs).toISOString().slice(0, -1);
    const instant = Temporal.PlainDateTime.from(text)
      .toZonedDateTime(this.#name, { disambiguation });
    return instant.offsetNanoseconds / 1_000_000;
  }
}
