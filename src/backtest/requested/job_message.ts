/** What the process of a requested backtest says on its standard output. */

import { z } from "zod";
import { backtestSummary } from "./requested_backtest.ts";

const count = z.number().nonnegative();

export const jobMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), doneBars: count, allBars: count }),
  z.object({ type: z.literal("finished"), summary: backtestSummary }),
  z.object({ type: z.literal("failed"), problem: z.string() }),
]);

export type JobMessage = z.output<typeof jobMessage>;
