/** Which alert a line of the log is, if any. Pure. */

import type { Alert } from "../models/alert.ts";
import { countText } from "../models/figure_text.ts";
import { unixMs } from "../models/time.ts";
import type { LogLine } from "../runtime/system_protocol.ts";
import { alertCodes, type CodeMeaning } from "./alert_codes.ts";

/** Lines of the alerts actor would tell of themselves without end. */
const ownSource = "alerts";

/**
 * `run` tells the runs of the program apart, because each numbers its lines from 1. Null for a line
 * that is nothing for the trader.
 */
export function alertOfLine(line: LogLine, run: string): Alert | null {
  const meaning = line.source === ownSource ? null : meaningOf(line);
  if (meaning === null) return null;
  const more = line.repeats === null ? "" : ` (${countText(line.repeats, "more time")})`;
  return {
    ...meaning,
    key: `log/${run}/${line.seq}`,
    raisedMs: unixMs(line.timeMs),
    text: `${line.message}${more}`,
  };
}

function meaningOf({ code, level }: LogLine): CodeMeaning | null {
  // A fill that is told by its position's deal as well is logged for debugging only.
  if (level === "debug") return null;
  const known = alertCodes.get(code);
  if (known !== undefined) return known;
  return level === "error" ? { event: "program", severity: "critical" } : null;
}
