/** How durations are written in sentences: in the unit in which a person would say them. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `0.3 s`, `59 s`, `4 min`, `8 h`, `3 days`: two minutes, hours and days at least, else the smaller unit. */
export function durationText(durationMs: number): string {
  if (durationMs >= 2 * dayMs) return `${Math.round(durationMs / dayMs)} days`;
  if (durationMs >= 2 * hourMs) return `${rounded(durationMs / hourMs)} h`;
  if (durationMs >= 2 * minuteMs) return `${rounded(durationMs / minuteMs)} min`;
  return `${rounded(durationMs / 1_000)} s`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 1 : 0)));
}
