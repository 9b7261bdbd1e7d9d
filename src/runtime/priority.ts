/** How urgent a task is: the four levels of the task queue, most urgent first. */

export const priorities = ["CRITICAL", "HIGH", "NORMAL", "LOW"] as const;

/**
 * CRITICAL (0): risk. HIGH (1): trades, metrics. NORMAL (2): prices, analysis. LOW (3): history.
 */
export type Priority = typeof priorities[number];
