/**
 * The forms in which files write times. A time is not converted: `localMs` is the written time as
 * if it were UTC, and `offsetMs` the offset from UTC if the text states it.
 */

export interface TextTime {
  readonly localMs: number;
  /** Null when the text states no offset. */
  readonly offsetMs: number | null;
}

/** Whether 03/04/2024 is a day of April or of March. */
export type DateOrder = "day_first" | "month_first";

const clock = "(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:\\s?([AaPp])[Mm])?";
const offset = "(?:GMT|UTC)?(Z|[+-]\\d{2}:?\\d{2})?";
/** 2012-02-01 00:00:00+00:00, 2012-02-01T00:00Z, 2014.05.02 05:00:00.611, 2014.05.02 */
const yearFirst = new RegExp(
  `^(\\d{4})([-./])(\\d{1,2})\\2(\\d{1,2})(?:[ T]+${clock})?\\s?${offset}$`,
);
/** 01.01.2017 22:00:00.000 GMT+0100, 31/12/2017 22:00, 1/31/2024 1:00 PM */
const yearLast = new RegExp(
  `^(\\d{1,2})([-./])(\\d{1,2})\\2(\\d{4})(?:[ T]+${clock})?\\s?${offset}$`,
);
/** 20200101 170000065, 20200101 170000, 20090501 00:00:00.330, 20090501 */
const compact = /^(\d{4})(\d{2})(\d{2})(?:[ T](\d{2}):?(\d{2}):?(\d{2})?(?:[.,]?(\d{1,9}))?(Z)?)?$/;
/** Seconds since 1970, from 1973 on. */
const epoch = /^(\d{9,10})(?:\.(\d{1,9}))?$/;
/** Milliseconds, microseconds, nanoseconds. */
const epochParts = /^(\d{12,13}|\d{15,16}|\d{18,19})(?:\.0*)?$/;

/** Null when the text is not a time in a known form, or not a valid date. */
export function parseTimeText(text: string, order: DateOrder = "day_first"): TextTime | null {
  let found = yearFirst.exec(text);
  if (found !== null) {
    const [, year, , month, day, hour, minute, second, fraction, half, zone] = found;
    return textTime([year, month, day, hourOf(hour, half), minute, second], fraction, zone);
  }
  found = yearLast.exec(text);
  if (found !== null) {
    const [, one, mark, other, year, hour, minute, second, fraction, half, zone] = found;
    const isDayFirst = mark === "." || order === "day_first";
    const [day, month] = isDayFirst ? [one, other] : [other, one];
    return textTime([year, month, day, hourOf(hour, half), minute, second], fraction, zone);
  }
  found = compact.exec(text);
  if (found !== null) return textTime(found.slice(1, 7), found[7], found[8]);
  return epochTime(text);
}

/** Which of day and month is first; null when the text does not show it. */
export function dateOrderOf(text: string): DateOrder | null {
  const found = yearLast.exec(text);
  if (found === null || found[2] === ".") return null;
  if (Number(found[1]) > 12) return "day_first";
  return Number(found[3]) > 12 ? "month_first" : null;
}

/** Whether the text's meaning depends on the order of day and month. */
export function dependsOnDateOrder(text: string): boolean {
  const found = yearLast.exec(text);
  return found !== null && found[2] !== "." && Number(found[1]) <= 12 &&
    Number(found[3]) <= 12 && found[1] !== found[3];
}

function epochTime(text: string): TextTime | null {
  const seconds = epoch.exec(text);
  if (seconds !== null) {
    const fraction = (seconds[2] ?? "").padEnd(3, "0").slice(0, 3);
    return { localMs: Number(seconds[1]) * 1_000 + Number(fraction), offsetMs: 0 };
  }
  const whole = epochParts.exec(text)?.[1];
  if (whole === undefined) return null;
  const digits = whole.length >= 18 ? 6 : whole.length >= 15 ? 3 : 0;
  return { localMs: Number(whole.slice(0, whole.length - digits)), offsetMs: 0 };
}

/** The hour of the day from one of its halves: 12 AM is 0, 12 PM is 12. */
function hourOf(hour: string | undefined, half: string | undefined): string | undefined {
  if (half === undefined || hour === undefined) return hour;
  const isHalf = Number(hour) >= 1 && Number(hour) <= 12;
  return isHalf ? String(Number(hour) % 12 + (/p/i.test(half) ? 12 : 0)) : "24";
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
  return { localMs, offsetMs: zone === undefined ? null : statedOffsetMs(zone) };
}

/** The offset that `Z`, `+0100` or `-05:30` states. */
export function statedOffsetMs(zone: string): number {
  if (zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
