/** The economic calendar, as the terminals report it. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { CalendarWanted, StoredRelease } from "../../database/calendar_rows.ts";
import {
  calendarImpacts,
  calendarImportances,
  calendarKinds,
  calendarStates,
  calendarTimings,
  ok,
  terminalConnections,
} from "../../models/mod.ts";
import { dayMs } from "../../models/time.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { brokerMs, limitQuery, rangeOf, rangeQuery, terminalText, utcMs } from "./schemas.ts";
import type { StatusRoutesContext } from "./status_routes.ts";

export interface CalendarRoutesContext {
  calendar(wanted: CalendarWanted): Promise<ApiAnswer<readonly StoredRelease[]>>;
}

const figure = z.number().nullable();

const release = z.strictObject({
  terminal: z.string(),
  id: z.string().openapi({ description: "Stays when the release is postponed" }),
  event: z.string().openapi({ description: "Of all releases of the same event" }),
  name: z.string(),
  country: z.string(),
  currency: z.string(),
  kind: z.enum(calendarKinds),
  importance: z.enum(calendarImportances),
  timing: z.enum(calendarTimings).openapi({ description: "What is known of the time" }),
  brokerMs,
  utcMs,
  actual: figure.openapi({ description: "Null before the release" }),
  forecast: figure,
  previous: figure,
  revisedPrevious: figure,
  impact: z.enum(calendarImpacts).openapi({ description: "Of the figure on the currency" }),
}).openapi("CalendarRelease");

const calendar = z.strictObject({
  terminals: z.array(z.strictObject({
    terminal: z.string(),
    connection: z.enum(terminalConnections),
    state: z.enum(calendarStates),
    readMs: utcMs.nullable(),
  })).readonly().openapi({
    description: "Every terminal that has connected, and whether its calendar is known",
  }),
  releases: z.array(release).readonly(),
  isCut: z.boolean().openapi({
    description: "More follow: ask from the time of the last one, or for a higher importance",
  }),
}).openapi("Calendar");

export type ReleaseDocument = z.output<typeof release>;
export type CalendarDocument = z.output<typeof calendar>;

const route = apiRoute({
  operationId: "getCalendar",
  method: "get",
  path: "/calendar",
  tag: "Market",
  summary: "The economic calendar of the last month and the next eight days, in order",
  query: z.strictObject({
    terminal: terminalText.optional(),
    currency: z.string().regex(/^[A-Z]{3}$/).optional(),
    importance: z.enum(calendarImportances).default("none").openapi({ description: "At least" }),
    ...rangeQuery,
    limit: limitQuery({ max: 2_000, usual: 500 }),
  }),
  reply: calendar,
});

export function serveCalendar(
  app: OpenAPIHono,
  context: CalendarRoutesContext & StatusRoutesContext,
): void {
  serve(app, route, async ({ query }) => {
    const { terminal = null, currency = null, importance, limit } = query;
    const status = await context.status();
    const { fromMs, toMs } = rangeOf(query);
    const releases = await context.calendar({
      ...{ terminal, currency, importance, limit: limit + 1 },
      fromMs: fromMs ?? status.nowMs - dayMs,
      toMs: toMs ?? status.nowMs + 9 * dayMs,
    });
    if (!releases.ok) return releases;
    const terminals = status.terminals.filter((row) =>
      terminal === null || row.terminal === terminal
    )
      .map((row) => ({ terminal: row.terminal, connection: row.connection, ...row.calendar }));
    const isCut = releases.value.length > limit;
    return ok({ terminals, releases: releases.value.slice(0, limit), isCut });
  });
}
