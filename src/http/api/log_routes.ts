/** The newest lines of the log, as they are in the log file. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { logLevels } from "../../models/logger.ts";
import type { LogTail, LogTailWanted } from "../../runtime/system_protocol.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { limitQuery, nameText, utcMs, wholeQuery } from "./schemas.ts";

export interface LogRoutesContext {
  log(wanted: LogTailWanted): Promise<ApiAnswer<LogTail>>;
}

const logLineSchema = z.strictObject({
  seq: z.int(),
  timeMs: utcMs,
  level: z.enum(logLevels),
  source: z.string().openapi({ description: "The actor that logged it, or `system`" }),
  code: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
  repeats: z.int().nullable().openapi({
    description: "Number of similar lines that were not shown; null for a single line",
  }),
}).openapi("LogLine");

const logSchema = z.strictObject({
  lines: z.array(logLineSchema).readonly(),
  newestSeq: z.int(),
  missed: z.int().openapi({ description: "Lines after `after` that are no longer kept" }),
});

export type LogDocument = z.output<typeof logSchema>;

const log = apiRoute({
  operationId: "getLog",
  method: "get",
  path: "/log",
  tag: "System",
  summary: "The newest lines of the log, oldest first",
  description:
    "The newest two thousand lines are kept. With `after`, only newer lines are returned.",
  query: z.strictObject({
    after: wholeQuery.optional().openapi({
      type: "integer",
      description: "Lines after this `seq`; the newest lines when omitted",
    }),
    level: z.enum(logLevels).default("debug").openapi({
      description: "The lowest level to return",
    }),
    source: nameText.optional(),
    limit: limitQuery({ max: 2_000, usual: 200 }),
  }),
  reply: logSchema,
});

export function serveLog(app: OpenAPIHono, context: LogRoutesContext): void {
  serve(
    app,
    log,
    ({ query: { after = null, level, source = null, limit } }) =>
      context.log({ afterSeq: after, level, source, limit }),
  );
}
