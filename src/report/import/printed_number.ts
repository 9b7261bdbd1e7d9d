/** Numbers as MetaTrader prints them: thousands apart by blanks of any kind, decimal points. */

/** Null when the text is no number. */
export function printedNumber(text: string): number | null {
  const plain = text.replace(/[\s\u00a0\u202f\u2009']/g, "").replace(/^\u2212/, "-");
  return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(plain) ? Number(plain) : null;
}

/** The first number of a text such as `369.60 (8.83%)`. */
export function leadingNumber(text: string): number | null {
  return printedNumber(text.split(/[(%]/)[0] ?? "");
}

/** `2022.01.25 13:00:00`, also with milliseconds, as milliseconds of the broker's clock. */
export function printedTime(text: string): number | null {
  const found = /^(\d{4})\.(\d{2})\.(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?$/.exec(text);
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number);
  const ms = Date.UTC(year!, month! - 1, day, hour, minute, second);
  const isReal = new Date(ms).getUTCDate() === day && month! <= 12 && hour! < 24 && minute! < 60;
  return isReal ? ms + Number((found[7] ?? "0").padEnd(3, "0")) : null;
}
