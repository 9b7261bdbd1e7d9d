/** Why a file cannot be replayed, with what the trader needs to know to fix it. */

import { assertNever } from "../../models/assert_never.ts";
import { type Timeframe, timeframes } from "../../models/timeframe.ts";

export type ReplayError =
  | { readonly code: "replay_missing"; readonly path: string }
  | { readonly code: "replay_unreadable"; readonly path: string; readonly detail: string }
  | { readonly code: "replay_empty"; readonly path: string }
  | { readonly code: "replay_format_unknown"; readonly path: string; readonly firstLine: string }
  /** The timeframe was neither named nor recognisable from the distance between the first bars. */
  | { readonly code: "replay_timeframe_unknown"; readonly path: string }
  /** Every line was invalid; `line` is the first of them. */
  | { readonly code: "replay_no_rows"; readonly path: string; readonly line: BadLine }
  | { readonly code: "replay_too_large"; readonly path: string; readonly rowsMax: number };

/** A line that was skipped. Lines are counted from 1, including the header. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

const formats = "MetaTrader bar export (<DATE> <TIME> <OPEN> <HIGH> <LOW> <CLOSE> ...), " +
  "MetaTrader tick export (<DATE> <TIME> <BID> <ASK> ...), " +
  "bar CSV with a header (time,open,high,low,close[,volume]), tick CSV (time,bid,ask[,volume])";

/** One sentence for the console. */
export function replayErrorSentence(error: ReplayError): string {
  switch (error.code) {
    case "replay_missing":
      return `Replay file not found: ${error.path}`;
    case "replay_unreadable":
      return `Replay file cannot be read: ${error.path} (${error.detail})`;
    case "replay_empty":
      return `Replay file has no rows: ${error.path}; expected: ${formats}`;
    case "replay_format_unknown":
      return `Replay file ${error.path} begins with "${
        printable(error.firstLine)
      }"; expected: ${formats}`;
    case "replay_timeframe_unknown":
      return `Replay file ${error.path} does not tell its timeframe; name the file SYMBOL_TIMEFRAME, ` +
        `such as EURUSD_H1.csv, with one of ${listed(timeframes)}`;
    case "replay_no_rows":
      return `Replay file ${error.path} has no good row; line ${error.line.line}: ` +
        printable(error.line.reason);
    case "replay_too_large":
      return `Replay file ${error.path} has more than ${error.rowsMax} rows; split it`;
    default:
      return assertNever(error);
  }
}

/** A file may contain anything; its text must not control the terminal it is shown on. */
function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}/gu, "?");
}

function listed(all: readonly Timeframe[]): string {
  return all.join(", ");
}
