/**
 * The settings in effect, secrets masked. They are changed in the file, not here.
 */

import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { ok } from "../../models/mod.ts";
import type { Reloaded } from "../../runtime/reload_protocol.ts";
import { type ApiAnswer, apiRoute, serve } from "./route.ts";

export interface SettingsRoutesContext {
  settings(): readonly SettingDocument[];
  reloadSettings(): Promise<ApiAnswer<Reloaded>>;
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

const names = z.array(z.string()).readonly();

const reload = apiRoute({
  operationId: "reloadSettings",
  method: "post",
  path: "/settings/reload",
  tag: "System",
  summary: "Read the settings again: accounts are added, removed and changed",
  description:
    "With `ACCOUNTS` only. The other accounts go on. A file with a mistake changes nothing (409).",
  reply: z.strictObject({
    added: names,
    removed: names,
    changed: names,
    later: names.openapi({ description: "Settings that take effect at the next start" }),
  }).openapi("ReloadedSettings"),
});

export function serveSettings(app: OpenAPIHono, context: SettingsRoutesContext): void {
  serve(app, settings, () => Promise.resolve(ok(context.settings())));
  serve(app, reload, () => context.reloadSettings());
}
