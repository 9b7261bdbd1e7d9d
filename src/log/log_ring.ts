/** The newest lines of the log, kept in memory so that they can be read over HTTP. */

import type { LogLine, LogTail, LogTailWanted } from "../runtime/system_protocol.ts";
import type { ShownRecord } from "./flood_filter.ts";
import { isAtLeast, type LogFields } from "../models/logger.ts";
import { sentenceOf } from "./sentence.ts";

/** The lines of a busy hour, a few megabytes at most. */
const linesMax = 2_000;
/** Longer text fields are cut here; the log file has the full text. */
const fieldLengthMax = 2_000;

export class LogRing {
  #lines: LogLine[] = [];
  #newestSeq = 0;

  add({ record, repeats }: ShownRecord): void {
    this.#newestSeq += 1;
    const { level, source, code, timeMs, fields } = record;
    this.#lines.push({
      seq: this.#newestSeq,
      timeMs,
      level,
      source,
      code,
      message: sentenceOf(record),
      fields: shortened(fields),
      repeats: repeats?.count ?? null,
    });
    // Old lines are removed in batches: shifting the array for each new line would cost more than
    // the line itself.
    if (this.#lines.length >= 2 * linesMax) this.#lines = this.#lines.slice(-linesMax);
  }

  tail({ afterSeq, limit, level, source }: LogTailWanted): LogTail {
    const kept = this.#lines.slice(-linesMax);
    const wanted = kept.filter((line) =>
      isAtLeast(line.level, level) && (source === null || line.source === source)
    );
    const newer = wanted.filter((line) => line.seq > (afterSeq ?? 0));
    const oldestSeq = kept[0]?.seq ?? 1;
    return {
      lines: afterSeq === null ? newer.slice(-limit) : newer.slice(0, limit),
      newestSeq: this.#newestSeq,
      missed: afterSeq === null ? 0 : Math.max(0, oldestSeq - 1 - afterSeq),
    };
  }
}

function shortened(fields: LogFields): LogFields {
  const isLong = (value: LogFields[string] | undefined) =>
    typeof value === "string" && value.length > fieldLengthMax;
  if (!Object.values(fields).some(isLong)) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === "string" ? value.slice(0, fieldLengthMax) : value,
    ]),
  );
}
