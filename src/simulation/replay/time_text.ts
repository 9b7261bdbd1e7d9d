/**
 * The formats in which files write times. A time is not converted: `localMs` is the written time as
 * if it were UTC, and `offsetMs` the offset from UTC if the text states it.
 */

export interface TextTime {
  readonly localMs: number;
  /** Null when the text states no offset. */
  readonly offsetMs: number | null;
}

const clock = "(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?";
const offset = "(Z|[+-]\\d{2}:?\\d{2})?";
/** 2012-02-01 00:00:00+00:00, 2012-02-01T00:00Z, 2014.05.02 05:00:00.611, 2014.05.02 */
const yearFirst = new RegExp(`^(\\d{4})([-./])(\\d{2})\\2(\\d{2})(?:[ T]${clock})?\\s?${offset}$`);
/** 01.01.2017 22:00:00.000 */
const dayFirst = new RegExp(`^(\\d{2})\\.(\\d{2})\\.(\\d{4}) ${clock}$`);
/** 20200101 170000065 */
const compact = /^(\d{4})(\d{2})(\d{2}) (\d{2})(\d{2})(\d{2})(\d{3})?$/;
/** Milliseconds since 1970; numbers of 12 digits start in 1973. */
const epochMs = /^\d{12,13}$/;

/** Null when the text is not a time in a known format, or not a valid date. */
export function parseTimeText(text: string): TextTime | null {
  let found = yearFirst.exec(text);
  if (found !== null) {
    const [, year, , month, day, hour, minute, second, fraction, zone] = found;
    return textTime([year, month, day, hour, minute, second], fraction, zone);
  }
  found = dayFirst.exec(text);
  if (found !== null) {
    const [, day, month, year, hour, minute, second, fraction] = found;
    return textTime([year, month, day, hour, minute, second], fraction);
  }
  found = compact.exec(text);
  if (found !== null) return textTime(found.slice(1, 7), found[7]);
  return epochMs.test(text) ? { localMs: Number(text), offsetMs: 0 } : null;
}

function textTime(
  parts: readonly (string | undefined)[],
  fraction = "",
  zone?: string,
): TextTime | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    Number(part ?? 0)
  );
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms = Number(fraction.padEnd(3, "0").slice(0, 3));
  const localMs = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  // Rejects dates such as February 31, which `Date` turns into a day of March.
  const date = new Date(localMs);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return { localMs, offsetMs: zone === undefined ? null : zoneMs(zone) };
}

function zoneMs(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
