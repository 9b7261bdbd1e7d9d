/**
 * Ends synchronous code that runs for too long. Terminating a worker does not end the thread of one
 * that is in an endless loop; interrupting the code does, and the worker can be terminated then.
 */

import vm from "node:vm";

/** Where the script finds what to run; set during the call only. */
const slot = "__timeLimitedRun";

const callSlot = new vm.Script(`globalThis.${slot}()`);

/**
 * What `run` returns, or null when it was interrupted after `limitMs`. Code inside cannot catch the
 * interruption.
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
    if ((error as NodeJS.ErrnoException).code !== "ERR_SCRIPT_EXECUTION_TIMEOUT") throw error;
    return null;
  } finally {
    Reflect.deleteProperty(globalThis, slot);
  }
}
