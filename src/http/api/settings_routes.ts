/**
 * The settings in effect since the start, secrets masked. They are changed in the file, not here.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { ok } from "../../models/mod.ts";
import { apiRoute, serve } from "./route.ts";

export interface SettingsRoutesContext {
  settings(): readonly SettingDocument[];
}

const setting = z.strictObject({
  key: z.string().openapi({ example: "RISK_PER_TRADE" }),
  value: z.string().openapi({ description: "As in the file; *** for a secret that is set" }),
  meaning: z.string(),
  isDefault: z.boolean(),
}).openapi("Setting");

export type SettingDocument = z.output<typeof setting>;

const settings = apiRoute({
  operationId: "listSettings",
  method: "get",
  path: "/settings",
  tag: "System",
  summary: "The current settings, with secrets masked",
  reply: z.array(setting).readonly(),
});

export function serveSettings(app: OpenAPIHono, context: SettingsRoutesContext): void {
  serve(app, settings, () => Promise.resolve(ok(context.settings())));
}
