/**
 * Makes the sentence of a record: the text of its code with the fields filled in, safe to print.
 */

import { logSentences } from "../models/log_codes.ts";
import { countText, durationText, secondsText } from "../models/figure_text.ts";
import { hostBeforePort } from "../models/server_address.ts";
import type { LogFields, LogRecord } from "../models/logger.ts";

/** The longest field shown in a sentence; the JSON log has the full text. */
const maxFieldLength = 500;

/** A field, and the form in which it is shown: `duration`, `address`, or what is counted. */
const fieldInBraces = /\{(\w+)(?:: ([\w ]+))?\}/g;

/**
 * A field that the record lacks is shown as `?`, a part in brackets with a field that is null or
 * lacking not at all. Never more than one line, whatever the fields hold.
 */
export function sentenceOf({ code, fields }: LogRecord): string {
  const valueOf = (field: string) => Object.hasOwn(fields, field) ? fields[field] : undefined;
  const isKnown = ([, field = ""]: RegExpExecArray) => (valueOf(field) ?? null) !== null;
  return logSentences[code]
    .replace(
      /\[([^\]]*)\]/g,
      (_, part: string) => [...part.matchAll(fieldInBraces)].every(isKnown) ? part : "",
    )
    .replace(fieldInBraces, (_, field: string, form?: string) => {
      const value = valueOf(field);
      return value === undefined ? "?" : printable(shown(value, form));
    });
}

/** Pauses below this are shown with a decimal. */
const shortMs = 10_000;

function shown(value: LogFields[string], form: string | undefined): string {
  if (form === "address") return hostBeforePort(String(value));
  if (form === undefined || typeof value !== "number") return String(value);
  if (form !== "duration") return countText(value, form);
  return value < shortMs ? secondsText(value) : durationText(value);
}

/**
 * Text from outside (brokers, servers, errors) must not start new lines or control the terminal.
 */
function printable(text: string): string {
  const short = text.length > maxFieldLength ? `${text.slice(0, maxFieldLength)}...` : text;
  return short.replace(/\s*[\r\n]+\s*/g, " | ").replace(/\p{Cc}|\p{Cf}/gu, "?");
}
