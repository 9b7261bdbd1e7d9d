/** Formats numbers and times for people. */

export function money(amount: number, currency = ""): string {
  const text = amount.toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return currency === "" ? text : `${text} ${currency}`;
}

/** With a sign, so that gains and losses can be told apart without colour. */
export function signedMoney(amount: number, currency = ""): string {
  return `${amount > 0 ? "+" : ""}${money(amount, currency)}`;
}

export function percent(value: number): string {
  return `${value.toFixed(Math.abs(value) < 10 ? 2 : 1)} %`;
}

/** The local time of day, with the date when it is not today. */
export function moment(utcMs: number, nowMs: number): string {
  const at = new Date(utcMs);
  const time = at.toLocaleTimeString("en-GB");
  const isToday = at.toDateString() === new Date(nowMs).toDateString();
  return isToday ? time : `${at.toLocaleDateString("en-CA")} ${time}`;
}

export function duration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) {
    return `${Math.floor(seconds / 3_600)} h ${Math.floor(seconds % 3_600 / 60)} min`;
  }
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds % 86_400 / 3_600)} h`;
}
