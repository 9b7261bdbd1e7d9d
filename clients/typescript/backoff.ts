/** Pauses that grow between attempts, up to a limit, with some chance in them. */

import { clientError } from "./errors.ts";

export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** How much shorter or longer a pause may be, so that many clients do not come back at once. */
const jitter = 0.2;

/** The pause after so many failures in a row; 1 is the first. */
export function pauseMsAfter({ firstMs, factor, maxMs }: Backoff, failures: number): number {
  const grownMs = Math.min(maxMs, firstMs * factor ** (failures - 1));
  return grownMs * (1 + jitter * (2 * Math.random() - 1));
}

/** Rejects when the signal ends it. */
export async function pause(pauseMs: number, signal: AbortSignal | null): Promise<void> {
  endIfAborted(signal);
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, pauseMs);
    signal?.addEventListener("abort", end);
  });
  endIfAborted(signal);
}

function endIfAborted(signal: AbortSignal | null): void {
  if (signal?.aborted === true) throw clientError("cancelled", "The caller ended it.");
}
