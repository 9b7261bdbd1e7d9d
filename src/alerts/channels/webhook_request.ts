/** Messages to any web hook, in the form of the trader's template. Pure. */

import { type TemplateField, templatePlace } from "../../models/alert.ts";
import type { AlertMessage } from "../message.ts";
import type { ChannelRequest } from "./channel_request.ts";

export const webhookLengthMax = 10_000;

/**
 * The fields are filled in inside the strings of a JSON template, or in its text if it is no JSON,
 * so that no text of an alert can change the form.
 */
export function webhookRequest(
  { url, template }: { readonly url: string; readonly template: string },
  message: AlertMessage,
): ChannelRequest {
  const fields: Readonly<Record<TemplateField, string>> = {
    title: message.title,
    text: message.text,
    severity: message.severity,
    events: message.events.join(", "),
    time: new Date(message.raisedMs).toISOString(),
  };
  const fill = (text: string) =>
    text.replaceAll(templatePlace, (whole, name: string) => fields[name as TemplateField] ?? whole);
  const form = jsonOf(template);
  return form === undefined
    ? { url, headers: { "content-type": "text/plain; charset=utf-8" }, body: fill(template) }
    : {
      url,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(filled(form, fill)),
    };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function filled(form: unknown, fill: (text: string) => string): unknown {
  if (typeof form === "string") return fill(form);
  if (Array.isArray(form)) return form.map((part) => filled(part, fill));
  if (typeof form !== "object" || form === null) return form;
  return Object.fromEntries(Object.entries(form).map(([key, part]) => [key, filled(part, fill)]));
}
