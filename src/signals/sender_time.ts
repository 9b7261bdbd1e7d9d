/** The time at which a sender says that it sent a message. Pure. */

import type { UnixMs } from "../models/time.ts";

/** `2026-12-01T14:30:05Z`, with or without parts of a second, or with an offset such as +02:00. */
const isoPattern =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/i;

/** Unix time: ten digits are seconds, thirteen are milliseconds. */
const unixPattern = /^(?:\d{10}(?:\.\d{1,6})?|\d{13})$/;

/** Null for anything that does not say for certain which moment it means. */
export function senderTime(text: string): UnixMs | null {
  const shown = text.trim();
  if (unixPattern.test(shown)) {
    const value = Number(shown);
    return Math.round(
      shown.length === 13 && !shown.includes(".") ? value : value * 1_000,
    ) as UnixMs;
  }
  if (!isoPattern.test(shown)) return null;
  const ms = Date.parse(shown.replace(" ", "T"));
  return Number.isNaN(ms) ? null : ms as UnixMs;
}
