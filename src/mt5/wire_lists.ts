/**
 * Lists in the arguments of calls. From version 3 on their entries are separated by a control
 * character, because names of symbols may contain any other.
 */

import { z } from "zod";

/** U+001F, the unit separator. */
export const listSeparator = "\u001f";

/** The version that brought it; before, names had no commas. */
const separatorSince = 3;
const olderSeparator = ",";

/** The arguments that are lists. */
export const listKeys: readonly string[] = ["series", "names", "stops"];

export const list = z.codec(z.string(), z.array(z.string()).readonly(), {
  decode: (text) => text === "" ? [] : text.split(listSeparator),
  encode: (entries) => entries.join(listSeparator),
});

/** The text of a list as a terminal of `version` expects it. */
export function listText(text: string, version: number): string {
  return version < separatorSince ? text.replaceAll(listSeparator, olderSeparator) : text;
}
