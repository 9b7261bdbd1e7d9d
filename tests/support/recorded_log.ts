/** A logger that keeps what it is told, for tests of what a trader gets to read. */

import type { LogRecord } from "../../src/models/logger.ts";
import { logSentences } from "../../src/models/log_codes.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";

export function recordedLog(clock: Clock) {
  const records: LogRecord[] = [];
  const log = recordLogger({ source: "test", clock, emit: (record) => records.push(record) });
  /** The sentences as the text log shows them. */
  const sentences = () =>
    records.map(({ code, fields }) =>
      logSentences[code].replaceAll(/\{(\w+)\}/g, (_, field) => String(fields[field]))
    );
  return { log, records, sentences };
}
