/** Why a price file cannot be used, with what the trader needs to know to mend it. */

import { assertNever } from "../../models/assert_never.ts";
import { type Timeframe, timeframes } from "../../models/timeframe.ts";
import { countText } from "../../models/figure_text.ts";
import { knownLayouts } from "./known_layouts.ts";

export type PriceFileError =
  | { readonly code: "price_file_missing"; readonly path: string }
  | { readonly code: "price_file_unreadable"; readonly path: string; readonly detail: string }
  | { readonly code: "price_file_empty"; readonly path: string }
  | { readonly code: "price_file_format_unknown"; readonly path: string; readonly line: LineText }
  /** The name of the file does not tell the symbol, and nobody named one. */
  | { readonly code: "price_file_symbol_unknown"; readonly path: string }
  /** The timeframe was neither named nor recognisable from the distance between the first bars. */
  | { readonly code: "price_file_timeframe_unknown"; readonly path: string }
  /** The name says one timeframe, the distance between the bars another. */
  | {
    readonly code: "price_file_timeframe_differs";
    readonly path: string;
    readonly named: Timeframe;
    readonly found: Timeframe;
  }
  /** Times such as 03/04/2024, and no line that shows which of the two is the month. */
  | { readonly code: "price_file_date_order"; readonly path: string; readonly line: LineText }
  /** Every line was invalid; `line` is the first of them. */
  | { readonly code: "price_file_no_rows"; readonly path: string; readonly line: BadLine }
  | { readonly code: "price_file_too_large"; readonly path: string; readonly rowsMax: number };

interface LineText {
  readonly line: number;
  readonly text: string;
}

/** A line that was not used. Lines are counted from 1, including the header. */
export interface BadLine {
  readonly line: number;
  readonly reason: string;
}

/** One sentence for the console. */
export function priceFileSentence(error: PriceFileError): string {
  const { path } = error;
  switch (error.code) {
    case "price_file_missing":
      return `Price file not found: ${path}`;
    case "price_file_unreadable":
      return `Price file cannot be read: ${path} (${printable(error.detail, detailMax)})`;
    case "price_file_empty":
      return `Price file has no rows: ${path}`;
    case "price_file_format_unknown":
      return `Price file ${path} is in a format that is not known; line ${error.line.line} is "${
        printable(error.line.text)
      }". Known are: ${knownLayouts}`;
    case "price_file_symbol_unknown":
      return `The name of price file ${path} does not tell its symbol; add --symbol, such as --symbol EURUSD`;
    case "price_file_timeframe_unknown":
      return `Price file ${path} does not tell its timeframe; add --timeframe with one of ${
        timeframes.join(", ")
      }`;
    case "price_file_timeframe_differs":
      return `The name of price file ${path} says ${error.named}, but its bars are ${error.found} apart; ` +
        `add --timeframe ${error.found} or --timeframe ${error.named}`;
    case "price_file_date_order":
      return `Line ${error.line.line} of price file ${path} has the date "${
        printable(error.line.text)
      }", and nothing shows whether the day or the month comes first; write dates as 2024-12-31`;
    case "price_file_no_rows":
      return `Price file ${path} has no good row; line ${error.line.line}: ` +
        printable(error.line.reason);
    case "price_file_too_large":
      return `Price file ${path} has more than ${countText(error.rowsMax, "row")}; split it`;
    default:
      return assertNever(error);
  }
}

/** A file may contain anything; its text must not control the terminal it is shown on. */
function printable(text: string, lengthMax = 80): string {
  return text.replace(/\p{Cc}|\p{Cf}|\p{Co}|\p{Cn}/gu, "?").slice(0, lengthMax);
}

/** Ends with what to do, behind the names of three files. */
const detailMax = 300;
