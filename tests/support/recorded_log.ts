/** A logger that records its lines, for tests of what a trader reads. */

import type { LogRecord } from "../../src/models/logger.ts";
import { sentenceOf } from "../../src/log/sentence.ts";
import type { Clock } from "../../src/runtime/clock.ts";
import { recordLogger } from "../../src/runtime/record_logger.ts";

export function recordedLog(clock: Clock) {
  const records: LogRecord[] = [];
  const log = recordLogger({ source: "test", clock, emit: (record) => records.push(record) });
  /** The sentences as shown in the text log. */
  const sentences = () => records.map(sentenceOf);
  return { log, records, sentences };
}
