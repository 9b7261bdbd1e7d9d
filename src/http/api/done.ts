/** The answer of a command that has nothing to report except that it was done. */

import { z } from "@hono/zod-openapi";

export const done = z.strictObject({ done: z.literal(true) }).openapi("Done");

export const doneReply = { done: true } as const;
