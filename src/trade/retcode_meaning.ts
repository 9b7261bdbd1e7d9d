/** The meaning of a broker's retcode, in words for the trader. */

import { retcodeNamed, retcodes, type RetryClass } from "../models/mod.ts";

export function retcodeMeaning(code: number): string {
  const name = retcodeNamed(code);
  return name === null
    ? `The broker answered with the unknown code ${code}`
    : `${retcodes[name].meaning} (${code})`;
}

/**
 * What may be done next. 0 is a refusal by the Expert Advisor; an unknown code allows no
 * conclusion.
 */
export function retryClassOf(code: number): RetryClass {
  if (code === 0) return "never";
  const name = retcodeNamed(code);
  return name === null ? "unknown_outcome" : retcodes[name].retry;
}
