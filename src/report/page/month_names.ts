/** The names of the months, as `Date.getUTCMonth` counts them. */

export const monthNames = [
  ...["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
  ...["Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
];
