/**
 * Formats a record as one line: JSON or text for the file (UTC), and a short form for the console
 * (local time).
 */

import type { ShownRecord } from "./flood_filter.ts";
import type { LogLevel } from "../models/logger.ts";
import { sentenceOf } from "./sentence.ts";

/** For programs: one JSON object for each line. */
export function jsonLine({ record, repeats }: ShownRecord): string {
  return JSON.stringify({
    time: new Date(record.timeMs).toISOString(),
    level: record.level,
    source: record.source,
    code: record.code,
    message: sentenceOf(record),
    fields: record.fields,
    ...(repeats === null ? {} : { repeats: repeats.count, repeatsWindowMs: repeats.windowMs }),
  });
}

/** For people who read the file. */
export function textLine(shown: ShownRecord): string {
  const { record } = shown;
  const time = new Date(record.timeMs).toISOString();
  const level = record.level.toUpperCase().padEnd(7);
  return `${time} | ${level} | ${record.source.padEnd(9)} | ${sentenceWithCount(shown)}`;
}

export interface ConsoleLineOptions {
  readonly hasColour: boolean;
  /** IANA name; the machine's own time zone when omitted. */
  readonly timeZone?: string;
}

/** Returns the function that formats records for the console. */
export function consoleLine(options: ConsoleLineOptions): (shown: ShownRecord) => string {
  const clockFormat = new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
  });
  const paint = options.hasColour ? painted : plain;
  return (shown) => {
    const { level, source, timeMs } = shown.record;
    const time = paint(clockFormat.format(timeMs), dim);
    const word = paint(levelWords[level], levelColours[level]);
    return `${time}  ${word}  ${source.padEnd(9)}  ${
      paint(sentenceWithCount(shown), levelColours[level])
    }`;
  };
}

const levelWords: Readonly<Record<LogLevel, string>> = {
  debug: "debug",
  info: "info ",
  warning: "WARN ",
  error: "ERROR",
};

/** Numbers of ANSI's "select graphic rendition" sequence. */
const dim = 2;
const levelColours: Readonly<Record<LogLevel, number | null>> = {
  debug: dim,
  info: null,
  warning: 33,
  error: 31,
};

function painted(text: string, colour: number | null): string {
  return colour === null ? text : `\x1b[${colour}m${text}\x1b[0m`;
}

function plain(text: string): string {
  return text;
}

function sentenceWithCount({ record, repeats }: ShownRecord): string {
  const sentence = sentenceOf(record);
  if (repeats === null) return sentence;
  return `${sentence} (${repeats.count} more in ${Math.round(repeats.windowMs / 1000)} s)`;
}
