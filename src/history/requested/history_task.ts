/** What is asked of the history through the API: a fetch, or a check of what there is. Pure. */

import { z } from "zod";
import { type Timeframe, timeframes } from "../../models/timeframe.ts";

const amount = z.number();
const day = z.iso.date();

/** With the same bounds as those of the command `history`. */
export const historyRequest = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("fetch"),
    symbol: z.string().min(1).max(64),
    /** Null: ticks. */
    timeframe: z.enum(timeframes as [Timeframe, ...Timeframe[]]).nullable(),
    from: day,
    /** Not fetched any more; null: up to now. */
    to: day.nullable().default(null),
    /** The broker's server, where several have the symbol. */
    source: z.string().min(1).max(120).nullable().default(null),
  }),
  z.strictObject({ kind: z.literal("check") }),
]);

export type HistoryRequest = z.output<typeof historyRequest>;

const progress = {
  /** Rows that were fetched, or checked. */
  rows: amount,
  /** The time of the latest row that was fetched, in broker time; null for a check. */
  reachedMs: amount.nullable(),
};

const taskState = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("waiting") }),
  z.object({ kind: z.literal("running"), startedMs: amount, ...progress }),
  z.object({
    kind: z.literal("finished"),
    finishedMs: amount,
    /** What the command says at its end, such as the holes that it found. */
    lines: z.array(z.string()).readonly(),
  }),
  z.object({ kind: z.literal("failed"), finishedMs: amount, problem: z.string() }),
  z.object({ kind: z.literal("cancelled"), finishedMs: amount }),
]);

export type HistoryTaskState = z.output<typeof taskState>;

export const historyTask = z.object({
  id: z.string(),
  requestedMs: amount,
  request: historyRequest,
  state: taskState,
});

export type HistoryTask = z.output<typeof historyTask>;

/** What the process of a task says on its standard output. */
export const historyMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("progress"), ...progress }),
  z.object({ type: z.literal("finished"), lines: z.array(z.string()).readonly() }),
  z.object({ type: z.literal("failed"), problem: z.string() }),
]);

export type HistoryMessage = z.output<typeof historyMessage>;
