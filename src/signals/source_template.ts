/**
 * The file of a source, `signals/<name>.json`: how its messages become signals. Each rule says how
 * a message looks and which signal it stands for; the first that fits counts. Pure.
 */

import { z } from "zod";
import { ok, type Result } from "../models/result.ts";
import type { OutsideRefusal } from "../models/outside_signal.ts";
import { refusal } from "./refusal.ts";
import { signalFields } from "./signal_fields.ts";
import { valuesOfText } from "./text_pattern.ts";

/** Larger files are no templates. */
export const templateLengthMax = 65_536;

const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);
const target = z.strictObject({ at: scalar, part: scalar });

const rule = z.strictObject({
  text: z.string().min(1).max(4_000).optional(),
  signal: z.partialRecord(
    z.enum(signalFields),
    z.union([scalar, z.array(z.union([scalar, target])).max(8)]),
  ),
});

const template = z.strictObject({
  description: z.string().max(1_000).optional(),
  words: z.record(z.string().max(100), z.string().max(40)).optional(),
  rules: z.array(rule).min(1).max(50),
});
export type SourceTemplate = z.output<typeof template>;

/** The fields of a signal as they were sent, not judged yet. */
export type SentFields = Readonly<Record<string, unknown>>;

export function templateOfText(text: string): Result<SourceTemplate, OutsideRefusal> {
  if (text.length > templateLengthMax) return refusal("template_invalid", "The file is too large");
  const json = jsonOf(text);
  if (json === undefined) return refusal("template_invalid", "The file of the source is not JSON");
  const parsed = template.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") ?? "";
  const what = `${where === "" ? "" : `${where}: `}${issue?.message ?? "is wrong"}`;
  return refusal("template_invalid", `The file of the source cannot be used: ${what}`);
}

/** The fields that a message stands for. Without a template it has to be a signal itself. */
export function fieldsOfMessage(
  message: string,
  source: SourceTemplate | null,
): Result<SentFields, OutsideRefusal> {
  const json = jsonOf(message);
  const object = isObject(json) ? json : null;
  if (source === null) {
    return object === null
      ? refusal("no_match", "The message is not JSON, and the source has no file that reads it")
      : ok(withoutToken(object));
  }
  for (const { text, signal } of source.rules) {
    const values = text === undefined ? flatValues(object) : valuesOfText(text, message);
    if (values !== null) return filled(signal, values);
  }
  return refusal("no_match", "The message fits no rule of the source's file");
}

/** Undefined for what is not JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(json: unknown): json is SentFields {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Senders that cannot set headers have the token in the message. */
function withoutToken({ token: _, ...fields }: SentFields): SentFields {
  return fields;
}

const depthMax = 4;

/** `{ "a": { "b": 1 } }` has the value `a.b`. Null where the message is not a JSON object. */
function flatValues(object: SentFields | null, depth = 0): Record<string, string> | null {
  if (object === null || depth > depthMax) return null;
  const values: Record<string, string> = {};
  for (const [key, value] of Object.entries(object)) {
    if (isObject(value)) {
      for (const [inner, text] of Object.entries(flatValues(value, depth + 1) ?? {})) {
        values[`${key}.${inner}`] = text;
      }
    } else if (value !== null && typeof value !== "object") values[key] = String(value);
  }
  return values;
}

type Templates = SourceTemplate["rules"][number]["signal"];

function filled(
  signal: Templates,
  values: Readonly<Record<string, string>>,
): Result<SentFields, OutsideRefusal> {
  const missing: string[] = [];
  const fields: Record<string, unknown> = {};
  for (const [name, template] of Object.entries(signal)) {
    const value = filledValue(template, { values, missing });
    if (value !== undefined) fields[name] = value;
  }
  return missing.length === 0 ? ok(fields) : refusal(
    "bad_signal",
    `The message has no value for ${missing[0]}, which the source's file wants`,
  );
}

interface Filling {
  readonly values: Readonly<Record<string, string>>;
  readonly missing: string[];
}

/** Undefined leaves the field out: its placeholder has a question mark, and there is no value. */
function filledValue(template: unknown, filling: Filling): unknown {
  if (typeof template === "string") return filledText(template, filling);
  if (Array.isArray(template)) {
    return template.map((one) => filledValue(one, filling)).filter((one) => one !== undefined);
  }
  if (!isObject(template)) return template;
  const entries = Object.entries(template).map(([key, value]) =>
    [key, filledValue(value, filling)] as const
  );
  return entries.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(entries);
}

/** `{{name}}` has to have a value, `{{name?}}` may be missing. */
const placeholder = /\{\{\s*([\w.]+)(\?)?\s*\}\}/g;

function filledText(template: string, { values, missing }: Filling): string | undefined {
  let isLeftOut = false;
  const text = template.replace(placeholder, (_, name: string, mark: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name]! : "";
    if (value !== "") return value;
    if (mark === undefined) missing.push(name);
    isLeftOut = true;
    return "";
  });
  return isLeftOut ? undefined : text;
}

/** The trader's word of a source for one of ours, in any case. */
export function ownWordOf(source: SourceTemplate | null, word: string): string {
  const own = Object.entries(source?.words ?? {}).find(([known]) =>
    known.toLowerCase() === word.trim().toLowerCase()
  );
  return own?.[1] ?? word;
}
