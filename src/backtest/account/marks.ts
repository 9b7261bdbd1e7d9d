/** Magic number and comment of requests, numbered, so that a request carries one whole number. */

import { commentLengthMax, type Magic } from "../../models/mod.ts";

export interface Mark {
  readonly magic: Magic;
  readonly comment: string;
}

/** The number of this mark in the list; a new one is added. */
export function markNumber(marks: Mark[], { magic, comment }: Mark): number {
  const kept = comment.slice(0, commentLengthMax);
  const known = marks.findIndex((one) => one.magic === magic && one.comment === kept);
  return known === -1 ? marks.push({ magic, comment: kept }) - 1 : known;
}
