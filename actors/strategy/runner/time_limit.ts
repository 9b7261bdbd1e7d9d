/**
 * Ends synchronous code that runs too long. Terminating a worker does not end a thread in an
 * endless loop; interrupting the code does, and then the worker can be terminated.
 */

import { isNativeError } from "node:util/types";
import vm from "node:vm";

/** Where the script finds the function to run; set only during the call. */
const slot = "__timeLimitedRun";

const callSlot = new vm.Script(`globalThis.${slot}()`);

/**
 * Returns the result of `run`, or null when it was interrupted after `limitMs`. The code inside
 * cannot catch the interruption.
 */
export function withinTimeLimit<T>(limitMs: number, run: () => T): { readonly value: T } | null {
  let value: { readonly value: T } | null = null;
  Object.defineProperty(globalThis, slot, {
    configurable: true,
    value: () => {
      value = { value: run() };
    },
  });
  try {
    callSlot.runInThisContext({ timeout: limitMs });
    return value;
  } catch (error) {
    if (!isInterruption(error)) throw error;
    return null;
  } finally {
    Reflect.deleteProperty(globalThis, slot);
  }
}

/** What code throws may be anything: nothing of it is run, not even a getter or a proxy. */
function isInterruption(error: unknown): boolean {
  return isNativeError(error) &&
    Object.getOwnPropertyDescriptor(error, "code")?.value === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
