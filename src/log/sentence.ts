/** The sentence of a record: the code's words with the fields filled in, safe to print. */

import { logSentences } from "../models/log_codes.ts";
import type { LogRecord } from "../models/logger.ts";

/** Longest field shown in a sentence; the JSON log has it whole. */
const maxFieldLength = 500;

/** A field that the record lacks is shown as `?`. Never more than one line, whatever the fields hold. */
export function sentenceOf(record: LogRecord): string {
  return logSentences[record.code].replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = Object.hasOwn(record.fields, field) ? record.fields[field] : undefined;
    return value === undefined ? "?" : printable(String(value));
  });
}

/** Other people's text (brokers, servers, errors) must not begin lines or drive the terminal. */
function printable(text: string): string {
  const short = text.length > maxFieldLength ? `${text.slice(0, maxFieldLength)}...` : text;
  return short.replace(/\s*[\r\n]+\s*/g, " | ").replace(/\p{Cc}|\p{Cf}/gu, "?");
}
