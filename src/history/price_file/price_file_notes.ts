/** What a trader should know of a file that was read: sentences without the file's name. */

import { assertNever } from "../../models/assert_never.ts";
import { countText, utcOffsetText } from "../../models/figure_text.ts";
import type { FoundRows } from "./ordered_rows.ts";
import type { PriceFile } from "./price_file.ts";
import type { RowFault } from "./row_reader.ts";

const faultTexts: Readonly<Record<RowFault, string>> = {
  cells: "have another number of fields",
  symbol: "are about another symbol",
  time: "have no time in a known form",
  price: "have a price that is not a number above zero",
  order_of_prices: "have an open or close outside of low and high",
  count: "have a volume, spread or flag that is not a number",
  not_a_bar: "have a time that does not begin a bar",
};

/** What the notes are made of; several parts of a file may be added up. */
export type NotedFile = Pick<
  PriceFile,
  | "layoutName"
  | "clock"
  | "convertedFrom"
  | "digits"
  | "refused"
  | "outOfOrder"
  | "repeated"
  | "contradicting"
  | "rounded"
>;

export function priceFileNotes(file: NotedFile): string[] {
  const { refused, rounded, digits } = file;
  return [
    clockNote(file),
    ...refusedNotes(refused),
    ...orderNotesOf(file),
    ...note(`Rows with more digits, rounded to ${countText(digits, "decimal")}`, rounded),
  ];
}

/** By what is wrong with them. */
export function refusedNotes(refused: PriceFile["refused"]): string[] {
  return refused.flatMap((rows) =>
    note(`Rows left out because they ${faultTexts[rows.fault]}`, rows)
  );
}

/** What was sorted, or left out because it was there before. */
export function orderNotesOf(
  { outOfOrder, repeated, contradicting }: Pick<
    NotedFile,
    "outOfOrder" | "repeated" | "contradicting"
  >,
): string[] {
  return [
    ...note("Rows sorted by time because they are earlier than the one before", outOfOrder),
    ...note("Bars left out because they repeat another one", repeated),
    ...note("Bars left out because an earlier one has their time and other figures", contradicting),
  ];
}

/** `Bars left out because they repeat another one: 59 rows (the first is line 3)`. */
function note(text: string, { count, firstLine }: FoundRows): string[] {
  return count === 0
    ? []
    : [`${text}: ${countText(count, "row")} (the first is line ${firstLine})`];
}

function clockNote(
  { clock, convertedFrom, layoutName }: Pick<PriceFile, "clock" | "convertedFrom" | "layoutName">,
): string {
  if (convertedFrom !== null) return `Its times were converted from ${convertedFrom} to UTC`;
  switch (clock.kind) {
    case "broker":
      return `Its times are broker time (${layoutName})`;
    case "fixed":
      return `Its times are ${utcOffsetText(clock.offsetMs)} (${layoutName})`;
    case "unknown":
      return "Nothing tells the zone of its times; they are read as UTC. --zone names another one";
    default:
      return assertNever(clock);
  }
}
