/** What a terminal says of its own condition. Missing from an older Expert Advisor. */

import { z } from "zod";

/**
 * Whether it has been connected to its broker for some seconds, so that its bars and lists are
 * whole.
 */
export const settledField = { brokerSettled: z.boolean().optional() };

/**
 * Reads of history that blocked it for more than a second, since the Expert Advisor started, and
 * the longest of them, ms.
 */
export const slowReadFields = {
  slowReads: z.int().min(0).optional(),
  slowestReadMs: z.int().min(0).optional(),
};
