/**
 * What a run does beside its work: files and windows for convenience. A full disk, a read-only
 * folder or a closed console must not end a bridge that trades.
 */

import type { Logger } from "../../models/logger.ts";
import { isSystemError } from "../../models/system_error.ts";

/** Logs a refusal of the system; `what` says in a sentence what is missing then. */
export async function sideWork(
  what: string,
  work: () => unknown,
  log: Pick<Logger, "warning">,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.warning("side_work_failed", { what, reason: error.message });
  }
}
