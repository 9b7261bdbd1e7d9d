/**
 * Makes the sentence of a record: the text of its code with the fields filled in, safe to print.
 */

import { logSentences } from "../models/log_codes.ts";
import type { LogRecord } from "../models/logger.ts";

/** The longest field shown in a sentence; the JSON log has the full text. */
const maxFieldLength = 500;

/**
 * A missing field is shown as `?`. The result is always a single line, whatever the fields contain.
 */
export function sentenceOf(record: LogRecord): string {
  return logSentences[record.code].replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = Object.hasOwn(record.fields, field) ? record.fields[field] : undefined;
    return value === undefined ? "?" : printable(String(value));
  });
}

/**
 * Text from outside (brokers, servers, errors) must not start new lines or control the terminal.
 */
function printable(text: string): string {
  const short = text.length > maxFieldLength ? `${text.slice(0, maxFieldLength)}...` : text;
  return short.replace(/\s*[\r\n]+\s*/g, " | ").replace(/\p{Cc}|\p{Cf}/gu, "?");
}
