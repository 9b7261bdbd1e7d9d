/** What the trader was told outside of the program, and a test of the ways there. */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import {
  alertChannels,
  alertEvents,
  alertSeverities,
  deliveryStates,
  type StoredAlert,
} from "../../models/alert.ts";
import { ok } from "../../models/mod.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";
import { limitQuery, utcMs } from "./schemas.ts";

export interface ChannelTest {
  readonly channel: typeof alertChannels[number];
  readonly to: string | null;
  readonly problem: string | null;
}

export interface AlertRoutesContext {
  newestAlerts(limit: number): Promise<ApiAnswer<readonly StoredAlert[]>>;
  testAlerts(): Promise<ApiAnswer<readonly ChannelTest[]>>;
}

const receiver = {
  channel: z.enum(alertChannels),
  to: z.string().nullable().openapi({ description: "The chat, for Telegram" }),
};

const alert = z.strictObject({
  key: z.string(),
  raisedMs: utcMs,
  event: z.enum(alertEvents),
  severity: z.enum(alertSeverities),
  text: z.string(),
  deliveries: z.array(z.strictObject({
    ...receiver,
    state: z.enum(deliveryStates).openapi({
      description: "late: sent more than two minutes after it was raised",
    }),
    atMs: utcMs.nullable().openapi({ description: "Null while it waits" }),
    reason: z.string().nullable().openapi({ description: "Why it was given up" }),
  })).readonly(),
}).openapi("Alert");

const list = apiRoute({
  operationId: "listAlerts",
  method: "get",
  path: "/alerts",
  tag: "Alerts",
  summary: "The newest alerts, newest first, and how far each has come",
  query: z.strictObject({ limit: limitQuery({ max: 1_000, usual: 100 }) }),
  reply: z.strictObject({ items: z.array(alert).readonly() }).openapi("Alerts"),
});

const test = apiRoute({
  operationId: "testAlerts",
  method: "post",
  path: "/alerts/test",
  tag: "Alerts",
  summary: "Sends a message on every configured channel now",
  reply: z.strictObject({
    items: z.array(z.strictObject({
      ...receiver,
      problem: z.string().nullable().openapi({ description: "Null: the message was taken" }),
    })).readonly(),
  }).openapi("AlertTest"),
});

export function serveAlerts(app: OpenAPIHono, context: AlertRoutesContext): void {
  serve(app, list, async ({ query: { limit } }) => {
    const alerts = await context.newestAlerts(limit);
    return alerts.ok ? ok({ items: alerts.value }) : alerts;
  });
  serve(app, test, async () => {
    const tested = await context.testAlerts();
    return tested.ok ? ok({ items: tested.value }) : tested;
  });
}
