/** The sides of a trade. */

/** The two sides of a trade. */
export const directions = ["buy", "sell"] as const;
/** Long or short. */
export type Direction = typeof directions[number];
