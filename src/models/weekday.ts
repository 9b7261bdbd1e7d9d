/** The names of the days, as `Date.getUTCDay` counts them. */

/** Sunday is 0. */
export const weekdays = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;
