/** A logger that keeps what it is told, for tests of what a trader gets to read. */

import type { LogRecord } from "../../src/models/logger.ts";
import { sentenceOf } from "../../src/log/sentence.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";

export function recordedLog(clock: Clock) {
  const records: LogRecord[] = [];
  const log = recordLogger({ source: "test", clock, emit: (record) => records.push(record) });
  /** The sentences as the text log shows them. */
  const sentences = () => records.map(sentenceOf);
  return { log, records, sentences };
}
