/** Reads a list of the store to its end, a page at a time, so that nothing else waits long. */

import { err, ok, type Result } from "../models/mod.ts";
import { nobodyWaits, type Problem } from "./problem.ts";

export interface Pages<T, P> {
  /** The page before `before` in time, its oldest item first; null for the newest page. */
  readonly read: (before: P | null) => Promise<Result<readonly T[], Problem>>;
  readonly placeOf: (oldest: T) => P;
  /** How many items a full page has: one with fewer is the last. */
  readonly limit: number;
  /** Asked before each page: nothing is read for those who are gone. */
  readonly isWaiting: () => boolean;
}

/** `take` gets every page, the newest first; an error ends the reading. */
export async function everyPage<T, P>(
  { read, placeOf, limit, isWaiting }: Pages<T, P>,
  take: (page: readonly T[]) => void,
): Promise<Result<null, Problem>> {
  let before: P | null = null;
  for (;;) {
    if (!isWaiting()) return err(nobodyWaits);
    const page: Result<readonly T[], Problem> = await read(before);
    if (!page.ok) return page;
    take(page.value);
    const oldest = page.value[0];
    if (oldest === undefined || page.value.length < limit) return ok(null);
    before = placeOf(oldest);
  }
}
