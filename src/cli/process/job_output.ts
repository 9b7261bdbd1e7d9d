/** What a process that does a job for a bridge has in common with others: see `JobProcess`. */

import { constants, setPriority } from "node:os";
import { frameOf } from "../../strategy/runner/frames.ts";

/** Trading goes first. Child processes inherit it. */
export function yieldToOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error; // not allowed here
  }
}

/** Ends the process when its standard input closes: the bridge that started it has ended. */
export async function endWithInput(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(1);
}

export function sayMessage(message: object): void {
  const bytes = frameOf(message);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
